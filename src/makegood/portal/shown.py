"""Pages as they are shown: words laid out by a template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from makegood.portal import clock
from makegood.queries.portal import Look
from makegood.queries.shop import shop_now
from makegood.wording.clean import one_line
from makegood.wording.portal import Answer, OptionSaid, Sheet, tongue, write

CLOSED, REFUSED = 404, 403


def page(
    request: HttpRequest, seen: Look, *, answer: Answer | None = None, status: int = 200
) -> HttpResponse:
    """The order's page, with an answer to what was done where there is one."""
    shop = seen.shop.policy.shop
    return _shown(request, "page", write(seen.page, shop=shop), answer, status, logo=shop.logo)


def confirm(
    request: HttpRequest,
    seen: Look,
    sheet: Sheet,
    option: OptionSaid,
    *,
    answer: Answer | None = None,
    status: int = 200,
) -> HttpResponse:
    """What would happen, and the button that does it."""
    return _shown(request, "confirm", sheet, answer, status, option=option, logo=seen.shop.policy.shop.logo)


def closed(request: HttpRequest) -> HttpResponse:
    """The one page of all links that open nothing: nobody learns why."""
    return _bare(request, None, CLOSED)


def refused(request: HttpRequest) -> HttpResponse:
    """A form that may not be from the customer."""
    return _bare(request, Answer.BROWSER, REFUSED)


def _bare(request: HttpRequest, answer: Answer | None, status: int) -> HttpResponse:
    policy = shop_now(year=clock.now().year).policy.shop
    words = tongue(None, fallback=policy.language)
    told = {
        "p": words.page,
        "language": words.letters.code,
        "shop": one_line(policy.name),
        "logo": policy.logo,
    }
    said = words.page.answers[answer] if answer else ""
    return render(request, "portal/closed.html", {**told, "answer": said}, status=status)


def _shown(
    request: HttpRequest, name: str, sheet: Sheet, answer: Answer | None, status: int, **more: object
) -> HttpResponse:
    told = {
        "p": sheet.p,
        "language": sheet.language,
        "shop": sheet.shop,
        "sheet": sheet,
        "answer": sheet.p.answers[answer] if answer else "",
        "secret": request.resolver_match.kwargs["secret"] if request.resolver_match else "",
        "is_good": answer in (Answer.WRITTEN, Answer.WRITTEN_UNMAILED),
        **more,
    }
    return render(request, f"portal/{name}.html", told, status=status)

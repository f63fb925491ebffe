"""What a link opens, and what may be done there: choose, and write to us. Looking changes nothing (I22)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from makegood import flow
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.portal import clock, shown
from makegood.portal.colour import sheet_of
from makegood.portal.door import carrying, opens
from makegood.queries.pictures import picture
from makegood.queries.portal import Look, look_again
from makegood.queries.shop import shop_now
from makegood.services.decision import ChooseByLink, NotProved
from makegood.services.notice import WriteByLink
from makegood.wording.portal import Answer, write

_BUSY = ("busy", "changed_meanwhile")
_UNWRITTEN = {"entry_invalid": (Answer.TOO_LONG, 422), "messages_too_many": (Answer.ENOUGH, 429)}
_NOT_PROVED = {
    NotProved.PROOF_WRONG: (Answer.PROOF, 422),
    NotProved.TOO_MANY_TRIES: (Answer.TRIES, 429),
}


@opens
def page(request: HttpRequest, seen: Look) -> HttpResponse:
    """How the order stands."""
    if request.method == "POST":
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    written = Answer.WRITTEN if seen.page.notice.to else Answer.WRITTEN_UNMAILED
    return shown.page(request, seen, answer=written if "written" in request.GET else None)


@opens
def choice(request: HttpRequest, seen: Look, choice: str) -> HttpResponse:
    """What a choice would do; posted, it is done."""
    if choice not in set(Choice):
        return shown.closed(request)
    if request.method == "POST":
        return _choose(request, seen, Choice(choice))
    sheet = write(seen.page, shop=seen.shop.policy.shop)
    option = sheet.option(Choice(choice))
    if option is None or option.chosen:
        answer = None if option or seen.page.stands is Choice(choice) else Answer.IMPOSSIBLE
        return shown.page(request, seen, answer=answer)
    return shown.confirm(request, seen, sheet, option)


@opens
def message(request: HttpRequest, seen: Look) -> HttpResponse:
    """A message to us."""
    if request.method != "POST":
        return _to_the_page(request)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        return shown.page(request, seen, answer=Answer.EMPTY, status=422)
    command = WriteByLink(digest=seen.door.digest, text=text)
    try:
        flow.run(command, actor=_actor(seen), now=clock.now())
    except DomainError as refusal:
        if refusal.code == "link_unknown":
            return shown.closed(request)
        answer, status = _UNWRITTEN.get(refusal.code, (Answer.BUSY, 503))
        return shown.page(request, seen, answer=answer, status=status)
    return _to_the_page(request, "?written")


@carrying
@require_safe
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What is below the pages of orders and is none."""
    del rest
    return shown.closed(request)


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The shop's own colours, as a style sheet: nothing is inside the page."""
    css = sheet_of(shop_now(year=clock.now().year).policy.shop)
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "max-age=300"})


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponseBase:
    """The shop's picture, as long as the policy names it; its address changes with its bytes."""
    is_ours = digest == shop_now(year=clock.now().year).policy.shop.logo
    found = picture(digest) if is_ours else None
    if found is None:
        return nothing(request)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        # Whatever else is in these bytes, a browser that opens them alone does nothing with it.
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(found.content, content_type=found.kind, headers=headers)


def _choose(request: HttpRequest, seen: Look, wanted: Choice) -> HttpResponse:
    command = ChooseByLink(
        digest=seen.door.digest,
        choice=wanted,
        seen=request.POST.get("seen", "")[:64],
        proof=request.POST.get("proof", ""),
    )
    try:
        chosen = flow.run(command, actor=_actor(seen), now=clock.now())
    except DomainError as refusal:
        return _refused(request, seen, wanted, refusal)
    if chosen.not_proved:
        return _again(request, seen, wanted, *_NOT_PROVED[chosen.not_proved])
    return _to_the_page(request)


def _refused(request: HttpRequest, seen: Look, wanted: Choice, refusal: DomainError) -> HttpResponse:
    """Why not, beside how the order stands by now: others were there since we looked."""
    code, now = refusal.code, look_again(seen.door.digest, now=clock.now())
    if now is None:
        return shown.closed(request)
    if code == "entry_invalid":
        # Too long, or with characters that nobody has in a postcode.
        return _again(request, now, wanted, *_NOT_PROVED[NotProved.PROOF_WRONG])
    if code in _BUSY:
        return _again(request, now, wanted, Answer.BUSY, 503)
    gone = wanted is Choice.SUBSTITUTE and now.page.notice.delayed and now.page.offer(wanted) is None
    changed = Answer.CHANGED if code == "offer_changed" else Answer.IMPOSSIBLE
    return shown.page(request, now, answer=Answer.GONE if gone else changed, status=409)


def _again(request: HttpRequest, seen: Look, wanted: Choice, answer: Answer, status: int) -> HttpResponse:
    """The question once more, with what was wrong with the answer."""
    sheet = write(seen.page, shop=seen.shop.policy.shop)
    option = sheet.option(wanted)
    if option is None:
        return shown.page(request, seen, answer=answer, status=status)
    return shown.confirm(request, seen, sheet, option, answer=answer, status=status)


def _to_the_page(request: HttpRequest, more: str = "") -> HttpResponse:
    secret = request.resolver_match.kwargs["secret"] if request.resolver_match else ""
    # 303: whoever loads the page again sends nothing again.
    return HttpResponseRedirect(reverse("portal:page", args=[secret]) + more, status=303)


def _actor(seen: Look) -> str:
    return f"customer:{seen.door.link}"

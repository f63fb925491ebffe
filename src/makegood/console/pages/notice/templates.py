"""The shop's own words: which there are, and one of them, written with the message of a real order beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.domain.notice.outcome import Kind, Notice
from makegood.domain.terms.errors import DomainError
from makegood.queries.actors import names_of
from makegood.queries.policy import policy_of
from makegood.queries.shop import Shop
from makegood.queries.templates import as_if, orders_to_try, versions
from makegood.queries.templates import templates as own_words
from makegood.services._orders import OrderName, order_ids
from makegood.services.policy import PolicySet, RestoreTemplate, SetTemplate
from makegood.wording import words
from makegood.wording.preview import previewed, previewed_page, usual_of
from makegood.wording.tables_events import actor_said
from makegood.wording.template import BLOCKS, WORDS, Template
from makegood.wording.template_check import Part, parts_of
from makegood.wording.templates import LANGUAGES, chosen, name_of

Tried = Mapping[tuple[str, str], int]
"""Orders to try words with: their keys by number and channel."""
_UNPROCESSABLE = 422
_MAIL_ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
    "sandbox"
)
"""A mail has its styles inside. It is shown alone, without scripts, forms and links that lead on from it."""
_LATE = "Somebody else wrote these words meanwhile: the newest version stands below."
_LATE_AND_TYPED = f"{_LATE} Saving again puts yours in its place."
_SPOKEN = {"en": "English", "de": "German"}


class Which(NamedTuple):
    """Words of a kind of message in a language; on one channel, or on all."""

    kind: Kind
    language: str
    channel: str

    @property
    def name(self) -> str:
        """As the policy calls it."""
        return name_of(self.kind.value, self.language, self.channel or None)


@page("templates", verb="templates", name="templates")
def templates(request: HttpRequest) -> HttpResponseBase:
    """Every kind of message, and in which words it is said."""
    shop, _ = shop_today()
    own = {each.name for each in own_words(shop)}
    channels = list(shop.policy.channels)
    rows = [_row(kind, own, channels) for kind in Kind]
    told = {
        "rows": rows,
        "number": len(own),
        "kinds": [(kind.value, words(kind.value)) for kind in Kind],
        "languages": [(each, _SPOKEN[each]) for each in _SPOKEN],
        "channels": channels,
    }
    return render(request, "console/words/templates.html", told)


def _row(kind: Kind, own: set[str], channels: Sequence[str]) -> tuple[str, list[Any], list[Any]]:
    """A kind of message, its words by language, and those of one channel alone."""
    everywhere = [
        (_SPOKEN[each], _at(Which(kind, each, "")), name_of(kind.value, each) in own) for each in _SPOKEN
    ]
    special = [
        (name, _at(Which(kind, each, name)), _SPOKEN[each])
        for each in _SPOKEN
        for name in channels
        if name_of(kind.value, each, name) in own
    ]
    return words(kind.value), everywhere, special


@page("templates/words", verb="templates", name="words", methods=("GET", "HEAD", "POST"))
def own(request: HttpRequest) -> HttpResponseBase:
    """One of them. POST saves it, sets it back, or shows the message (`do` = preview, page)."""
    shop, _ = shop_today()
    sent = request.POST if request.method == "POST" else request.GET
    which = _which(sent, shop)
    if which is None:
        return HttpResponseRedirect(reverse("templates"))
    if request.method != "POST":
        return _shown(request, shop, which, _newest(shop, which))
    typed = Template(subject=sent.get("subject", ""), body=sent.get("body", "").replace("\r\n", "\n"))
    wanted = sent.get("do", "")
    if wanted == "page":
        return _page(request, shop, which, typed)
    if wanted == "save":
        return _save(request, shop, which, typed)
    if wanted.startswith("restore"):
        return _restore(request, shop, which, wanted.partition("|")[2])
    return _shown(request, shop, which, typed)


def _newest(shop: Shop, which: Which) -> Template:
    found = chosen(shop.policy.templates, kind=which.kind, language=which.language, channel=which.channel)
    return found.template if found else usual_of(which.language)


def _since(request: HttpRequest, shop: Shop, which: Which) -> int:
    """The version that the form's page showed; the newest, where others changed something else since."""
    since = _number(request.POST.get("since", ""), shop.revision)
    if since >= shop.revision:
        return since
    same = policy_of(since).templates.get(which.name) == shop.policy.templates.get(which.name)
    return shop.revision if same else since


def _save(request: HttpRequest, shop: Shop, which: Which, typed: Template) -> HttpResponseBase:
    command = SetTemplate(
        kind=which.kind.value,
        language=which.language,
        channel=which.channel or None,
        subject=typed.subject,
        body=typed.body,
        note=request.POST.get("note", "").strip(),
        since=_since(request, shop, which),
    )
    try:
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        late = refusal.code == "policy_changed"
        return _shown(request, shop, which, typed, wrong=[_LATE_AND_TYPED] if late else doing.why(refusal))
    return doing.told(request, outcome, said=_said, to=_at(which))


def _restore(request: HttpRequest, shop: Shop, which: Which, revision: str) -> HttpResponseBase:
    command = RestoreTemplate(
        kind=which.kind.value,
        language=which.language,
        channel=which.channel or None,
        revision=_number(revision, 0),
        note=f"as at version {_number(revision, 0)}",
        since=_since(request, shop, which),
    )
    try:
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "policy_changed":
            return _shown(request, shop, which, _newest(shop, which), wrong=[_LATE])
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=_at(which))
    return doing.told(request, outcome, said=_said, to=_at(which))


def _said(outcome: PolicySet) -> str:
    return (
        f"Saved as version {outcome.revision} of the policy." if outcome.areas else "Nothing was different."
    )


def _page(request: HttpRequest, shop: Shop, which: Which, typed: Template) -> HttpResponseBase:
    """The mail as a page of its own."""
    try:
        answer = HttpResponse(previewed_page(shop.policy, _notice(request, shop, which), typed))
    except DomainError as refusal:
        return _shown(request, shop, which, typed, wrong=doing.why(refusal))
    answer["Content-Security-Policy"] = _MAIL_ALONE
    return answer


def _shown(
    request: HttpRequest, shop: Shop, which: Which, typed: Template, *, wrong: Sequence[str] = ()
) -> HttpResponseBase:
    tried = orders_to_try()
    message, faults = _message(request, shop, which, typed, tried)
    history = versions(which.name)
    names = names_of(each.author for each in history)
    told: dict[str, Any] = {
        "which": which,
        "title": words(which.kind.value),
        "language": _SPOKEN[which.language],
        "own": which.name in shop.policy.templates,
        "typed": typed,
        "wrong": wrong,
        "since": shop.revision,
        "orders": tried,
        "order": _asked(request, tried),
        "message": message,
        "faults": faults,
        "parts": _parts(shop, which, typed),
        "versions": [(each, actor_said(each.author, names)) for each in history],
        "words_there": sorted(WORDS),
        "blocks_there": sorted(BLOCKS),
    }
    return render(request, "console/words/words.html", told, status=_UNPROCESSABLE if wrong else 200)


def _parts(shop: Shop, which: Which, typed: Template) -> list[Part]:
    return parts_of(typed, kind=which.kind, channel=shop.policy.channels.get(which.channel))


def _message(
    request: HttpRequest, shop: Shop, which: Which, typed: Template, tried: Tried
) -> tuple[Any, list[str]]:
    """What the customer would read, or why that cannot be shown."""
    if not _asked(request, tried):
        return None, ["No order waits to try the words with. Type the number of one."]
    try:
        return previewed(shop.policy, _notice(request, shop, which, tried), typed), []
    except DomainError as refusal:
        if refusal.code == "policy_invalid":
            found = cast("Sequence[Mapping[str, str]]", refusal.data["problems"])
            return None, list(dict.fromkeys(each["expected"] for each in found))
        return None, doing.why(refusal)


def _notice(request: HttpRequest, shop: Shop, which: Which, tried: Tried = MappingProxyType({})) -> Notice:
    number, _, channel = _asked(request, tried).partition(" · ")
    pk = tried.get((number, channel))
    if pk is None:
        (pk,) = order_ids([OrderName(number, channel or None)]).values()
    found = as_if(shop, pk, which.kind, today=shop_today()[1])
    # In the language and on the channel that the words are for, whoever the customer is.
    return replace(found, language=which.language, channel=which.channel or found.channel)


def _asked(request: HttpRequest, tried: Tried) -> str:
    sent = request.POST.get("order", request.GET.get("order", "")).replace("\x00", "").strip()[:200]
    return sent or next((" · ".join(each) for each in tried), "")


def _which(sent: Mapping[str, Any], shop: Shop) -> Which | None:
    kind, language, channel = (str(sent.get(name, "")) for name in ("kind", "language", "channel"))
    if (
        kind not in set(Kind)
        or language not in LANGUAGES
        or (channel and channel not in shop.policy.channels)
    ):
        return None
    return Which(Kind(kind), language, channel)


def _at(which: Which) -> str:
    asked = {"kind": which.kind.value, "language": which.language}
    return f"{reverse('words')}?{urlencode(asked | ({'channel': which.channel} if which.channel else {}))}"


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise

"""What a customer chose on their page: theirs to choose, still what they saw, and not chosen already (I13, I22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hmac import compare_digest

from makegood.db.models import Link, Order
from makegood.db.rows import load
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.page import Offer, Page
from makegood.domain.terms.errors import DomainError
from makegood.queries.portal import Door, door, page_of, proofs
from makegood.services._orders import OrderName
from makegood.services._work import Work
from makegood.services.decision.commands import DecidedBy, Instead, OrderChoice
from makegood.services.decision.deciding import held

TRIES, PAUSE = 5, timedelta(minutes=15)
"""So many wrong proofs are heard in so long: whoever found a link must not guess on."""


class NotProved(StrEnum):
    """Why a choice that needs a proof was not made."""

    PROOF_WRONG = "proof_wrong"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseByLink:
    """A customer's choice. `digest` = the hash of the link's end, `seen` = that of the offer they saw, `proof` = what
    only they and the shop know: the e-mail address or the postcode of the order. It is asked for to cancel."""

    digest: str
    choice: Choice
    seen: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What has to be decided for it; None = nothing, it had been chosen before, or was not proved."""

    order: str
    choose: OrderChoice | None
    not_proved: NotProved | None = None


@dataclass(frozen=True, slots=True)
class ChosenByLink:
    """A customer's choice that holds, unless it was `not_proved`: then only the try is counted. `known` = it had been
    made before, and nothing changed."""

    order: str
    choice: Choice
    known: bool
    not_proved: NotProved | None = None


def asked_for(work: Work, command: ChooseByLink) -> AskedFor:
    """What the choice asks for, its order locked: a second tap asks for nothing.

    Raises DomainError('link_unknown'), ('offer_changed').
    """
    first = door(work.shop, command.digest, now=work.now)
    if first is not None:
        held([first.order])
    # Whoever revokes it, or chooses something else, has done so before us or comes after us.
    found = door(work.shop, command.digest, now=work.now)
    if found is None:
        raise DomainError("link_unknown")
    page = page_of(found.order, shop=work.shop, today=work.today)
    if page.stands is command.choice:
        return AskedFor(page.number, None)
    offer = page.offer(command.choice)
    if offer is None or not compare_digest(page.seen.encode(), command.seen.encode()):
        raise DomainError("offer_changed", {"order": page.number, "choice": command.choice.value})
    not_proved = _not_proved(work, found, command.proof) if command.choice is Choice.CANCEL else None
    if not_proved is not None:
        return AskedFor(page.number, None, not_proved)
    return AskedFor(page.number, _choose(found.order, page, offer))


def _choose(order_id: int, page: Page, offer: Offer) -> OrderChoice:
    channel = Order.objects.filter(pk=order_id).values_list("channel__name", flat=True).get()
    return OrderChoice(
        order=OrderName(page.number, channel),
        choice=offer.choice,
        by=DecidedBy.CUSTOMER,
        lines=page.lines,
        instead=tuple(Instead(line, sku) for line, sku in offer.instead if _wanted(page, line)),
    )


def _wanted(page: Page, line: str) -> bool:
    return not page.lines or line in page.lines


def _not_proved(work: Work, found: Door, proof: str) -> NotProved | None:
    """None = they are the customer. Wrong tries are counted, whichever process hears them: the order is locked."""
    (link,) = load(Link.objects.filter(pk=found.link))
    since = link.wrong_since
    if since is None or since <= work.now - PAUSE:
        since, tries = work.now, 0
    else:
        tries = link.wrong_proofs
    if tries >= TRIES:
        return NotProved.TOO_MANY_TRIES
    if _proves(found.order, proof):
        return None
    work.set(link, wrong_proofs=tries + 1, wrong_since=since)
    return NotProved.PROOF_WRONG


def _proves(order_id: int, proof: str) -> bool:
    """True for the e-mail address or the postcode of the order, however it is spaced and written."""
    given = _bare(proof)
    return bool(given) and any(
        compare_digest(_bare(one).encode(), given.encode()) for one in proofs(order_id)
    )


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "").casefold()

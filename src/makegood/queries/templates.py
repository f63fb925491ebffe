"""The shop's own words: which there are, and what the customer of a real order would read in them (spec 5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from makegood.db.models import Backorder, Notice, PolicyVersion
from makegood.db.rows import load, new
from makegood.domain.notice import outcome
from makegood.domain.notice.outcome import Kind
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import from_toml
from makegood.domain.terms.policy.template import TemplatePolicy
from makegood.queries.letters import compose
from makegood.queries.shop import Shop


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A template as it is now; `name` = kind, language and channel, as first.de.store; first.de = of every channel."""

    name: str
    subject: str
    body: str


def templates(shop: Shop) -> list[OwnWords]:
    """All of them, by name; what has none is said as usual."""
    return [OwnWords(name, own.subject, own.body) for name, own in sorted(shop.policy.templates.items())]


@dataclass(frozen=True, slots=True)
class WordsThen:
    """The words of a name from a revision of the policy on; None = as usual. Who wrote them, when and why."""

    revision: int
    words: OwnWords | None
    author: str
    at: datetime
    note: str


def versions(name: str) -> list[WordsThen]:
    """Every version of one template, the newest first: only those that made it different."""
    rows = PolicyVersion.objects.filter(area="templates").order_by("revision")
    found: list[WordsThen] = []
    before: TemplatePolicy | None = None
    for revision, document, author, at, note in rows.values_list(
        "revision", "document", "author", "at", "note"
    ):
        own = from_toml(document).templates.get(name)
        if own != before:
            words = OwnWords(name, own.subject, own.body) if own else None
            found.append(WordsThen(revision, words, author, at, note))
            before = own
    return found[::-1]


def orders_to_try(limit: int = 20) -> dict[tuple[str, str], int]:
    """Orders that wait, by number and channel, the newest first: something to look at words with."""
    newest = Backorder.objects.filter(state="open").order_by("-pk")
    rows = newest.values_list("order__number", "channel__name", "order_id")[: 3 * limit]
    found = {(number, channel): pk for number, channel, pk in rows}
    return dict(list(found.items())[:limit])


def as_if(shop: Shop, order_id: int, kind: Kind, *, today: date) -> outcome.Notice:
    """What the customer of an order would be told today if the message were of this kind; nothing is sent or kept.

    Raises DomainError('nothing_to_tell') for an order of which nothing can be told.
    """
    queued = load(Notice.objects.filter(order_id=order_id, state="queued").order_by("pk"))
    # Something happened, whatever it is: so there is a message also where none is owed.
    happened = new(Notice, order_id=order_id, kind=Kind.CHANGED.value, about={})
    found = compose(shop, {order_id: [*queued, happened]}, today=today)[order_id]
    if found.notice is None:
        raise DomainError("nothing_to_tell", {"order": found.order.number, "why": found.why_not})
    kept = tuple(each for each in found.notice.news if each.kind is kind)
    return replace(found.notice, kind=kind, news=kept)

"""What customers are told."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query

from makegood.api.keys import moment
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import OnChannel, Orders, orders_asked, today_here
from makegood.domain.notice.outcome import Kind
from makegood.queries import contacts as contacts_now
from makegood.queries import known
from makegood.queries import notices as notices_now
from makegood.queries.templates import OwnWords, as_if
from makegood.queries.templates import templates as own_words
from makegood.reports.evidence import evidence_texts
from makegood.shapes import shape
from makegood.wording.notice import RenderedNotice
from makegood.wording.preview import previewed


@question("notices", verb="notices", answer=page_of(notices_now.ListedNotice))
def notices(
    request: HttpRequest,
    state: Annotated[
        str | None, Query(description="queued, claimed, sent, failed, uncertain or withheld; none = all.")
    ] = None,
    kind: Annotated[str | None, Query(description="Only of this kind, such as first.")] = None,
    order: Annotated[str | None, Query(description="Only about the order of this number.")] = None,
    channel: Annotated[str | None, Query()] = None,
    held: Annotated[
        bool | None, Query(description="Only those that wait for somebody, or only others.")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Any:
    """What customers are owed, were told, and were not told and why, the newest first."""
    known.check(order=order, channel=channel)
    found = notices_now.notices(state=state, kind=kind, order=order, channel=channel, held=held)
    return found.page(limit=limit, cursor=cursor)


@question("contacts", verb="contacts", answer=rows_of(contacts_now.ListedContact))
def contacts(request: HttpRequest, order: Orders, channel: OnChannel = None) -> Any:
    """What customers wrote or said about orders, the newest first, as long as the policy keeps it."""
    found = contacts_now.contacts_of(orders_asked(order, channel), shop=today_here()[0], now=moment())
    return {"rows": found}


@question("templates", verb="templates", answer=shape(list[OwnWords]))
def templates(request: HttpRequest) -> Any:
    """Messages in the shop's own words, by kind, language and channel; what is not listed is said as usual."""
    return own_words(today_here()[0])


@question("template-preview", verb="templates", answer=shape(RenderedNotice))
def template_preview(
    request: HttpRequest,
    kind: Annotated[Kind, Query(description="As if the message were of this kind, such as first.")],
    order: Annotated[str, Query(description="Number of an order.")],
    channel: OnChannel = None,
) -> Any:
    """What the customer of an order would read today if the message were of this kind; nothing is sent."""
    shop, today = today_here()
    (pk,) = orders_asked([order], channel)
    return previewed(shop.policy, as_if(shop, pk, kind, today=today), None)


class EvidenceFile(NamedTuple):
    """The file of an order, as text: keep it as it is, so that it goes on proving itself."""

    file: str


@question("evidence", verb="evidence", answer=shape(EvidenceFile))
def order_evidence(
    request: HttpRequest,
    order: Annotated[str, Query(description="Number of an order.")],
    channel: OnChannel = None,
) -> Any:
    """One file for a dispute: every event, every message as it was sent, what the customer wrote, in order."""
    which = Q(pk__in=orders_asked([order], channel))
    (text,) = evidence_texts(which, shop=today_here()[0], now=moment()).values()
    return EvidenceFile(text)

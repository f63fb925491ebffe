"""May this SKU wait: what the rules say and who set them, beside what the shop's own history recommends (spec 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Min
from django.db.models.functions import Coalesce

from makegood.db import facts, sql
from makegood.db.models import IncomingLot, Item, PolicyVersion, Substitute
from makegood.domain.eligibility.evidence import ItemFacts, measure, recommend
from makegood.domain.eligibility.outcome import Advice, Eligibility, Evidence
from makegood.domain.eligibility.rules import EligibilityRules, Ruling
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import from_toml
from makegood.queries._supply import Asked, ask_about
from makegood.queries.policy import Revision

_AREA = "eligibility"
_LOOKED_AT = 50
"""So many changes of the rules are looked through for the one that set a rule."""

# Of the latest lines of the shop: what was bought together years ago does not count.
_TOGETHER = """
    SELECT count(*), sum(CASE WHEN with_others THEN 1 ELSE 0 END) FROM (
        SELECT l.order_id, EXISTS (
            SELECT 1 FROM makegood_orderline o WHERE o.order_id = l.order_id AND o.item_id <> l.item_id
        ) AS with_others
        FROM makegood_orderline l
        WHERE l.item_id = %s AND l.id > (SELECT max(id) FROM makegood_orderline) - 100000
        GROUP BY l.order_id, l.item_id
    ) AS orders
"""


@dataclass(frozen=True, slots=True)
class MayWait:
    """The answer for all channels together and its rule. `set_by` = the change of the policy that made the rule what it
    is (None = a default that nobody changed). `evidence` = every criterion with its figure, `advice` what follows."""

    answer: Eligibility
    ruling: Ruling
    set_by: Revision | None
    waiting: int
    evidence: tuple[Evidence, ...]
    advice: Advice


def may_wait(sku: str, *, today: date) -> MayWait:
    """What speaks for and against letting a SKU wait, and what was decided. Raises DomainError('sku_unknown')."""
    row = Item.objects.filter(sku=sku).first()
    if row is None:
        raise DomainError("sku_unknown", {"skus": [sku]})
    others = list(Substitute.objects.filter(item=row).values_list("substitute__sku", flat=True))
    asked = ask_about([sku, *others], today=today)
    evidence = measure(facts=_facts(row, asked, others), policy=asked.shop.policy.eligibility.evidence)
    ruling = asked.shop.eligibility.ruling(sku=sku, family=row.family, channel=None)
    return MayWait(
        answer=asked.answers(sku)[None],
        ruling=ruling,
        set_by=_set_by(ruling, sku=sku, family=row.family),
        waiting=row.backordered_qty,
        evidence=evidence,
        advice=recommend(evidence),
    )


def _facts(row: Item, asked: Asked, others: list[str]) -> ItemFacts:
    (since,) = (
        IncomingLot.objects.filter(received_on__isnull=False)
        .aggregate(first=Min(Coalesce("purchase_order__ordered_on", "received_on")))
        .values()
    )
    ((orders, together),) = sql.ask(_TOGETHER, row.pk)
    free = sum(
        any(pool.on_hand + pool.incoming > 0 for pool in asked.leftovers.of(each).pools) for each in others
    )
    return ItemFacts(
        item=facts.items([row])[row.sku],
        lots=facts.lots_of(item_ids=[row.pk]),
        record_from=since,
        free_substitutes=free,
        bought_together=together / orders if orders else None,
        today=asked.today,
        calendar=asked.shop.calendars["default"],
    )


def _set_by(ruling: Ruling, *, sku: str, family: str | None) -> Revision | None:
    """The oldest of the changes since which the rule has been as it is now."""
    changes = PolicyVersion.objects.filter(area=_AREA).order_by("-revision")[:_LOOKED_AT]
    found: PolicyVersion | None = None
    for change in changes:
        before = _rules(change.document).ruling(sku=sku, family=family, channel=None)
        if (before.rule, before.terms) != (ruling.rule, ruling.terms):
            break
        found = change
    if found is None or (
        ruling.default
        and ruling.terms
        == EligibilityRules(policy=from_toml("")).ruling(sku=sku, family=family, channel=None).terms
    ):
        return None
    return Revision(found.revision, (_AREA,), found.digest, found.author, found.at, found.note)


@lru_cache(maxsize=100)
def _rules(document: str) -> EligibilityRules:
    return EligibilityRules(policy=from_toml(document))

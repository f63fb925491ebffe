"""May this SKU wait: what the rules say and who set them, beside what the shop's own history recommends (spec 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from makegood.db import facts, sql
from makegood.db.models import Item, PolicyVersion
from makegood.domain.eligibility.evidence import ItemFacts, measure, recommend
from makegood.domain.eligibility.outcome import Advice, Eligibility, Evidence
from makegood.domain.eligibility.rules import EligibilityRules, Ruling
from makegood.domain.terms import demand
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import from_toml
from makegood.domain.terms.policy.supply import EligibilityTerms
from makegood.queries._supply import Asked, ask_about
from makegood.queries.policy import Revision
from makegood.queries.shop import Shop

_AREA = "eligibility"
_LOOKED_AT = 50
"""So many changes of the rules are looked through for the one that set a rule."""

# The first day of the whole supplier record, and of the latest lines of the shop how many orders held the item and how
# many of those held others too: what was bought together years ago does not count.
_RECORD = """
    SELECT (
        SELECT CAST(min(coalesce(p.ordered_on, l.received_on)) AS TEXT) FROM makegood_incominglot l
        JOIN makegood_purchaseorder p ON p.id = l.purchase_order_id WHERE l.received_on IS NOT NULL
    ), count(*), sum(CASE WHEN with_others THEN 1 ELSE 0 END) FROM (
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


def may_wait(sku: str, shop: Shop, *, today: date) -> MayWait:
    """What speaks for and against letting a SKU wait, and what was decided. Raises DomainError('sku_unknown')."""
    row = Item.objects.filter(sku=sku).first()
    if row is None:
        raise DomainError("sku_unknown", {"skus": [sku]})
    fact = facts.items([row])[sku]
    asked = ask_about([sku, *fact.substitutes], today=today, shop=shop)
    evidence = measure(facts=_facts(row, fact, asked), policy=shop.policy.eligibility.evidence)
    ruling = shop.eligibility.ruling(sku=sku, family=row.family, channel=None)
    return MayWait(
        answer=asked.answers(sku)[None],
        ruling=ruling,
        set_by=_set_by(ruling, sku=sku, family=row.family),
        waiting=row.backordered_qty,
        evidence=evidence,
        advice=recommend(evidence),
    )


def _facts(row: Item, fact: demand.Item, asked: Asked) -> ItemFacts:
    ((since, orders, together),) = sql.ask(_RECORD, row.pk)
    return ItemFacts(
        item=fact,
        lots=facts.lots_of(item_ids=[row.pk]),
        record_from=date.fromisoformat(since) if since else None,
        free_substitutes=sum(_is_free(asked, each) for each in fact.substitutes),
        bought_together=together / orders if orders else None,
        today=asked.today,
        calendar=asked.shop.calendars["default"],
    )


def _is_free(asked: Asked, sku: str) -> bool:
    return any(pool.on_hand + pool.incoming > 0 for pool in asked.leftovers.of(sku).pools)


def _set_by(ruling: Ruling, *, sku: str, family: str | None) -> Revision | None:
    """The oldest of the changes since which the rule has been as it is now."""
    if ruling.default and ruling.terms == EligibilityTerms():
        return None
    found: PolicyVersion | None = None
    for change in PolicyVersion.objects.filter(area=_AREA).order_by("-revision")[:_LOOKED_AT]:
        then = _rules(change.document).ruling(sku=sku, family=family, channel=None)
        if (then.rule, then.terms) != (ruling.rule, ruling.terms):
            break
        found = change
    if found is None:
        return None
    return Revision(found.revision, (_AREA,), found.digest, found.author, found.at, found.note)


@lru_cache(maxsize=100)
def _rules(document: str) -> EligibilityRules:
    return EligibilityRules(policy=from_toml(document))

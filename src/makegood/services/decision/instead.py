"""Which SKU goes instead of which line, and what the customer pays for it (spec 4.3)."""

from __future__ import annotations

from makegood.domain.decision.outcome import Option
from makegood.domain.decision.stakes import price_instead
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.queries.decisions import Open
from makegood.services._holdings import Holding
from makegood.services._orders import free_line_id
from makegood.services._swap import Swap
from makegood.services._work import Work
from makegood.services.decision.commands import OrderChoice


def swaps(work: Work, holding: Holding, each: OrderChoice, option: Option, found: Open) -> list[Swap]:
    """What goes instead of each short line: what was asked for, else the first that is free.

    Raises DomainError('substitute_unknown') for a SKU that is none of the line's substitutes, or not on sale yet.
    """
    policy = work.shop.policy
    chosen = {**dict(option.substitutes), **dict(each.instead)}
    made = []
    for part in found.case.short:
        line = part.line
        item = found.catalogue[line.sku]
        other = _known(work, found, item, line.line_id, chosen.get(line.line_id))
        price = price_instead(
            line=line,
            item=item,
            other=other,
            shop_currency=policy.shop.currency,
            at_lower_price=policy.decision.costs.substitute_at_lower_price,
        )
        made.append(
            Swap(
                holding.order.pk,
                holding.lines[line.line_id],
                free_line_id(holding.lines, line.line_id),
                other.sku,
                part.backordered_qty,
                # What is not known costs the customer no more than what they ordered.
                line.unit_price if price is None else price,
                line.location,
                each.reason,
                each.said,
                each.confirms,
            )
        )
    return made


def _known(work: Work, found: Open, item: Item, line_id: str, sku: str | None) -> Item:
    other = found.catalogue.get(sku) if sku in item.substitutes and sku is not None else None
    if other is None or (other.available_on is not None and other.available_on > work.today):
        raise DomainError(
            "substitute_unknown",
            {"order": found.number, "line": line_id, "sku": sku, "substitutes": list(item.substitutes)},
        )
    return other

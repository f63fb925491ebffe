"""The shop's own rules over an order: the first that fits applies (spec 4.1). Compiled once, asked per order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from makegood.domain.decision.case import LineCase
from makegood.domain.decision.outcome import Choice
from makegood.domain.decision.situation import Situation
from makegood.domain.decision.stakes import Stakes
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy.decision import DecisionRule, ItemFlag

Test = Callable[[Situation], bool]


class Rule(NamedTuple):
    """A compiled rule: it fits when every test says yes."""

    name: str
    tests: tuple[Test, ...]
    choose: tuple[Choice, ...]
    forbid: frozenset[Choice]

    def fits(self, s: Situation) -> bool:
        """True when all conditions of the rule hold; a rule without conditions always fits."""
        return all(test(s) for test in self.tests)


def _flags(part: LineCase, item: Item, today: date) -> set[ItemFlag]:
    season = item.seasonal_until
    arrives = part.promise.deliver.to_on if part.promise else today
    found: dict[ItemFlag, bool] = {
        "fragile": item.fragile,
        "unique": item.unique,
        "seasonal": season is not None,
        "past_season": season is not None and season < arrives,
        "discontinued": item.discontinued,
        "preorder": part.preorder,
    }
    return {flag for flag, is_so in found.items() if is_so}


def compile_rules(
    *, rules: Sequence[DecisionRule], items: Mapping[str, Item], stakes: Stakes
) -> tuple[Rule, ...]:
    """Rules ready to be asked, in their order. A rule without a name is called by its place: rule_1, rule_2."""
    return tuple(
        Rule(
            rule.name or f"rule_{place}",
            (
                *_order_tests(rule),
                *_money_tests(rule, stakes),
                *_delay_tests(rule),
                *_item_tests(rule, items),
            ),
            tuple(map(Choice, rule.choose)),
            frozenset(map(Choice, rule.forbid)),
        )
        for place, rule in enumerate(rules, start=1)
    )


def _order_tests(rule: DecisionRule) -> Iterator[Test]:
    tiers, channels, countries = map(frozenset, (rule.customer_tiers, rule.channels, rule.countries))
    business, earlier = rule.business, rule.earlier_orders_min
    if tiers:
        yield lambda s: s.head.customer_tier in tiers
    if channels:
        yield lambda s: s.head.channel in channels
    if countries:
        yield lambda s: s.head.country in countries
    if business is not None:
        yield lambda s: s.head.business == business
    if earlier is not None:
        yield lambda s: s.case.earlier_orders is not None and s.case.earlier_orders >= earlier
    if rule.need_by_within_days is not None:
        horizon = timedelta(days=rule.need_by_within_days)
        yield lambda s: any(
            part.line.need_by is not None and part.line.need_by <= s.today + horizon for part in s.short
        )


def _money_tests(rule: DecisionRule, stakes: Stakes) -> Iterator[Test]:
    if rule.value_min is not None or rule.value_max is not None:
        in_value = _between(rule.value_min, rule.value_max)
        yield lambda s: in_value(stakes.value(s.case))
    if rule.margin_min is not None or rule.margin_max is not None:
        in_margin = _between(rule.margin_min, rule.margin_max)
        yield lambda s: not s.amounts.unknown and in_margin(s.amounts.short_gross)


def _delay_tests(rule: DecisionRule) -> Iterator[Test]:
    undated = rule.undated
    if undated is not None:
        yield lambda s: s.wait.undated == undated
    if rule.delay_min_days is not None or rule.delay_max_days is not None:
        in_delay = _between(rule.delay_min_days, rule.delay_max_days)
        yield lambda s: not s.wait.undated and in_delay(s.wait.delay)


def _between(least: int | None, most: int | None) -> Callable[[int | None], bool]:
    return lambda value: (
        value is not None and (least is None or value >= least) and (most is None or value <= most)
    )


def _item_tests(rule: DecisionRule, items: Mapping[str, Item]) -> Iterator[Test]:
    wanted = frozenset(rule.items)
    if wanted:
        yield lambda s: any(
            wanted & _flags(part, items.get(part.line.sku) or Item(sku=part.line.sku), s.today)
            for part in s.short
        )

"""What holds for any order and any money."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Recommendation
from makegood.domain.terms.demand import Item
from makegood.domain.terms.money import MoneyLine, refund, split_money
from makegood.domain.terms.policy.decision import DecisionRule
from tests.domain.decision.orders import decide, on, order, part, shop

MONEY = st.integers(0, 100_000)
MAYBE = st.sampled_from([None, 0, 1, 999, 2000, 100_000])
DAYS = st.sampled_from([None, -10, 0, 7, 30, 90]).map(lambda days: None if days is None else on(days))
WAYS: list[Any] = [choice.value for choice in Choice]


@st.composite
def shops(draw: st.DrawFn) -> dict[str, Item]:
    skus = ("A", "B", "C")
    return {
        sku: Item(
            sku=sku,
            unit_price=draw(MAYBE),
            unit_cost=draw(MAYBE),
            substitutes=tuple(draw(st.lists(st.sampled_from(skus), max_size=2, unique=True))),
            bundle_of=draw(st.sampled_from([(), (), (), (("A", 2),)])),
        )
        for sku in skus
    }


@st.composite
def lines(draw: st.DrawFn, line_id: str, least_short: int) -> LineCase:
    delayed = draw(st.integers(0, 30))
    return part(
        line_id,
        draw(st.sampled_from(["A", "B", "C", "unknown"])),
        reserved=draw(st.integers(0, 3)),
        short=draw(st.integers(least_short, 4)),
        late=draw(st.none() | st.integers(delayed, 120)),
        delayed=delayed,
        preorder=draw(st.booleans()),
        unit_price=draw(MAYBE),
        currency=draw(st.sampled_from(["USD", "USD", "USD", "EUR"])),
        channel=draw(st.sampled_from(["store", "amazon", "elsewhere"])),
        ship_complete=draw(st.booleans()),
        on_hold=draw(st.integers(0, 5)) == 0,
        cancel_after=draw(DAYS),
        ship_by=draw(DAYS),
        authorised_amount=draw(MAYBE),
        authorised_until=draw(DAYS),
        captured_amount=draw(MAYBE),
    )


@st.composite
def orders(draw: st.DrawFn) -> OrderCase:
    rest = [draw(lines(str(place), 0)) for place in range(2, draw(st.integers(2, 4)))]
    return order(draw(lines("1", 1)), *rest)


RULES = st.lists(
    st.builds(
        DecisionRule,
        name=st.sampled_from(["one", "two"]),
        undated=st.sampled_from([None, True, False]),
        value_min=MAYBE,
        choose=st.lists(st.sampled_from(WAYS), max_size=2).map(tuple),
        forbid=st.lists(st.sampled_from(WAYS), max_size=4).map(tuple),
    ),
    max_size=2,
)
FREE = st.fixed_dictionaries({}, optional={sku: st.integers(0, 9) for sku in "ABC"})


def chosen(answer: Recommendation) -> Any:
    return next(option for option in answer.options if option.choice is answer.choice)


@given(orders(), shops(), FREE, RULES)
def test_what_is_recommended_is_allowed_and_cheapest_unless_a_rule_chose(
    case: OrderCase, items: dict[str, Item], free: dict[str, int], rules: list[DecisionRule]
) -> None:
    answer = decide(case, policy=shop(*rules), items=items, free=free)
    assert [option.choice for option in answer.options] == list(Choice)
    assert chosen(answer).allowed
    known = [option.cost for option in answer.options if option.allowed and option.cost is not None]
    if answer.by == "lowest_cost":
        assert chosen(answer).cost == min(known)
    elif answer.by == "costs_unknown":
        assert known == []
    else:
        assert answer.by in {"one", "two"}


@given(orders(), shops(), FREE)
def test_figures_add_up_and_only_a_substitute_can_earn(
    case: OrderCase, items: dict[str, Item], free: dict[str, int]
) -> None:
    for option in decide(case, items=items, free=free).options:
        assert option.cost is None or option.cost == sum(option.figures.values())
        if option.choice is not Choice.SUBSTITUTE:
            assert option.cost is None or min(option.figures.values()) >= 0
        assert option.allowed or option.why


@given(orders(), shops(), FREE, RULES)
def test_the_order_of_lines_changes_nothing(
    case: OrderCase, items: dict[str, Item], free: dict[str, int], rules: list[DecisionRule]
) -> None:
    policy = shop(*rules)
    backwards = decide(order(*reversed(case.lines)), policy=policy, items=items, free=free)
    turned = decide(order(*case.lines[1:], case.lines[0]), policy=policy, items=items, free=free)
    assert backwards == turned == decide(case, policy=policy, items=items, free=free)


@given(MONEY, MONEY, st.integers(0, 60), st.integers(1, 60))
def test_a_longer_wait_never_makes_holding_or_splitting_cheaper(
    price: int, cost: int, wait: int, more: int
) -> None:
    def costs(late: int) -> list[int]:
        line = part(sku="X", reserved=2, late=late, unit_price=price)
        answer = decide(order(line), items={"X": Item(sku="X", unit_cost=cost)})
        return [option.cost for option in answer.options[:2] if option.cost is not None]

    sooner, later = costs(wait), costs(wait + more)
    assert len(sooner) == len(later) == 2
    assert all(less <= cost for less, cost in zip(sooner, later, strict=True))


@given(orders(), shops(), st.integers(0, 4))
def test_a_substitute_is_offered_only_when_its_free_units_cover_the_order(
    case: OrderCase, items: dict[str, Item], units: int
) -> None:
    free = dict.fromkeys("ABC", units)
    answer = decide(case, items=items, free=free)
    offered = answer.options[2].substitutes
    short = {part.line.line_id: part.backordered_qty for part in case.short}
    for sku in free:
        assert sum(short[line_id] for line_id, other in offered if other == sku) <= units
    assert not answer.options[2].allowed or {line_id for line_id, _ in offered} == set(short)


@st.composite
def split_orders(draw: st.DrawFn) -> tuple[list[MoneyLine], list[dict[str, int]], int]:
    count = draw(st.integers(1, 4))
    parts: list[dict[str, int]] = [{} for _ in range(count)]
    money = []
    for line_id in ("1", "2", "3")[: draw(st.integers(1, 3))]:
        units = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count).filter(any))
        price, quantity = draw(st.integers(0, 3) | MONEY), sum(units)
        discount = draw(st.integers(0, price * quantity))
        line = MoneyLine(
            line_id=line_id, quantity=quantity, unit_price=price, discount=discount, tax=draw(MONEY)
        )
        money.append(line)
        for place, qty in enumerate(units):
            parts[place][line_id] = qty
    return money, parts, draw(MONEY)


@given(split_orders())
def test_money_split_over_parts_adds_up_and_no_part_is_below_zero(
    split: tuple[list[MoneyLine], list[dict[str, int]], int],
) -> None:
    money, parts, shipping = split
    found = split_money(lines=money, parts=parts, shipping=shipping)
    whole = sum(line.quantity * line.unit_price - line.discount + line.tax for line in money) + shipping
    assert sum(part.total for part in found) == whole
    assert sum(part.discount for part in found) == sum(line.discount for line in money)
    assert sum(part.tax for part in found) == sum(line.tax for line in money)
    assert found[0].shipping == shipping and not any(part.shipping for part in found[1:])
    assert all(0 <= part.discount <= part.goods and part.tax >= 0 for part in found)


@given(split_orders())
def test_no_part_is_a_whole_cent_a_line_off_its_exact_share(
    split: tuple[list[MoneyLine], list[dict[str, int]], int],
) -> None:
    money, parts, _ = split
    for line in money:
        alone = [{line.line_id: part[line.line_id]} for part in parts]
        for units, got in zip(alone, split_money(lines=[line], parts=alone), strict=True):
            assert abs(got.tax * line.quantity - line.tax * units[line.line_id]) < line.quantity


@given(split_orders(), st.integers(0, 500_000))
def test_a_refund_and_what_is_never_taken_are_what_was_cancelled(
    split: tuple[list[MoneyLine], list[dict[str, int]], int], captured: int
) -> None:
    money, parts, shipping = split
    back = refund(lines=money, cancelled=parts[-1], captured=captured, shipping=shipping)
    assert 0 <= back.refund <= captured and back.not_captured >= 0
    kept = {line.line_id: line.quantity - parts[-1][line.line_id] for line in money}
    whole = not any(kept.values())
    pieces = [parts[-1]] if whole else [kept, parts[-1]]
    gone = split_money(lines=money, parts=pieces, shipping=shipping)[-1].total
    assert back.refund + back.not_captured == gone

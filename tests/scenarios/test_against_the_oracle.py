"""Plans of random shops and of the sample shop, compared line by line with the contract written a second time."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from makegood.almanac import work_calendars
from makegood.demo import INBOUND, ITEMS, ORDERS, SHOP_TODAY, STOCK
from makegood.domain.plan import Snapshot
from makegood.domain.terms.policy import Policy
from makegood.spreadsheet.reading import read
from tests.domain.plan.shops import shops
from tests.scenarios.compared import as_learned, by_contract, check, plain


@given(shops())
def test_a_shop_without_history_is_planned_as_the_contract_says(shop: Snapshot) -> None:
    new = [
        replace(
            lot, received_on=None, received_qty=0, first_eta=None, eta=lot.eta and max(lot.eta, shop.today)
        )
        for lot in shop.lots
    ]
    check(plain(replace(shop, lots=new)), by_contract)


@given(shops())
def test_a_shop_with_history_is_planned_as_the_contract_says(shop: Snapshot) -> None:
    ordinary = plain(shop)
    check(ordinary, as_learned(ordinary))


def test_the_sample_shop_is_planned_as_the_contract_says() -> None:
    policy = Policy()
    reading = read(
        orders=ORDERS,
        stock=STOCK,
        inbound=INBOUND,
        items=ITEMS,
        policy=policy,
        today=SHOP_TODAY,
        calendars=work_calendars(policy=policy, years=[2026, 2027]),
    )
    shop = plain(reading.snapshot)
    assert len(shop.lines) == 62, (
        "68 lines; 1004 and 1024 are of a bundle, 1005 and WC-7004 (two each) one parcel"
    )
    check(shop, as_learned(shop))

"""Names that match nothing are told once each, where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from makegood.domain.terms.policy import from_toml
from tests.spreadsheet.reading.shop import reading, told

ORDERS = (
    "order_id,placed_at,sku,quantity,channel,customer_tier\n"
    "1,2026-11-20,MUG,1,Amazon,gold\n2,2026-11-20,TEE,1,shop,\n"
)
ITEMS = "sku,family\nMUG,cups\nTEE,shirts\n"
INBOUND = "po,sku,quantity,supplier,location\nP1,CAP,5,Acme,east\n"


def warnings(folder: Path, text: str) -> list[tuple[str | None, str | None, str]]:
    found = reading(folder, ORDERS, items=ITEMS, inbound=INBOUND, rules=from_toml(text))
    assert {(problem.file, problem.severity) for problem in found.problems} <= {("policy", "warning")}
    return [(problem.column, problem.value, problem.expected) for problem in found.problems]


@pytest.mark.parametrize(
    "text,where,name,expected",
    [
        (
            '[[eligibility.rules]]\nsku = "MUG"\n[[eligibility.rules]]\nsku = "mug"',
            "eligibility.rules[2].sku",
            "mug",
            "a SKU of orders, stock, inbound or items; no row has this name",
        ),
        (
            '[[eligibility.rules]]\nfamily = "cup"',
            "eligibility.rules[1].family",
            "cup",
            "a family of items; no row has this name (cups is near)",
        ),
        (
            '[[eligibility.rules]]\nsku = "MUG"\nchannel = "amazom"',
            "eligibility.rules[1].channel",
            "amazom",
            "a channel of orders; no row has this name (amazon is near)",
        ),
        (
            '[[decision.rules]]\nchannels = ["shop", "web"]',
            "decision.rules[1].channels[2]",
            "web",
            "a channel of orders; no row has this name",
        ),
        (
            '[[decision.rules]]\ncustomer_tiers = ["golden"]',
            "decision.rules[1].customer_tiers[1]",
            "golden",
            "a customer_tier of orders; no row has this name (gold is near)",
        ),
        (
            '[allocation]\npriority_customer_tiers = ["gold", "VIP"]',
            "allocation.priority_customer_tiers[2]",
            "VIP",
            "a customer_tier of orders; no row has this name",
        ),
        (
            '[allocation]\nprotected_skus = ["CAP", "MUGG"]',
            "allocation.protected_skus[2]",
            "MUGG",
            "a SKU of orders, stock, inbound or items; no row has this name (MUG is near)",
        ),
        (
            '[suppliers."ACME Inc"]\n[suppliers.Acme]',
            'suppliers."ACME Inc"',
            "ACME Inc",
            "a supplier of inbound; no row has this name",
        ),
        (
            "[locations.main]\n[locations.east]\n[locations.west]",
            "locations.west",
            "west",
            "a location of stock or inbound; no row has this name (east is near)",
        ),
        (
            "[channels.wholesail]\n[channels.shop]",
            "channels.wholesail",
            "wholesail",
            "a channel of orders; no row has this name",
        ),
    ],
)
def test_a_name_in_the_policy_that_no_row_has_is_told_with_its_place(
    tmp_path: Path, text: str, where: str, name: str, expected: str
) -> None:
    assert warnings(tmp_path, text) == [(where, name, expected)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[channels.amazon]\nlisting_weight = 2\n[channels.ebay]\nlisting_weight = 2",
        '[channels.shop]\n[[decision.rules]]\nchannels = ["ebay", "Amazon"]',
        '[[eligibility.rules]]\nsku = "CAP"\n[[eligibility.rules]]\nfamily = "shirts"',
        '[services.express]\ntransit = [1, 1]\n[suppliers.Acme]\n[locations.east]\nchannels = ["store"]',
    ],
)
def test_names_that_the_data_or_the_policy_itself_knows_are_no_news(tmp_path: Path, text: str) -> None:
    assert warnings(tmp_path, text) == []


def test_a_service_or_location_nobody_knows_is_told_once_at_its_first_row(tmp_path: Path) -> None:
    orders = (
        "order_id,placed_at,sku,quantity,service,location\n1,2026-11-20,MUG,1,express,main\n"
        "2,2026-11-20,MUG,1,Expresss,nowhere\n3,2026-11-20,MUG,1,Expresss,nowhere\n4,2026-11-20,MUG,1,,west\n"
    )
    rules = from_toml("[services.express]\ntransit = [1, 1]\n[locations.main]\n[locations.west]")
    found = reading(tmp_path, orders, rules=rules)
    assert [(line.service, line.location) for line in found.snapshot.lines] == [
        ("express", "main"),
        ("Expresss", "nowhere"),
        ("Expresss", "nowhere"),
        (None, "west"),
    ]
    assert told(found.problems) == [
        (1, "locations.west", "west", "warning"),
        (3, "location", "nowhere", "warning"),
        (3, "service", "Expresss", "warning"),
    ]
    assert {problem.column: problem.expected for problem in found.problems if problem.file != "policy"} == {
        "service": "a service of the policy (express, standard); taken as standard",
        "location": "a location of stock, inbound or the policy (main, west); nothing is there",
    }

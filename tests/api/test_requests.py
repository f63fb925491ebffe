"""What a program is answered: outcomes, refusals as problems, pages of long lists."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError
from django.test import Client

from makegood.db.models import Answer, Order
from makegood.services.catalogue import AddPlaces
from makegood.services.receipt.moving import MovedStock, MoveStock
from tests.api.door import Program, key, order
from tests.services.shop import arrive, do, everything, goods, lot


@pytest.fixture
def lead() -> Program:
    return Program(key("operations_lead", "manager", "support", "warehouse"))


def test_an_order_is_taken_and_what_lies_there_is_reserved(lead: Program) -> None:
    goods("MUG")
    arrive("MUG", 4)
    status, said = lead.do("intake/take-orders", {"orders": [order("1", 6), order("2", 1, "NOPE")]})
    assert status == 200
    (taken, refused) = said["outcome"]
    assert (taken["lines"][0]["reserved_qty"], taken["lines"][0]["backordered_qty"]) == (4, 2)
    assert (refused["refusal"]["code"], refused["refusal"]["data"]["problem"]) == (
        "order_refused",
        "sku_unknown",
    )
    assert lead.ask("promise/availability?sku=MUG")[1]["rows"][0]["backordered"] == 2
    assert [each["order"] for each in lead.ask("review/cases")[1]["rows"]] == ["1"]


def test_a_preview_shows_who_would_get_what_and_writes_nothing(lead: Program) -> None:
    goods("MUG")
    assert lead.do("intake/add-places", {"names": ["main"]})[0] == 200
    lead.do("intake/take-orders", {"orders": [order("1", 6)]})
    before = everything()
    status, said = lead.do("receipt/receive?preview=true", {"deliveries": [{"sku": "MUG", "counted_qty": 4}]})
    assert (status, [(each["order"], each["qty"]) for each in said["gains"]]) == (200, [("1", 4)])
    assert [(each["order"], each["qty"]) for each in said["waits"]] == [("1", 2)]
    assert everything() == before


CANCEL = {"lines": [{"order": {"number": "9"}}], "reason": None, "approved_by": "customer"}
TRUTH = {"deliveries": [{"sku": "MUG", "counted_qty": True}]}
REFUSED: list[tuple[str, Any, int, str, str]] = [
    ("intake/take-orders", "{", 400, "request_invalid", "The request cannot be read"),
    ("intake/take-orders", {}, 422, "entry_invalid", "orders: found nothing; expected a value."),
    ("intake/take-orders", {"orders": [{"number": 1}]}, 422, "entry_invalid", "orders[1].number: found 1;"),
    ("intake/take-orders", {"orders": [], "x": 1}, 422, "entry_invalid", "x: found 1; expected one of orders."),
    ("receipt/receive", TRUTH, 422, "entry_invalid", "deliveries[1].counted_qty: found true; expected a whole number."),
    ("receipt/receive", {"deliveries": [{"sku": "MUG", "counted_qty": 10**12}]}, 422, "entry_invalid", "deliveries[1]"),
    ("intake/take-orders", [], 422, "entry_invalid", "body: found []; expected an object."),
    ("intake/take-orders", "", 422, "entry_invalid", "body: found nothing; expected a value."),
    ("intake/take-orders", {"\ud800": 1}, 422, "entry_invalid", r"\ud800: found 1; expected one of orders."),
    ("intake/take-orders", {"x": "\udfff"}, 422, "entry_invalid", r'x: found "\udfff"; expected one of orders.'),
    ("intake/take-orders", {"orders": [{"\ud800": 1}]}, 422, "entry_invalid", r"orders[1].\ud800: found 1;"),
    ("release/flag-stuck", {"": 1}, 422, "entry_invalid", '"": found 1; expected nothing.'),
    ("notice/set-template", {"body": 1}, 422, "entry_invalid", "kind: found nothing"),
    ("release/cancel-shipments", {"shipments": ["P1"]}, 422, "entry_invalid", 'shipments[1]: found "P1"; expected'),
    ("closure/cancel", CANCEL, 422, "order_unknown", "There is no order"),
    ("promise/publish", {"proposals": [9]}, 409, "proposal_settled", "Proposals 9"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "body", "status", "code", "title"), REFUSED)
def test_a_refusal_is_a_problem_with_a_code_and_changes_nothing(
    lead: Program, address: str, body: Any, status: int, code: str, title: str
) -> None:
    goods("MUG")
    before = everything()
    found, said = lead.do(address, body)
    assert (found, said["status"], said["code"], said["type"]) == (
        status,
        status,
        code,
        f"urn:makegood:error:{code}",
    )
    assert said["title"].startswith(title)
    assert everything() == before


@pytest.mark.parametrize(
    ("once", "title"),
    [
        ("a b", 'Idempotency-Key: found "a b"; expected text of the form ^[!-~]+$.'),
        ("x" * 256, f'Idempotency-Key: found "{"x" * 79}; expected at most 255 characters.'),
        ("", 'Idempotency-Key: found ""; expected text.'),
    ],
)
def test_a_key_that_is_none_is_named_with_what_was_expected(lead: Program, once: str, title: str) -> None:
    status, said = lead.do("intake/take-orders", {"orders": []}, once=once)
    assert (status, said["data"]["at"], said["title"]) == (422, "Idempotency-Key", title)


def test_a_field_that_is_called_body_is_told_as_what_it_is(lead: Program) -> None:
    words = {"kind": "first", "language": "en", "subject": "Sorry", "body": 1}
    assert lead.do("notice/set-template", words)[1]["title"] == "body: found 1; expected text."


MISSPELT = [
    ("Preview=true", "Preview", '"true"', "one of preview"),
    ("preview=true&dry_run", "dry_run", '""', "one of preview"),
    ("preview=false&preview=true", "preview", '["false", "true"]', "one value"),
    ("%ED%A0%80=1&preview=true", "\ufffd\ufffd\ufffd", '"1"', "one of preview"),
]


@pytest.mark.parametrize(("query", "at", "found", "expected"), MISSPELT)
def test_a_misspelt_preview_is_refused_and_nothing_is_done(
    lead: Program, query: str, at: str, found: str, expected: str
) -> None:
    goods("MUG")
    before = everything()
    status, said = lead.do(f"intake/take-orders?{query}", {"orders": [order("1", 6)]})
    (problem,) = said["data"]["problems"]
    assert (status, said["code"], problem) == (
        422,
        "entry_invalid",
        {"at": at, "found": found, "expected": expected},
    )
    assert everything() == before


def test_a_question_refuses_what_it_does_not_know_and_takes_twice_what_may_be_told_twice(
    lead: Program,
) -> None:
    goods("MUG")
    for query, title in (
        ("Sku=MUG", 'Sku: found "MUG"; expected one of sku, on, limit, cursor.'),
        ("sku=MUG&limit=2&limit=3", 'limit: found ["2", "3"]; expected one value.'),
    ):
        status, said = lead.ask(f"promise/availability?{query}")
        assert (status, said["title"]) == (422, title)
    assert lead.ask("promise/availability?sku=MUG&sku=MUG&limit=2")[0] == 200
    assert lead.ask("decision/leaving?sku=MUG")[1]["title"] == 'sku: found "MUG"; expected nothing.'


def test_long_lists_come_in_pages_that_hold_everything_once(lead: Program) -> None:
    for number in range(7):
        goods(f"S{number}")
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        status, said = lead.ask(f"intake/items?limit=3{cursor and f'&cursor={cursor}'}")
        assert status == 200
        seen += [row["sku"] for row in said["rows"]]
        cursor = said["next"]
    assert seen == [f"S{number}" for number in range(7)]
    assert lead.ask("intake/items?cursor=nonsense")[1]["code"] == "cursor_invalid"
    assert [row["sku"] for row in lead.ask("promise/availability?sku=S5&sku=S2")[1]["rows"]] == ["S2", "S5"]
    assert lead.ask("receipt/stock?sku=S5&sku=NONE")[1]["data"] == {"skus": ["NONE"]}
    assert lead.ask("intake/items?limit=0")[1]["code"] == "entry_invalid"


def test_a_page_of_stock_holds_so_many_shelves_at_one_place_or_at_all(lead: Program) -> None:
    do(AddPlaces(names=("north",)))
    for number in range(4):
        goods(f"S{number}")
        arrive(f"S{number}", 5)
    do(MoveStock(moves=(MovedStock(sku="S3", qty=2, to_location="north"),)))
    _, first = lead.ask("receipt/stock?limit=4")
    assert [(row["sku"], row["location"]) for row in first["rows"]] == [(f"S{n}", "main") for n in range(4)]
    _, rest = lead.ask(f"receipt/stock?limit=4&cursor={first['next']}")
    assert [(row["sku"], row["location"], row["on_hand"]) for row in rest["rows"]] == [("S3", "north", 2)]
    _, there = lead.ask("receipt/stock?limit=1&location=north")
    assert ([row["sku"] for row in there["rows"]], there["next"]) == (["S3"], None)
    assert lead.ask("receipt/stock?location=moon")[1]["code"] == "location_unknown"


def test_orders_and_notices_are_told_as_data_and_chosen_by_what_is_asked_for(lead: Program) -> None:
    goods("MUG")
    arrive("MUG", 4)
    asked = order("1", 6) | {"customer": {"name": "Ada Byron", "email": "ada@example.org"}}
    lead.do("intake/take-orders", {"orders": [asked, order("2", 1)]})
    _, said = lead.ask("intake/orders?only=backordered&limit=1")
    assert [row["order"] for row in said["rows"]] == ["2"]
    _, said = lead.ask(f"intake/orders?only=backordered&limit=1&cursor={said['next']}")
    ((row,), last) = said["rows"], said["next"]
    (line,) = row["lines"]
    assert (row["order"], row["open"], last) == ("1", True, None)
    assert (line["reserved_qty"], line["backordered_qty"]) == (4, 2)
    assert [each["state"] for each in line["cases"]] == ["open"]
    assert "Ada" not in str(said)
    assert "ada@" not in str(said)
    _, said = lead.ask("intake/orders?order=1&order=9&channel=store&sku=MUG")
    assert [row["order"] for row in said["rows"]] == ["1"]
    _, said = lead.ask("notice/notices?order=1&state=queued")
    assert [(row["order"], row["kind"], row["lines"]) for row in said["rows"]] == [("1", "first", ["1"])]
    for address, expected in (
        ("notice/notices?state=lost", "one of queued, claimed, sent, failed, uncertain, withheld"),
        ("intake/orders?only=closed", "one of open, backordered"),
    ):
        status, said = lead.ask(address)
        assert (status, said["code"], said["data"]["expected"]) == (422, "entry_invalid", expected)


def test_the_shops_own_words_are_written_looked_at_and_listed(lead: Program) -> None:
    goods("MUG")
    lead.do("intake/take-orders", {"orders": [order("1", 6)]})
    words = {"kind": "first", "language": "en", "subject": "Sorry: {{ order }}", "body": "Hi!\n\n{{ rest }}"}
    status, said = lead.do("notice/set-template", words)
    assert (status, said["outcome"]) == (200, {"revision": 1, "areas": ["templates"]})
    assert lead.ask("notice/templates")[1][0]["name"] == "first.en"
    _, said = lead.ask("notice/template-preview?kind=first&order=1")
    assert (said["subject"], said["template"]) == ("Sorry: 1", "first.en")
    status, said = lead.do("notice/set-template", words | {"body": "Hi!"})
    assert (status, said["code"]) == (422, "policy_invalid")
    assert {each["code"] for each in said["data"]["problems"]} == {"element_missing"}


@pytest.mark.parametrize(
    "question", ["intake/stories", "promise/why-date", "decision/ways", "allocation/why-not"]
)
def test_a_number_that_two_channels_use_needs_its_channel(lead: Program, question: str) -> None:
    goods("MUG")
    for channel in ("store", "ebay"):
        assert lead.do("intake/take-orders", {"orders": [order("1", 2) | {"channel": channel}]})[0] == 200
    status, said = lead.ask(f"{question}?order=1")
    assert (status, said["code"], said["data"]["channels"]) == (422, "order_ambiguous", ["ebay", "store"])
    status, said = lead.ask(f"{question}?order=1&order=1&channel=ebay")
    assert (status, [row["channel"] for row in said["rows"]]) == (200, ROWS[question])
    assert lead.ask(f"{question}?order=2")[1]["code"] == "order_unknown"
    assert lead.ask(f"{question}?order=1&channel=amazon")[1]["code"] == "order_unknown"


# Nothing is on its way, so no window was ever meant.
ROWS = {question: ["ebay"] for question in ("intake/stories", "decision/ways", "allocation/why-not")} | {
    "promise/why-date": []
}


def test_why_a_window_and_why_not_yet_are_told_as_data(lead: Program) -> None:
    goods("MUG")
    arrive("MUG", 4)
    lot("MUG", 10, eta=date(2026, 12, 1))
    lead.do("intake/take-orders", {"orders": [order("1", 6)]})
    ((row,),) = lead.ask("promise/why-date?order=1")[1].values()
    ((window,), basis) = row["windows"], row["windows"][0]["basis"]
    assert (row["order"], row["line"], row["sku"], window["version"]) == ("1", "1", "MUG", 1)
    assert [(each["source"], each["ref"], each["qty"]) for each in basis] == [
        ("stock", "main", 4),
        ("lot", "PO1", 2),
    ]
    ((row,),) = lead.ask("allocation/why-not?order=1")[1].values()
    assert (row["order"], row["line"], row["qty"]) == ("1", "1", 2)
    assert [each["blockers"] for each in row["answers"]] == [["nothing_on_hand"]]


def test_the_same_key_again_gets_the_same_answer_and_has_no_second_effect(lead: Program) -> None:
    goods("MUG")
    arrive("MUG", 4)
    body = {"deliveries": [{"sku": "MUG", "counted_qty": 3}]}
    first = lead.do("receipt/receive", body, once="k1")
    before = everything()
    assert lead.do("receipt/receive", body, once="k1") == first
    assert everything() == before
    status, said = lead.do("receipt/receive", {"deliveries": []}, once="k1")
    assert (status, said["code"]) == (409, "key_used")
    # Somebody else's key of the same name is another key.
    other = Program(key("warehouse"))
    assert other.do("receipt/receive", body, once="k1")[1] != first[1]
    assert Answer.objects.count() == 2


def test_an_order_that_was_refused_is_tried_again_under_its_key_and_a_batch_of_which_one_was_taken_is_not(
    lead: Program,
) -> None:
    body, batch = {"orders": [order("1", 1)]}, {"orders": [order("2", 1, "CUP"), order("3", 1)]}
    goods("CUP")
    assert (
        lead.do("intake/take-orders", body, once="k1")[1]["outcome"][0]["refusal"]["code"] == "order_refused"
    )
    first = lead.do("intake/take-orders", batch, once="k2")
    assert [each["refusal"] is None for each in first[1]["outcome"]] == [True, False]
    goods("MUG")
    assert lead.do("intake/take-orders", body, once="k1")[1]["outcome"][0]["refusal"] is None
    assert lead.do("intake/take-orders", batch, once="k2") == first
    assert set(Order.objects.values_list("number", flat=True)) == {"1", "2"}


def test_what_holds_a_secret_takes_no_key_and_nothing_of_it_is_kept() -> None:
    engineer = Program(key("engineer"))
    person = {"email": "new@example.org", "password": "correct horse battery staple"}
    assert engineer.do("people/add-people", {"people": [person]}, once="k1")[1]["code"] == "key_not_taken"
    assert engineer.do("people/add-people", {"people": [person]})[0] == 200
    asked = {"tokens": [{"person": "engineer@example.org", "name": "x", "scopes": ["engineer"]}]}
    assert engineer.do("people/issue-tokens", asked, once="k2")[1]["code"] == "key_not_taken"
    assert engineer.do("people/issue-tokens?preview=true", asked)[1]["code"] == "key_not_taken"
    assert engineer.do("people/issue-tokens?preveiw=true", asked)[1]["data"]["at"] == "preveiw"
    links = {"orders": [{"number": "1"}]}
    assert Program(key("support")).do("notice/give-links", links, once="k3")[1]["code"] == "key_not_taken"
    status, said = engineer.do("people/issue-tokens", asked)
    assert (status, said["outcome"][0]["secret"][:4]) == (200, "mgt_")
    kept = str(
        [list(each._default_manager.values_list()) for each in apps.get_app_config("makegood").get_models()]
    )
    assert said["outcome"][0]["secret"] not in kept
    assert "battery" not in kept


def test_a_question_may_hold_anything_and_is_never_a_fault(lead: Program) -> None:
    for address in (
        "promise/availability?sku=",
        "intake/stories?order=",
        "release/releases?location=",
        "decision/ways?order=",
    ):
        status, said = lead.ask(f"{address}%00")
        assert (status, said["code"]) == (422, "entry_invalid")


def test_a_request_that_is_wrong_in_many_places_is_told_of_the_first(lead: Program) -> None:
    status, said = lead.do("intake/take-orders", {"orders": [{}] * 20_000})
    assert (status, said["code"]) == (422, "entry_invalid")
    assert len(said["data"]["problems"]) < 20
    status, said = lead.do("intake/take-orders", {"orders": [order(str(n), 1) for n in range(10_001)]})
    assert said["title"] == "orders: found 10001; expected at most 10000 of them."


def test_while_the_database_is_away_a_program_is_asked_to_come_again(
    lead: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("makegood.queries.catalogue.skus", away)
    assert lead.ask("intake/items")[1]["code"] == "database_away"


def test_a_refusal_keeps_no_key(lead: Program) -> None:
    body = {"proposals": [9]}
    assert lead.do("promise/publish", body, once="k1")[0] == 409
    assert not Answer.objects.exists()


def test_what_customers_are_called_may_be_anything_that_can_be_kept(lead: Program) -> None:
    goods("MUG")
    taken = []
    for odd in ("\x00", "\ud800", "𐀀" * 300, "'; DROP TABLE", "<script>"):
        status, said = lead.do("intake/take-orders", {"orders": [order(odd, 1)]})
        assert status == 200
        if said["outcome"][0]["refusal"] is None:
            taken.append(odd)
        else:
            assert said["outcome"][0]["refusal"]["data"]["problem"] == "value_invalid"
    assert taken == ["'; DROP TABLE", "<script>"]
    assert list(Order.objects.order_by("pk").values_list("number", flat=True)) == taken


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/nowhere", 404, "address_unknown"),
        ("delete", "/api/v1/intake/items", 405, "method_wrong"),
        ("get", "/api/v1/intake/take-orders", 405, "method_wrong"),
    ],
)
def test_what_is_not_there_is_a_problem_too(method: str, address: str, status: int, code: str) -> None:
    answer = getattr(Client(), method)(address)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


def test_what_is_held_may_go_and_left_is_told_page_by_page(lead: Program) -> None:
    goods("MUG")
    arrive("MUG", 4)
    lead.do("intake/take-orders", {"orders": [order("1", 3), order("2", 3)]})
    arrive("MUG", 1)
    (first,) = lead.ask("allocation/held?order=1")[1]["rows"]
    assert (first["sku"], first["qty"], first["firm"], first["released"]) == ("MUG", 3, False, False)
    assert len(lead.ask("allocation/held?sku=MUG")[1]["rows"]) == 3
    (run,) = lead.ask("allocation/runs")[1]["rows"]
    assert (run["cause"], run["served"], run["units"], run["findings"]) == ("Receive", 1, 1, [])
    going = lead.ask("release/ready?limit=1")[1]
    assert [(each["order"], each["qty"], each["holds"]) for each in going["rows"]] == [("1", 3, [])]
    assert going["next"] is not None
    assert lead.do("release/release", {})[0] == 200
    assert (
        lead.do("release/ship", {"parcels": [{"order": {"number": "1"}, "shipped_on": "2026-01-05"}]})[0]
        == 200
    )
    (parcel,) = lead.ask("release/shipments?order=1")[1]["rows"]
    assert (parcel["units"], parcel["shipped_on"]) == ({"1": 3}, "2026-01-05")
    assert lead.ask("notice/notices?held=true")[1]["rows"] == []

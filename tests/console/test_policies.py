"""The policy on pages: its forms, what a change would do before it is saved, its versions, and two people at once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.console.policy_document import document_of
from makegood.console.policy_lines import with_lines
from makegood.console.policy_state import of_policy
from makegood.db.models import Event, PolicyVersion
from makegood.domain.terms.policy import Policy, area_to_toml, from_toml
from makegood.queries.policy import current
from makegood.services.policy import SetPolicy
from makegood.wording.policy_areas import AREAS, GROUPS
from tests.console.forms import changed, fields, hidden, save
from tests.console.team import signed_in, text_of, told
from tests.services.shop import arrive, do, everything, goods, lot, take

FORMS = [area for area in AREAS if area != "templates"]
ODD = """
[shop]
name = 'Blue "Door" & <b>Sons</b>'
zone = "Europe/Berlin"
currency = "JPY"
[channels]
ebay = false
[channels."odd.name"]
strict = true
longest_handling_days = 3
check_again_on = 2027-01-31
[locations.main]
channels = ["store"]
cut_off = 14:00:00
receiving = [0, 1]
[eligibility.default]
cap_units = 7
[[eligibility.rules]]
sku = "A, B"
cap_inbound_share = 0.8
[[eligibility.rules]]
family = "toys"
channel = "store"
allowed = false
why = 'says "no"'
[[decision.rules]]
name = "margin"
margin_min = -500
undated = false
choose = ["split", "hold"]
forbid = ["cancel"]
[decision.goodwill]
after_days = false
[allocation]
tiers = ["priority", "past_baseline"]
hold_complete_days = false
protected_skus = ["MUG", "LID"]
[[review.buckets]]
from_days = 0
escalates = true
[calendars.default]
holidays = [2026-12-24]
holidays_of = "DE-BY"
[notice]
quiet_from = false
"""


def a_queue() -> None:
    """Four orders that wait for what is on its way, in two channels."""
    goods("MUG")
    lot("MUG", 3, eta=date(2026, 12, 1))
    lot("MUG", 9, eta=date(2027, 1, 20), number="PO2")
    for number, channel in (("1", "store"), ("2", "amazon"), ("3", "store"), ("4", "amazon")):
        take(number, ("MUG", 2), channel=channel)


@pytest.mark.parametrize("area", FORMS)
def test_a_form_that_nobody_touches_changes_nothing(area: str) -> None:
    do(SetPolicy(document=ODD))
    client = signed_in()
    page = client.get(f"/policies/{area}")
    assert page.status_code == 200
    answer = client.post("/policies/change", changed(page, do="effects"))
    assert (answer.status_code, "the policy is so already" in text_of(answer)) == (200, True), text_of(answer)


@pytest.mark.parametrize("area", FORMS)
def test_what_stands_beside_a_field_is_words_and_no_code(area: str) -> None:
    do(SetPolicy(document=ODD))
    page = signed_in().get(f"/policies/{area}").content.decode()
    hints = re.findall(r"<small>([^<]*)</small>", page)
    assert [each for each in hints if re.search(r"[a-z]_[a-z]|`|\b(true|false|absent)\b", each)] == []


@pytest.mark.parametrize("area", FORMS)
def test_the_form_of_an_area_stands_for_the_area(area: str) -> None:
    policy = from_toml(ODD)
    document = document_of(of_policy(policy, area), area)
    others = "\n".join(area_to_toml(policy, each) for each in AREAS if each != area)
    assert from_toml(f"{document}\n{others}") == policy


def test_every_area_of_the_policy_has_its_place() -> None:
    assert set(AREAS) == set(Policy.__dataclass_fields__)
    assert {area for _, areas in GROUPS for area in areas} == set(AREAS)


def test_a_change_is_shown_before_it_is_saved_and_nothing_is_written() -> None:
    a_queue()
    client = signed_in()
    before = (everything(), Event.objects.count(), PolicyVersion.objects.count())
    page = client.get("/policies/allocation")
    tiers = ["past_baseline", "priority"]
    answer = client.post("/policies/change", changed(page, allocation__tiers=tiers, do="effects"))
    said = text_of(answer)
    assert "late shipments, Priority order Past its baseline, Priority order" in said
    assert "4 of 4 waiting lines come out otherwise. are served earlier 2 are served later 2" in said
    assert (everything(), Event.objects.count(), PolicyVersion.objects.count()) == before
    saved = save(client, answer, note="amazon counts late parcels")
    assert "Saved as version 1: Who is served first." in told(client, saved)
    assert current()[1].allocation.tiers == tuple(tiers)
    assert PolicyVersion.objects.get().note == "amazon counts late parcels"


def test_a_cap_shows_which_lines_come_out_otherwise() -> None:
    a_queue()
    client = signed_in()
    page = client.get("/policies/eligibility")
    answer = client.post("/policies/change", changed(page, eligibility__default__cap_units="3", do="effects"))
    said = text_of(answer)
    assert "4 of 4 waiting lines come out otherwise." in said
    assert "may wait → may wait, cap 3 4" in said


def test_dearer_parcels_show_which_orders_are_decided_otherwise() -> None:
    a_queue()
    goods("LID")
    arrive("LID", 5)
    take("5", ("MUG", 1), ("LID", 1), each={"unit_price": 5000})
    client = signed_in()
    page = client.get("/policies/decision")
    answer = client.post("/policies/change", changed(page, decision__costs__parcel="900.00", do="effects"))
    assert "What is recommended?" in text_of(answer)


def test_other_buckets_show_whose_turn_it_is() -> None:
    a_queue()
    client = signed_in()
    page = client.get("/policies/review")
    sent = changed(page, do="effects")
    sent["review.buckets.0.owner"] = ["purchasing"]
    said = text_of(client.post("/policies/change", sent))
    assert "0-3 days: monitor, support → 0-3 days: monitor, purchasing 4" in said


def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stands() -> None:
    client = signed_in()
    page = client.get("/policies/eligibility")
    sent = changed(
        page, eligibility__default__cap_units="abc", eligibility__default__why="because", do="effects"
    )
    answer = client.post("/policies/change", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Found &#x27;abc&#x27;; expected whole number." in html
    assert 'value="abc" aria-invalid="true"' in html
    assert 'value="because"' in html
    assert PolicyVersion.objects.count() == 0


def test_every_mistake_of_a_form_is_told() -> None:
    client = signed_in()
    page = client.get("/policies/promise")
    answer = client.post(
        "/policies/change",
        changed(
            page,
            promise__service_level="2",
            promise__receiving__to="x",
            promise__service="never",
            do="effects",
        ),
    )
    assert text_of(answer).count("xpected") == 3


def test_rows_are_added_moved_and_taken_out_without_saving() -> None:
    do(SetPolicy(document='[[eligibility.rules]]\nsku = "A"\n[[eligibility.rules]]\nsku = "B"\n'))
    client = signed_in()
    page = client.get("/policies/eligibility")
    page = client.post("/policies/eligibility", changed(page, do="down|eligibility.rules|0"))
    assert [value for name, value in fields(page) if name.endswith(".sku")] == ["B", "A"]
    page = client.post("/policies/eligibility", changed(page, do="add|eligibility.rules"))
    assert [value for name, value in fields(page) if name.endswith(".sku")] == ["B", "A", ""]
    page = client.post("/policies/eligibility", changed(page, do="remove|eligibility.rules|0"))
    assert [value for name, value in fields(page) if name.endswith(".sku")] == ["A", ""]
    assert PolicyVersion.objects.count() == 1


def test_rows_that_were_dragged_are_saved_in_their_new_order() -> None:
    do(SetPolicy(document='[[eligibility.rules]]\nsku = "A"\n[[eligibility.rules]]\nsku = "B"\n'))
    client = signed_in()
    sent = changed(client.get("/policies/eligibility"), do="effects")
    sent["eligibility.rules.rows"].reverse()
    save(client, client.post("/policies/change", sent))
    assert [rule.sku for rule in current()[1].eligibility.rules] == ["B", "A"]


def test_tiers_are_moved_left_out_and_taken_in_by_buttons() -> None:
    client = signed_in()
    page = client.get("/policies/allocation")
    for button, expected in (
        ("down|allocation.tiers|past_baseline", ["strict_channel", "past_baseline", "priority"]),
        ("remove|allocation.tiers|strict_channel", ["past_baseline", "priority"]),
        ("add|allocation.tiers|strict_channel", ["past_baseline", "priority", "strict_channel"]),
        ("up|allocation.tiers|nonsense", ["past_baseline", "priority", "strict_channel"]),
    ):
        page = client.post("/policies/allocation", changed(page, do=button))
        assert [value for name, value in fields(page) if name == "allocation.tiers"] == expected


def test_a_named_entry_is_added_renamed_and_taken_away() -> None:
    client = signed_in()
    page = client.post("/policies/channels", changed(client.get("/policies/channels"), do="add|channels"))
    sent = changed(page, do="effects")
    sent["channels.3.#name"] = ["wholesale"]
    sent["channels.rows"].remove("2")
    save(client, client.post("/policies/change", sent))
    assert list(current()[1].channels) == ["store", "amazon", "wholesale"]


def test_a_name_that_stands_there_twice_is_refused() -> None:
    client = signed_in()
    page = client.post("/policies/channels", changed(client.get("/policies/channels"), do="add|channels"))
    sent = changed(page, do="effects")
    sent["channels.3.#name"] = ["store"]
    answer = client.post("/policies/change", sent)
    assert (answer.status_code, "each name once" in text_of(answer)) == (422, True)


def test_toml_is_checked_line_by_line() -> None:
    client = signed_in()
    document = '[eligibility.default]\nallowed = true\ncap_units = "many"\n'
    answer = client.post(
        "/policies/change", {"document": document, "area": "eligibility", "do": "effects", "since": "0"}
    )
    assert answer.status_code == 422
    assert "Line 3, eligibility.default.cap_units" in text_of(answer)
    answer = client.post(
        "/policies/change", {"document": "[shop\n", "area": "", "do": "effects", "since": "0"}
    )
    assert "Line 1" in text_of(answer)


def test_lines_are_found_in_tables_and_lists() -> None:
    document = '[[a.rules]]\nsku = 1\n[[a.rules]]\n# no\nsku = 2\n[b."x y"]\nz = 3\n'
    places = ("a.rules[2].sku", 'b."x y".z', "a.rules[1].other", "c")
    found = [line for line, _ in with_lines(document, [{"where": place} for place in places])]
    assert found == [5, 7, 1, None]


def test_a_file_becomes_the_areas_that_it_names() -> None:
    client = signed_in()
    file = SimpleUploadedFile("policy.toml", b"[notice]\nbrake = 7\n")
    answer = client.post("/policies/change", {"file": file, "area": "", "since": "0", "do": "effects"})
    assert "notice.brake" in text_of(answer)
    save(client, answer)
    assert current()[1].notice.brake == 7
    assert PolicyVersion.objects.get().area == "notice"


def test_the_whole_policy_is_a_file() -> None:
    do(SetPolicy(document="[notice]\nbrake = 7\n"))
    do(SetPolicy(document="[notice]\nbrake = 8\n"))
    client = signed_in("warehouse")
    now, then = client.get("/policies/file"), client.get("/policies/file?revision=1")
    assert from_toml(now.content.decode()).notice.brake == 8
    assert from_toml(then.content.decode()).notice.brake == 7
    assert now["Content-Disposition"] == 'attachment; filename="policy.toml"'


def test_the_second_of_two_people_is_told_and_may_put_theirs_on_top() -> None:
    client = signed_in()
    page = client.get("/policies/notice")
    preview = client.post("/policies/change", changed(page, notice__brake="5", do="effects"))
    do(SetPolicy(document="[notice]\nanswer_days = 9\n", note="slower"))
    late = save(client, preview)
    assert late.status_code == 409
    assert "Version 1 by test Messages: slower" in text_of(late)
    assert current()[1].notice.brake == 20
    sent = {name: hidden(late, name) for name in ("document", "area", "since")}
    again = client.post("/policies/change", {**sent, "do": "effects"})
    # Theirs is taken back by it, and that is shown.
    assert "notice.answer_days" in text_of(again)
    assert save(client, again).status_code == 303
    assert (current()[1].notice.brake, current()[1].notice.answer_days) == (5, 5)


def test_whoever_previews_late_sees_that_others_were_there() -> None:
    client = signed_in()
    page = client.get("/policies/notice")
    do(SetPolicy(document="[notice]\nanswer_days = 9\n"))
    answer = client.post("/policies/change", changed(page, notice__brake="5", do="effects"))
    assert "Somebody saved another version while you were at it." in text_of(answer)


def test_a_version_says_what_it_changed_and_is_made_again() -> None:
    do(SetPolicy(document="[notice]\nbrake = 7\n", note="calmer"))
    do(SetPolicy(document="[notice]\nbrake = 50\n", note="bolder"))
    client = signed_in()
    listed = text_of(client.get("/policies/versions"))
    assert "calmer" in listed and "bolder" in listed
    assert b"bolder" in b"".join(client.get("/policies/versions?as=csv"))
    page = client.get("/policies/versions/1")
    assert "notice.brake 20 7" in text_of(page)
    preview = client.post(
        "/policies/change", {"revision": "1", "area": "notice", "do": "effects", "since": "2"}
    )
    assert "notice.brake 50 7" in text_of(preview)
    sent = {name: hidden(preview, name) for name in ("revision", "area", "since", "once")}
    client.post("/policies/change", {**sent, "do": "save", "note": "as it was"})
    assert (current()[0], current()[1].notice.brake) == (3, 7)


@pytest.mark.parametrize(
    "sent",
    [
        {"revision": "99", "area": "notice"},
        {"revision": "x", "area": "notice"},
        {"revision": "0", "area": "nonsense"},
        {"area": "nonsense"},
    ],
)
def test_what_is_not_there_is_refused_politely(sent: dict[str, str]) -> None:
    answer = signed_in().post("/policies/change", {"do": "effects", "since": "0", **sent})
    assert answer.status_code in (404, 422)
    assert signed_in(name="Eve").get("/policies/nonsense").status_code == 404
    assert signed_in(name="Ann").get("/policies/versions/7").status_code == 404


def test_a_role_that_may_not_sees_the_form_and_cannot_send_it() -> None:
    client = signed_in("support")
    page = client.get("/policies/notice")
    assert '<fieldset class="plain" disabled>' in page.content.decode()
    assert "See what it changes</button><span" not in page.content.decode()
    answer = client.post("/policies/change", {"document": "[notice]\nbrake = 1\n", "area": "", "do": "save"})
    assert (answer.status_code, PolicyVersion.objects.count()) == (403, 0)


def test_a_double_click_saves_once() -> None:
    client = signed_in()
    preview = client.post(
        "/policies/change", changed(client.get("/policies/notice"), notice__brake="5", do="effects")
    )
    save(client, preview)
    assert "That was done already" in told(client, save(client, preview))
    assert PolicyVersion.objects.count() == 1


def test_too_many_rules_are_edited_as_toml() -> None:
    rules = "".join(f'[[eligibility.rules]]\nsku = "S{number}"\n' for number in range(101))
    do(SetPolicy(document=rules))
    assert "too many rules for a form" in text_of(signed_in().get("/policies/eligibility"))


@pytest.mark.parametrize(
    "address", ["/policies", "/policies/allocation", "/policies/versions", "/policies/versions/1"]
)
def test_a_page_asks_few_questions(address: str, django_assert_max_num_queries: Any) -> None:
    for number in range(1, 6):
        do(SetPolicy(document=f"[notice]\nbrake = {number}\n"))
    client = signed_in()
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


def test_the_settings_are_there_before_it_is_known_what_becomes_of_what_waits() -> None:
    client = signed_in()
    page = client.post(
        "/policies/change", changed(client.get("/policies/notice"), notice__brake="5", do="preview")
    )
    said = text_of(page)
    assert "notice.brake" in said and "Working it out" in said and "Work it out" in said
    assert 'value="save"' not in page.content.decode()
    whole = client.post(
        "/policies/change",
        {name: hidden(page, name) for name in ("area", "since")}
        | {"do": "effects", "document": "[notice]\nbrake = 5\n"},
    )
    assert "Nothing that waits today is judged otherwise." in text_of(whole)
    assert 'value="save"' in whole.content.decode()

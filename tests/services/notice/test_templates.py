"""A shop writes its messages in its own words; each version is kept, and each message remembers which it was."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from makegood import flow
from makegood.cli.app import app
from makegood.db.models import Letter, Notice, PolicyVersion
from makegood.domain.notice.outcome import Kind
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import to_toml
from makegood.queries.policy import current, diff, history, policy_of
from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.policy import RestoreTemplate, SetPolicy, SetTemplate
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, do, goods, lot, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
OWN = "Dear {{ customer }},\n\n{{ opening }}\n\n# Bad news\n{{ delayed }}\n\n{{ rest }}\n\nYours, {{ shop }}"
SUBJECT = "Order {{ order }} takes longer"


def own(kind: str = "first", **rest: Any) -> SetTemplate:
    words = {"kind": kind, "language": "en", "subject": SUBJECT, "body": OWN}
    return SetTemplate(**{**words, **rest})


def short_order(number: str = "1", **order: Any) -> None:
    if not Letter.objects.exists() and number == "1":
        goods("KETTLE")
        lot("KETTLE", 5, eta=date(2026, 12, 1))
    take(number, ("KETTLE", 1), customer=ANN, country="GB", **order)


def test_a_message_is_in_the_shops_own_words_and_remembers_which() -> None:
    do(own(note="friendlier"))
    short_order()
    (ready,) = post()
    assert ready.subject == "Order 1 takes longer"
    assert ready.text.startswith("Dear Ann Lee,\n")
    assert "BAD NEWS" in ready.text
    # What the template does not place by itself still stands in it.
    assert "We will write again" in ready.text
    assert "Dear Ann Lee," in ready.html
    letter = Letter.objects.get()
    assert (letter.template, letter.policy_revision) == ("first.en", 1)
    (version,) = history(area="templates")
    assert (version.author, version.at, version.note) == ("test", NOW, "friendlier")


def test_a_channel_may_have_words_of_its_own_and_another_language_is_said_as_usual() -> None:
    do(own(subject="Everywhere"))
    do(own(channel="Store", subject="In the store"))
    short_order()
    take("2", ("KETTLE", 1), channel="other", customer=ANN, country="GB")
    take(
        "3",
        ("KETTLE", 1),
        customer=NewCustomer(name="Bea", email="bea@example.org", language="de"),
        country="DE",
    )
    assert len(post()) == 3
    found = Letter.objects.order_by("notices__order__number").values_list("template", "subject")
    assert list(found)[:2] == [("first.en.store", "In the store"), ("first.en", "Everywhere")]
    assert list(found)[2][0] == ""


def test_words_are_set_back_to_those_of_any_revision() -> None:
    do(own(subject="One"))
    do(own(subject="Two"))
    assert do(own(subject="Two")).areas == ()
    assert [each.where for each in diff(1, 2)] == ['templates."first.en".subject']
    do(RestoreTemplate(kind="first", language="en", revision=1))
    assert current()[1].templates["first.en"].subject == "One"
    do(RestoreTemplate(kind="first", language="en", revision=0))
    assert current() == (4, policy_of(0))
    do(RestoreTemplate(kind="first", language="en", revision=2))
    assert current()[1] == policy_of(2)
    with pytest.raises(DomainError) as refused:
        do(RestoreTemplate(kind="first", language="de", revision=2))
    assert refused.value.code == "template_unknown"
    with pytest.raises(DomainError) as refused:
        do(RestoreTemplate(kind="first", language="en", revision=9))
    assert refused.value.code == "revision_unknown"


def test_who_looked_at_an_older_version_overwrites_nothing() -> None:
    do(own(subject="One"))
    with pytest.raises(DomainError) as refused:
        do(own(subject="Two", since=0))
    assert refused.value.code == "policy_changed"
    assert current()[1].templates["first.en"].subject == "One"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"body": "{{ greeting }}\n\n{{ delayed }}"}, ["element_missing"] * 3),
        ({"body": "{{ rest }} and {{ nonsense }}", "subject": "a {{ delayed }}"}, None),
        ({"kind": "news"}, ["unknown_name"]),
        ({"language": "fr"}, ["unknown_name"]),
        ({"channel": "nowhere"}, ["unknown_name"]),
        ({"body": ""}, ["empty"]),
    ],
)
def test_words_that_lack_something_are_refused_at_the_door(
    change: dict[str, str], codes: list[str] | None
) -> None:
    with pytest.raises(DomainError) as refused:
        do(own(**change))
    assert refused.value.code == "policy_invalid"
    found = [each["code"] for each in refused.value.data["problems"]]  # type: ignore[attr-defined]
    assert found == (codes or ["not_in_subject", "placeholder_unknown", "not_alone"])
    assert not PolicyVersion.objects.exists()


def test_a_channel_that_lets_nobody_be_asked_needs_no_options() -> None:
    body = OWN.replace("{{ rest }}", "{{ on_track }}\n\n{{ next_update }}")
    with pytest.raises(DomainError):
        do(own(body=body))
    assert do(own(body=body, channel="amazon")).areas == ("templates",)


def test_they_are_exported_and_imported_like_the_rest_of_the_policy() -> None:
    do(own(body=OWN.replace("Dear", 'Dear "\\" and\t')))
    before = current()[1]
    document = to_toml(before)
    assert '[templates."first.en"]' in document
    assert "\n# Bad news\n{{ delayed }}\n" in document
    do(RestoreTemplate(kind="first", language="en", revision=0))
    do(SetPolicy(document=document))
    assert current()[1] == before
    with pytest.raises(DomainError) as refused:
        do(SetPolicy(document='[templates."first.en"]\nbody = "hello"\n'))
    assert refused.value.code == "policy_invalid"
    assert current()[1] == before


def test_a_policy_that_was_kept_never_keeps_a_message_from_going() -> None:
    do(SetPolicy(document="[channels.fair]\n"))
    do(own(channel="fair"))
    do(SetPolicy(document="[channels]\n"))
    short_order()
    assert [each.subject for each in post()] != [SUBJECT]


def test_what_would_have_been_sent_is_shown_in_the_words_it_would_be_in() -> None:
    do(own())
    goods("KETTLE")
    lot("KETTLE", 5, eta=date(2026, 12, 1))
    order = NewOrder(
        number="1",
        channel="store",
        placed_at=NOW,
        lines=(NewLine(sku="KETTLE", quantity=1),),
        customer=ANN,
        country="GB",
    )
    found = flow.preview(TakeOrders(orders=(order,)), actor="test", now=NOW)
    assert [each.subject for each in found.letters] == ["Order 1 takes longer"]
    assert not Notice.objects.exists()


def told(*args: str, ok: bool = True, given: str | None = None) -> str:
    found = CliRunner().invoke(app, ["template", *args], input=given)
    assert (found.exit_code == 0) is ok, found.output
    return found.output


def test_they_are_written_looked_at_and_set_back_at_the_command_line(tmp_path: Path) -> None:
    short_order()
    post(at=NOW + LATER)
    file = tmp_path / "first.txt"
    file.write_text(f"Subject: {SUBJECT}\n\n{OWN}\n", encoding="utf-8")
    at = ["--at", (NOW + timedelta(hours=1)).isoformat()]
    usual = told("preview", "first", "1", *at)
    tried = told("preview", "first", "1", "--file", str(file), *at)
    assert tried.startswith("Subject: Order 1 takes longer\n\nDear Ann Lee,\n")
    assert told("preview", "first", "1", *at) == usual != tried
    told("set", "first", "en", str(file), "--note", "friendlier", *at)
    assert told("preview", "first", "1", *at) == tried
    assert "first.en" in told("list")
    # What is shown can be written again.
    again = told("show", "first", "en")
    assert again == file.read_text(encoding="utf-8")
    assert '"areas": []' in told("set", "first", "en", "-", "--json", *at, given=again)
    told("restore", "first", "en", "0", *at)
    assert told("preview", "first", "1", *at) == usual
    assert told("show", "first", "de").startswith("Subject: {{ subject }}\n\n{{ greeting }}")
    assert "in fr" in told("show", "first", "fr", ok=False)
    assert "`Subject: …`" in told("set", "first", "en", "-", given="hello", ok=False)
    assert not Notice.objects.exclude(state="sent").exists()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_message_can_be_looked_at_with_a_real_order(kind: Kind) -> None:
    short_order()
    do(own(kind.value))
    assert "Dear Ann Lee," in told("preview", kind.value, "1", "--at", NOW.isoformat())

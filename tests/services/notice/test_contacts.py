"""Who wrote is counted, who wants to be forgotten is, and one file tells what happened to an order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db.models import Contact, Customer, Event, Letter, Link, Notice, Task
from makegood.db.sealed import check_evidence, seal_of
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.intake import NewCustomer
from makegood.services.machine import Forget
from makegood.services.notice import ContactKind, Erase, LogContacts, NewContact, OweUpdates
from makegood.services.policy import SetPolicy
from tests.audited import assert_audited
from tests.services.notice.post import post
from tests.services.shop import NOW, dispute, do, goods, take

SEALED = (
    "It is as it was sealed: 2 events, 1 messages.\n"
    "The last event's hash is {last}; the shop's own history must have it too.\n"
)
ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")


@pytest.fixture(autouse=True)
def _ann_waits_and_was_told(db: None) -> None:
    goods("KETTLE")
    take("1", ("KETTLE", 2), customer=ANN, country="GB")
    post()


def contact(**rest: Any) -> Any:
    each = NewContact(order=OrderName("1"), kind=ContactKind.EMAIL, **{"text": "where is it?", **rest})
    return do(LogContacts(contacts=(each,)), days=1)[0]


def test_a_contact_counts_for_the_order_and_for_the_message_it_answers() -> None:
    assert contact(text="where is it?").contacts == 1
    assert contact(text="hello?").contacts == 2
    assert list(Contact.objects.values_list("letter_id", flat=True)) == [Letter.objects.get().pk] * 2
    assert "where is it?" not in "".join(Event.objects.values_list("data", flat=True))


def test_the_same_mail_counts_once() -> None:
    assert contact(ref="<a@mail>", answer=True).known is False
    assert contact(ref="<a@mail>", answer=True).known is True
    assert Contact.objects.count() == 1
    assert Task.objects.filter(kind="answer_came", role="support", done_at=None).count() == 1


def test_a_message_of_another_order_is_none_it_answers() -> None:
    with pytest.raises(DomainError) as refused:
        contact(letter=99)
    assert refused.value.code == "letter_unknown"
    assert not Contact.objects.exists()


def test_a_contact_without_words_needs_a_ref_by_which_they_are_found() -> None:
    with pytest.raises(DomainError) as refused:
        contact(text=" \n")
    assert (refused.value.code, refused.value.data) == ("contact_empty", {"order": "1"})
    assert not Contact.objects.exists()
    assert contact(text="", ref="<a@mail>").contacts == 1


def test_whoever_is_forgotten_is_named_nowhere_and_never_written_to_again() -> None:
    contact(text="I am Ann Lee", ref="<a@mail>", answer=True)
    (found,) = do(Erase(customers=("Ann@Example.org",)))
    assert (found.orders, found.letters, found.contacts) == (1, 1, 1)
    everything = [
        *Customer.objects.values_list(),
        *Letter.objects.values_list(),
        *Contact.objects.values_list(),
    ]
    said = repr(
        [
            *everything,
            *Event.objects.values_list(),
            *Notice.objects.values_list(),
            *Task.objects.values_list(),
        ]
    )
    assert [each for each in ("Ann", "ann@", "Lee") if each in said] == []
    assert not Link.objects.filter(revoked_at=None).exists()
    assert not Task.objects.filter(kind="answer_came", done_at=None).exists(), "nobody is left to answer"
    assert do(OweUpdates(), days=30).queued == 0
    assert post(at=NOW + timedelta(days=30)) == []
    with pytest.raises(DomainError) as refused:
        do(Erase(customers=("ann@example.org",)))
    assert (refused.value.code, refused.value.data) == ("customer_unknown", {"customers": 1})


def test_a_mail_of_whoever_is_forgotten_counts_once_and_says_nothing_of_them() -> None:
    contact(ref="<a@ann-lee.example>")
    do(Erase(customers=("ann@example.org",)))
    assert contact(ref="<a@ann-lee.example>").known, "it came before, and comes again"
    assert contact(ref="<b@ann-lee.example>", text="still Ann Lee").contacts == 2
    assert contact(ref="<b@ann-lee.example>", text="still Ann Lee").known
    assert Contact.objects.count() == 2
    assert "lee" not in repr([*Contact.objects.values_list()]).lower()
    assert_audited()


def test_what_they_wrote_is_kept_for_as_long_as_policy_says_and_that_they_did_for_ever() -> None:
    contact(text="where is it?")
    do(SetPolicy(document="[notice]\nkeep_contacts_days = 30\n"))
    do(Forget(), days=31)
    assert Contact.objects.values_list("text", flat=True).get() == "where is it?"
    do(Forget(), days=32)
    assert Contact.objects.values_list("text", flat=True).get() == ""


def a_file() -> dict[str, Any]:
    order = Notice.objects.values_list("order_id", flat=True)[0]
    return dispute(order)


def test_the_file_of_an_order_holds_what_was_sent_and_proves_itself() -> None:
    contact(text="where is it?")
    found = a_file()
    assert [each["kind"] for each in found["events"]] == ["intake.taken", "notice.sent", "notice.contacted"]
    assert found["letters"][0]["text"].startswith("Hello Ann Lee,")
    assert found["contacts"][0]["text"] == "where is it?"
    assert check_evidence(found) == []


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        (("story", 0), "the file was changed since it was sealed"),
        (("letters", 0, "text"), "the text of message {letter} was changed"),
        (("events", 1, "data"), "event 2 (notice.sent) was changed"),
        (("events", 0, "actor"), "event 1 (intake.taken) was changed"),
        (("letters", 0, "outcome"), "the file was changed since it was sealed"),
    ],
)
def test_a_changed_byte_shows(where: tuple[Any, ...], fault: str) -> None:
    found = a_file()
    at: Any = found
    for step in where[:-1]:
        at = at[step]
    # A blank more, or one letter less: what is no JSON any more would show in any case.
    at[where[-1]] = f"{at[where[-1]]} "
    assert fault.format(letter=Letter.objects.get().pk) in check_evidence(found)


def test_an_event_left_out_shows() -> None:
    found = a_file()
    del found["events"][0]
    assert check_evidence(found)[0] == "event 1 is missing"


def test_a_message_left_out_or_blanked_shows_also_in_a_file_that_was_sealed_anew() -> None:
    without, blank = a_file(), a_file()
    (letter,) = without.pop("letters")
    without["letters"] = []
    blank["letters"][0] |= dict.fromkeys(("address", "subject", "text", "html"), "")
    for found, fault in (
        (without, f"message {letter['id']} is missing"),
        (blank, f"the text of message {letter['id']} was changed"),
    ):
        found["seal"] = seal_of(found)
        assert check_evidence(found) == [fault]


def test_of_a_customer_who_is_forgotten_the_file_still_holds() -> None:
    do(Erase(customers=("ann@example.org",)))
    assert check_evidence(a_file()) == []


def test_it_is_written_and_checked_at_the_command_line(tmp_path: Any) -> None:
    path = tmp_path / "1.json"
    wrote = CliRunner().invoke(app, ["evidence", "1", "--out", str(path)])
    assert (wrote.exit_code, wrote.output) == (0, f"Wrote {path}.\n")
    held = CliRunner().invoke(app, ["evidence", str(path), "--check"])
    assert (held.exit_code, held.output) == (0, SEALED.format(last=Event.objects.latest("pk").hash))
    path.write_text(path.read_text(encoding="utf-8").replace("Ann", "Bob"), encoding="utf-8")
    assert CliRunner().invoke(app, ["evidence", str(path), "--check"]).exit_code == 1
    path.write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(app, ["evidence", str(path), "--check"]).exit_code == 2

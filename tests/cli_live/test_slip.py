"""A slip is looked at, with what customers would read, before anybody hears of it; a message is settled by hand."""

from __future__ import annotations

import json
from datetime import timedelta

from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db.models import Letter, Notice, Promise
from makegood.domain.notice.outcome import Handed
from tests.cli_live.test_words import AT, a_shop, order, told
from tests.services.notice.post import LATER, Post, post
from tests.services.shop import NOW


def makegood(*words: str) -> str:
    ended = CliRunner().invoke(app, list(words))
    assert ended.exit_code == 0, ended.output
    return ended.output


def a_slip() -> None:
    """Ann was told that two of her six mugs come in December; now they come three weeks later."""
    a_shop()
    told(
        "take",
        {**order("1", 6), "customer": {"name": "Ann Lee", "email": "ann@example.org"}, "country": "GB"},
    )
    post()
    told("eta", {"po": "PO1", "line": 1, "eta": "2026-12-22"})


def test_a_slip_is_shown_with_the_windows_that_wait() -> None:
    a_slip()
    said = makegood("slip", "PO1").splitlines()
    assert said[0].startswith("PO1 of Acme: 10 × MUG to come, supplier ETA ")
    assert said[1] == "1 promise of 1 order cannot hold; 1 line without a price."
    assert len(said) == 4
    (line,) = json.loads(makegood("slip", "PO1", "--json"))["lines"]
    assert (line["proposal"], line["breaks"]) == (Promise.objects.get(state="proposed").pk, True)


def test_what_customers_would_read_is_shown_and_nothing_is_sent() -> None:
    a_slip()
    number = str(Promise.objects.get(state="proposed").pk)
    said = makegood("publish", number, "--preview", "--at", AT)
    assert said.startswith(
        "1 customer would be told now. Nothing was sent.\n\n--- Order 1 (store): Order 1, later than"
    )
    assert "DELAYED\n- 2 × MUG: ships between 24 December and" in said
    assert "Choose on your own page, with one tap and without signing in:" in said
    assert "/o/…" in said, "as the mail has it, but that its link is made when it goes"
    assert "Reply to this message" not in said
    drafts = json.loads(makegood("publish", number, "--preview", "--json", "--at", AT))
    assert (drafts["messages"], [each["order"] for each in drafts["letters"]]) == (1, ["1"])
    assert Notice.objects.filter(state="queued").count() == 0


def test_a_message_that_is_unclear_is_settled_by_hand_and_updates_are_queued() -> None:
    a_slip()
    makegood("publish", str(Promise.objects.get(state="proposed").pk), "--at", AT)
    post(Post(says=[Handed.UNCLEAR]), at=NOW + LATER + timedelta(hours=1))
    number = str(Letter.objects.get(outcome="unclear").pk)
    assert makegood("settle", number, "--as", "sent", "--at", AT) == f"Settled as sent: {number}.\n"
    assert CliRunner().invoke(app, ["settle", number, "--as", "again"]).exit_code == 2
    assert makegood("updates", "--at", "2026-12-30T09:00+00:00") == "Queued 1; a person is warned of 0.\n"

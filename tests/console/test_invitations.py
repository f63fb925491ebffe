"""Invitations as mails: handed over once, told on the page, and kept nowhere."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.test import override_settings

from makegood.db.models import Event, Job
from makegood.domain.notice.outcome import Handed
from makegood.mailer.outcome import Outcome
from makegood.mailer.sending import Post
from makegood.services.sending import PauseSending
from tests.console.team import signed_in, text_of
from tests.console.test_people import NEW, SAM, link_in
from tests.mailer.test_folder import into
from tests.portal.orders import all_rows
from tests.services.shop import do


def mails(folder: Path) -> list[str]:
    """The texts of the mails that left, their heads first."""
    found = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in folder.glob("*.eml")]
    return [f"{each['To']} / {each['Subject']}\n{each.get_content()}" for each in found]


def test_who_is_invited_has_a_mail_whose_link_lets_them_in_and_it_is_shown_once(tmp_path: Path) -> None:
    client = signed_in("engineer")
    with into(tmp_path):
        page = client.post("/people", SAM)
    (mail,) = mails(tmp_path)
    link = link_in(page)
    assert "It was mailed." in text_of(page)
    assert mail.startswith("Sam <sam@example.org> / Your way into Our shop")
    assert link in mail
    assert "ends on Thursday, November 26, 2026 at 09:00 (UTC)" in mail
    assert client.post(link, {"password": NEW, "again": NEW}).status_code == 303


def test_the_link_stands_nowhere_in_the_database(tmp_path: Path) -> None:
    client = signed_in("engineer")
    with into(tmp_path):
        secret = link_in(client.post("/people", SAM)).rpartition("/")[2]
    assert secret not in repr(all_rows())
    assert Event.objects.filter(kind="people.invited").count() == 1
    assert not Job.objects.exists()


def test_another_link_is_mailed_too_and_a_form_that_comes_twice_is_mailed_once(tmp_path: Path) -> None:
    client = signed_in("engineer")
    client.post("/people", SAM)
    page = client.get("/people").content.decode()
    number = re.search(r"/people/(\d+)[^>]*>\s*Sam", page)
    assert number is not None
    once = {"do": "invite", "once": "0" * 32}
    with into(tmp_path):
        client.post(f"/people/{number[1]}", once)
        again = client.post(f"/people/{number[1]}", once)
    assert len(mails(tmp_path)) == 1
    assert "was done already" in text_of(again)


def test_where_no_mail_leaves_the_shop_the_link_is_to_be_sent_by_hand() -> None:
    page = signed_in("engineer").post("/people", SAM)
    assert "Send sam@example.org this link" in text_of(page)
    assert "It was not mailed: no mail leaves this shop." in text_of(page)
    assert link_in(page)


def test_nothing_is_mailed_while_sending_is_paused(tmp_path: Path) -> None:
    client = signed_in("engineer")
    do(PauseSending(why="a copy to try things"))
    with into(tmp_path):
        page = client.post("/people", SAM)
    assert list(tmp_path.iterdir()) == []
    assert "sending is paused (a copy to try things)" in text_of(page)
    assert link_in(page)


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        (Handed.REFUSED, "It could not be mailed (550 no): send the link yourself."),
        (Handed.LATER, "It could not be mailed (550 no): send the link yourself."),
        (Handed.UNCLEAR, "Nobody knows whether the mail went (550 no)"),
    ],
)
def test_what_became_of_it_is_told_and_the_link_is_there(
    handed: Handed, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Post, "send", lambda *_: Outcome(handed, "550 no"))
    with override_settings(
        DEFAULT_FROM_EMAIL="orders@shop.example", EMAIL_BACKEND="makegood.mailer.folder.Backend"
    ):
        page = signed_in("engineer").post("/people", SAM)
    assert said in text_of(page)
    assert link_in(page)

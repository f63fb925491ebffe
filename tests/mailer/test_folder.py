"""The folder that takes mails where there is no server."""

from __future__ import annotations

from pathlib import Path

from django.core.mail import send_mail
from django.test import override_settings

from makegood.domain.notice.outcome import Handed
from makegood.mailer.outcome import Outcome
from makegood.mailer.sending import opened
from tests.mailer.mails import FROM, mail

NAME = "20261123T093000Z-notice.17_shop.example"


def into(folder: Path) -> override_settings:
    """Mails go to this folder."""
    return override_settings(
        EMAIL_BACKEND="makegood.mailer.folder.Backend", DEFAULT_FROM_EMAIL=FROM, EMAIL_FILE_PATH=str(folder)
    )


def names(folder: Path) -> list[str]:
    """What lies in the folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_mail_becomes_a_file_for_mail_programs_and_a_page_for_browsers(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "mail"
    with into(folder), opened() as post:
        assert post.send(mail()) == Outcome(Handed.SENT, f"{NAME}.eml")
    assert names(folder) == [f"{NAME}.eml", f"{NAME}.html"]
    assert (folder / f"{NAME}.html").read_text(encoding="utf-8") == "<p>Hello Ana Müller</p>"
    assert b"\nMessage-ID: <notice.17@shop.example>\n" in (folder / f"{NAME}.eml").read_bytes()


def test_the_same_mail_again_is_the_same_file(tmp_path: Path) -> None:
    with into(tmp_path), opened() as post:
        assert [post.send(mail()).handed for _ in range(2)] == [Handed.SENT] * 2
    assert len(names(tmp_path)) == 2


def test_a_mail_without_a_page_is_one_file(tmp_path: Path) -> None:
    with into(tmp_path), opened() as post:
        post.send(mail(html=""))
    assert names(tmp_path) == [f"{NAME}.eml"]


def test_where_nothing_can_be_written_the_mail_waits(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with into(file), opened() as post:
        outcome = post.send(mail())
    assert outcome.handed is Handed.LATER
    assert outcome.said.startswith("FileExistsError: ")


def test_what_others_send_through_django_comes_there_too(tmp_path: Path) -> None:
    with into(tmp_path):
        assert send_mail("Your account", "Hello", None, ["ann@shop.example"]) == 1
    assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]

"""Who is invited by a program has a mail, as from a page."""

from __future__ import annotations

from pathlib import Path

from makegood.services.people import AddPeople, NewPerson
from tests.api.door import Program, key
from tests.console.test_invitations import mails
from tests.mailer.test_folder import into
from tests.services.shop import do

SAM = "sam@example.org"


def invited(folder: Path | None) -> dict[str, object]:
    """What an engineer's program is told about Sam's link; `folder` = where mails go."""
    do(AddPeople(people=(NewPerson(email=SAM, name="Sam", roles=("support",)),)))
    program = Program(key("engineer"))
    if folder is None:
        status, said = program.do("people/invite", {"people": [SAM]})
    else:
        with into(folder):
            status, said = program.do("people/invite", {"people": [SAM]})
    assert status == 200
    (found,) = said["outcome"]
    return dict(found)


def test_it_is_mailed_and_told_once(tmp_path: Path) -> None:
    found = invited(tmp_path)
    (mail,) = mails(tmp_path)
    assert mail.startswith(f"Sam <{SAM}> / Your way into Our shop")
    assert str(found["link"]) in mail
    assert (found["mailed"], found["said"]) == (True, "It was mailed.")


def test_where_no_mail_leaves_the_shop_it_is_said() -> None:
    found = invited(None)
    assert (found["mailed"], found["said"]) == (False, "It was not mailed: no mail leaves this shop.")
    assert found["link"]

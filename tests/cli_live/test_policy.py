"""The policy at the command line: imported, exported, compared, restored."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from makegood.cli.app import app
from tests.pictures import PNG


def typed(*words: str, text: str = "") -> Result:
    """`makegood policy …` with a file on standard input."""
    return CliRunner().invoke(app, ["policy", *words], input=text)


def told(*words: str, text: str = "") -> Any:
    """What the command tells programs."""
    ran = typed(*words, "--json", text=text)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_what_is_exported_is_imported_again_without_a_change(tmp_path: Path) -> None:
    assert told("import", "-", "--note", "first", text="[promise]\nservice_level = 0.8\n") == [
        {"revision": 1, "areas": ["promise"]}
    ]
    file = tmp_path / "policy.toml"
    file.write_text(typed("export").stdout, encoding="utf-8")
    assert "service_level = 0.8" in file.read_text(encoding="utf-8")
    assert told("import", str(file)) == [{"revision": 1, "areas": []}]
    assert "service_level = 0.9\n" in typed("export", "--revision", "0").stdout


def test_versions_are_listed_compared_and_restored() -> None:
    told("import", "-", "--note", "first", text="[promise]\nservice_level = 0.8\n")
    told("import", "-", "--since", "1", text="[promise]\nservice_level = 0.85\n[notice]\nanswer_days = 9\n")
    assert [(each["revision"], each["areas"], each["note"]) for each in told("history")] == [
        (2, ["promise", "notice"], ""),
        (1, ["promise"], "first"),
    ]
    assert [each["revision"] for each in told("history", "--area", "notice")] == [2]
    assert told("diff", "1") == [
        {"setting": "promise.service_level", "before": "0.8", "after": "0.85"},
        {"setting": "notice.answer_days", "before": "5", "after": "9"},
    ]
    assert told("restore", "promise", "1", "--note", "back") == [{"revision": 3, "areas": ["promise"]}]
    assert told("diff", "1", "3") == [{"setting": "notice.answer_days", "before": "5", "after": "9"}]


def test_who_looked_at_an_older_policy_is_told_what_stands_now_and_what_to_do() -> None:
    told("import", "-", text="[promise]\nservice_level = 0.8\n")
    told("import", "-", "--since", "1", text="[promise]\nservice_level = 0.85\n")
    ran = typed("import", "-", "--since", "0", text="[promise]\nservice_level = 0.7\n")
    said = (
        "The policy is at revision 2 by now; you looked at revision 0, and nothing was saved. "
        "See what others changed (`makegood policy diff 0`), and then say since 2.\n"
    )
    assert (ran.exit_code, ran.stderr) == (2, said)
    assert typed("restore", "promise", "1", "--since", "1").exit_code == 2
    assert [each["revision"] for each in told("history")] == [2, 1]


def test_a_revision_that_nobody_can_have_seen_is_unknown() -> None:
    ran = typed("import", "-", "--since", "7", text="[promise]\nservice_level = 0.7\n")
    assert (ran.exit_code, ran.stderr) == (2, "There is no revision 7; expected one of 0 to 0.\n")


def test_moments_are_told_to_programs_as_iso_8601() -> None:
    told("import", "-", text="[promise]\nservice_level = 0.8\n")
    (change,) = told("history")
    assert datetime.fromisoformat(change["at"]).isoformat() == change["at"]


def test_an_area_that_there_is_not_has_no_history() -> None:
    ran = typed("history", "--area", "alocation")
    assert (ran.exit_code, "no area alocation; expected one of: eligibility, " in ran.stderr) == (2, True)


def test_a_number_that_is_too_large_is_told_how_large_it_may_be() -> None:
    ran = typed("import", "-", text="[allocation]\nminimum_fill = 99999999999999\n")
    assert "found '99999999999999'; expected at most 1000000000000" in ran.stderr


def test_what_does_not_hold_is_told_setting_by_setting() -> None:
    ran = typed("import", "-", text="[promise]\nservice_level = 2\n")
    assert (ran.exit_code, ran.stderr.splitlines()) == (
        2,
        [
            "The policy does not hold:",
            "  promise.service_level: out of range; found '2'; expected 0.5 to 0.999",
        ],
    )
    assert told("history") == []
    assert typed("import", "no-such-file.toml").exit_code == 2


def test_a_logo_is_shown_and_taken_away_again(tmp_path: Path) -> None:
    file = tmp_path / "logo.txt"
    file.write_bytes(PNG)
    assert told("logo", str(file), "--note", "new") == [{"revision": 1, "areas": ["shop"]}]
    assert told("logo", "--remove", "--since", "1") == [{"revision": 2, "areas": ["shop"]}]
    assert told("restore", "shop", "1") == [{"revision": 3, "areas": ["shop"]}]
    assert told("history", "--area", "shop")[-1]["note"] == "new"


def test_a_logo_that_is_no_picture_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_text("<svg/>", encoding="utf-8")
    ran = typed("logo", str(file))
    expected = "PNG, JPEG or WebP of at most 200 KB, each side 16 to 2,000 pixels"
    said = f"The picture cannot be shown: found an SVG; expected {expected}.\n"
    assert (ran.exit_code, ran.stderr) == (2, said)
    assert "found no such file; expected a picture" in typed("logo", str(tmp_path / "none.png")).stderr
    for words in ((), (str(file), "--remove")):
        assert "expected one of them" in typed("logo", *words).stderr
    assert told("history") == []

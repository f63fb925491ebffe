"""Notices in words: texts a tired customer on a phone understands, in English and German."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Answer, AnswerReason, Kind, NoticeLine, Swap
from makegood.domain.terms.dates import Window
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy.shop import ShopPolicy
from makegood.wording.english import AMERICAN, ENGLISH
from makegood.wording.german import GERMAN
from makegood.wording.notice import NoticeWriter, write
from makegood.wording.phrases import TOPICS, Phrases
from tests.wording.letters import (
    EU,
    FTC_LONG,
    FTC_NO_DATE,
    FTC_SHORT,
    KEEP,
    LATE,
    MUG,
    NOBODY,
    NOT_ASKED,
    READY,
    SHOP,
    UNDATED,
    notice,
)

GOLDEN = Path(__file__).parent / "golden"
LETTERS: dict[str, dict[str, Any]] = {
    "first": {},
    "first_german_split_swap": {
        "language": "de-AT",
        "country": "AT",
        "together": False,
        "options": tuple(Choice),
        "answer": EU,
        "delayed": (LATE._replace(substitute=Swap("Grüner Kessel", 123450, "EUR")),),
    },
    "us_consent_no_date": {
        "country": "US",
        "kind": Kind.CONSENT_NEEDED,
        "delayed": (UNDATED,),
        "on_track": (),
        "options": (Choice.HOLD, Choice.CANCEL),
        "answer": FTC_NO_DATE,
    },
    "german_last_day_gone_by": {
        "language": "de",
        "country": "DE",
        "delayed": (
            UNDATED._replace(not_after=date(2026, 11, 20)),
            UNDATED._replace(line_id="3", title="Tee"),
        ),
        "options": (Choice.CANCEL,),
        "answer": EU,
    },
    "us_first": {"country": "US", "answer": FTC_SHORT, "on_track": (MUG,), "customer": None},
    "us_still_waiting_long": {
        "country": "US",
        "kind": Kind.STILL_WAITING,
        "on_track": (),
        "options": (Choice.HOLD, Choice.CANCEL),
        "answer": FTC_LONG,
    },
    "later_split_anyway": {
        "late": False,
        "together": False,
        "options": tuple(Choice),
        "delayed": (LATE._replace(qty=1_000_001, substitute=Swap("Green kettle", None, "USD")),),
        "to": None,
    },
    "preorder": {"late": False, "delayed": (LATE._replace(preorder=True),), "on_track": ()},
    "ready": {"kind": Kind.READY, "delayed": (), "on_track": (MUG,), "options": (), "answer": NOT_ASKED}
    | {"late": False, "together": False},
    "german_ready_in_part": {"language": "de", "kind": Kind.READY, "options": (), "on_track": (MUG,)}
    | {"together": False},
    "marketplace": {"channel": "amazon", "to": None, "mailable": False, "customer": None}
    | {"options": (), "answer": NOBODY},
    "german_later": {"language": "de", "kind": Kind.DATE_LATER, "delayed": (LATE, UNDATED), "on_track": ()},
}


@pytest.mark.parametrize("name", LETTERS)
def test_the_text_is_the_one_that_was_read_and_agreed(name: str) -> None:
    said = write(notice(**LETTERS[name]), shop=SHOP)
    assert f"Subject: {said.subject}\n\n{said.text}" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_the_page_is_the_one_that_was_read_and_agreed() -> None:
    page = NoticeWriter(shop=SHOP).html(notice(answer=EU))
    assert page == (GOLDEN / "first.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "last", "english", "american", "german"),
    [
        ("2026-12-03", "2026-12-03", "on 3 December", "on December 3", "am 3. Dezember"),
        (
            "2026-12-03",
            "2026-12-09",
            "between 3 and 9 December",
            "between December 3 and 9",
            "zwischen dem 3. und 9. Dezember",
        ),
        (
            "2026-11-30",
            "2026-12-03",
            "between 30 November and 3 December",
            "between November 30 and December 3",
            "zwischen dem 30. November und dem 3. Dezember",
        ),
        (
            "2026-12-30",
            "2027-01-05",
            "between 30 December and 5 January",
            "between December 30 and January 5",
            "zwischen dem 30. Dezember und dem 5. Januar",
        ),
        (
            "2027-12-30",
            "2028-01-05",
            "between 30 December 2027 and 5 January 2028",
            "between December 30, 2027, and January 5, 2028",
            "zwischen dem 30. Dezember 2027 und dem 5. Januar 2028",
        ),
        (
            "2027-06-01",
            "2027-06-05",
            "between 1 and 5 June 2027",
            "between June 1 and 5, 2027",
            "zwischen dem 1. und 5. Juni 2027",
        ),
        (
            "2027-02-26",
            "2027-03-05",
            "between 26 February and 5 March",
            "between February 26 and March 5",
            "zwischen dem 26. Februar und dem 5. März",
        ),
    ],
)
def test_windows_read_as_the_customer_writes_them(
    first: str, last: str, english: str, american: str, german: str
) -> None:
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    said = [words.dates.window(window, near=date(2026, 11, 23)) for words in (ENGLISH, AMERICAN, GERMAN)]
    assert said == [english, american, german]


@pytest.mark.parametrize(
    ("shop", "customer", "greeting"),
    [
        ("en", "de", "Guten Tag"),
        ("en", "DE_at", "Guten Tag"),
        ("de", "fr", "Guten Tag"),
        ("de", "en-GB", "Hello"),
        ("fr", "it", "Hello"),
        ("fr", "", "Hello"),
    ],
)
def test_the_language_is_the_customers_then_the_shops_then_english(
    shop: str, customer: str, greeting: str
) -> None:
    said = write(notice(language=customer), shop=ShopPolicy(language=shop))
    assert said.text.startswith(greeting)


@pytest.mark.parametrize(
    ("language", "written_in"), [("fr", "en"), ("de-AT", "de"), ("en-US", "en"), ("EN", "en")]
)
def test_a_letter_says_which_language_it_is_written_in(language: str, written_in: str) -> None:
    assert write(notice(language=language), shop=SHOP).language == written_in


@pytest.mark.parametrize(
    ("fields", "subject", "opening"),
    [
        ({}, "Order 1001 is late: ships", "Part of your order 1001 is late."),
        (
            {"late": False},
            "Order 1001 is delayed: ships",
            "Part of your order 1001 will ship later than planned.",
        ),
        (
            {"late": False, "delayed": (UNDATED,)},
            "Order 1001 is delayed: no date yet",
            "Part of your order 1001 is delayed, and we have no date yet.",
        ),
        (
            {"late": False, "on_track": (), "part_left": True},
            "Order 1001 is delayed: ships",
            "Part of your order 1001 will ship later than planned.",
        ),
        (
            {"late": True, "delayed": (LATE._replace(preorder=True),)},
            "Preorder 1001 is delayed: ships",
            "The preordered part of your order 1001 is not out yet",
        ),
        (
            {"late": True, "delayed": (LATE._replace(preorder=True), MUG)},
            "Order 1001 is late: new dates",
            "Part of your order 1001 is late.",
        ),
    ],
)
def test_a_first_notice_calls_late_only_what_is_late(
    fields: dict[str, Any], subject: str, opening: str
) -> None:
    said = write(notice(**fields), shop=SHOP)
    assert said.subject.startswith(subject)
    assert said.text.split("\n")[2].startswith(opening)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("some", [True, False])
def test_what_is_sent_anyway_is_not_offered_as_a_choice(language: str, some: bool) -> None:
    options = (Choice.HOLD, Choice.CANCEL)
    on_track = (READY,) if some else ()
    text = write(
        notice(language=language, together=False, options=options, on_track=on_track), shop=SHOP
    ).text
    for contradiction in (
        "SPLIT",
        "TEILEN",
        "everything together",
        "alles zusammen",
        "one parcel",
        "einem Paket",
    ):
        assert contradiction not in text


def test_a_policy_that_cancels_on_silence_says_so() -> None:
    answer = Answer(Law.NONE, Choice.CANCEL, date(2026, 11, 30), AnswerReason.POLICY_DEFAULT)
    text = write(notice(answer=answer), shop=SHOP).text
    assert "If we do not hear from you by Monday 30 November, we cancel the delayed items" in text
    assert "keep your order" not in text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind not in (Kind.CONSENT_NEEDED, Kind.CANCELLED, Kind.SUBSTITUTED)]
)
def test_a_marketplace_text_asks_for_nothing_and_names_no_way_out(kind: Kind, language: str) -> None:
    said = write(
        notice(kind=kind, language=language, options=(), answer=NOBODY, to=None, delayed=(LATE, UNDATED)),
        shop=SHOP,
    )
    text = (said.subject + said.text).lower()
    ways_out = ("cancel", "stornier", "refund", "erstatt", "http", "@", "swap", "tausch", "reply", "antwort")
    assert [way for way in ways_out if way in text] == []
    assert "blue kettle" in text
    assert "30" in text


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_a_language_can_say_everything(words: Phrases) -> None:
    assert set(words.subjects) == set(words.opening_some) == set(words.opening_all) == set(TOPICS)
    assert set(words.option_words) == set(Choice)
    asked = set(AnswerReason) - {
        AnswerReason.NOT_DELAYED,
        AnswerReason.ON_HOLD,
        AnswerReason.CHANNEL_ASKS_NOBODY,
    }
    assert set(words.silence) == asked


def test_a_title_cannot_pose_as_a_line_of_ours_or_break_the_page() -> None:
    evil = 'Kettle\r\nBcc: x@example.com\n\n<script>alert(1)</script>\u202e\u2066 & "co"'
    bad = notice(
        customer="<b>Ana</b>\r\nSubject: hi",
        order_id="1\n2<i>",
        delayed=(LATE._replace(title=evil),),
        on_track=(),
    )
    writer = NoticeWriter(shop=ShopPolicy(name="A & <B>\n"))
    said, page = writer.text(bad), writer.html(bad)
    assert said.subject == "Order 1 2<i> is late: ships between 3 and 9 December"
    assert said.text.startswith("Hello <b>Ana</b> Subject: hi,\n\nYour order 1 2<i> is late.")
    assert '- 3 × Kettle Bcc: x@example.com <script>alert(1)</script> & "co": ships' in said.text
    for raw in ("<script", "<b>", "<i>", "<B>", "\u202e", "\u2066", "\r"):
        assert raw not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;" in page
    assert "<title>Order 1 2&lt;i&gt; is late" in page


anything = st.text(max_size=200)
# Invisible, harmless, and what keeps emoji and some scripts whole: these alone may pass.
JOINERS = "\u200c\u200d"
line = st.builds(
    NoticeLine,
    line_id=anything,
    sku=anything,
    title=st.none() | anything,
    qty=st.integers(1, 10**6),
    ship=st.just(LATE.ship),
    deliver=st.just(LATE.deliver),
    substitute=st.none() | st.builds(Swap, anything, st.none() | st.integers(0, 10**9), st.just("USD")),
    preorder=st.booleans(),
    not_after=st.none(),
)


@example(
    order_id="\u200c",
    customer=None,
    language="",
    delayed=(LATE,),
    kind=Kind.FIRST,
    answer=KEEP,
)
@given(
    order_id=anything,
    customer=st.none() | anything,
    language=anything,
    delayed=st.lists(line, min_size=1, max_size=3).map(tuple),
    kind=st.sampled_from(list(Kind)),
    answer=st.sampled_from([KEEP, EU, FTC_SHORT, FTC_NO_DATE]),
)
def test_whatever_comes_from_outside_the_shape_of_the_message_stays(**fields: Any) -> None:
    writer = NoticeWriter(shop=SHOP)
    fields["options"] = tuple(Choice)
    said, page = writer.text(notice(**fields)), writer.html(notice(**fields))
    assert all(each.isprintable() or each in JOINERS for each in said.subject)
    assert len(said.subject) <= 200
    # Greeting, opening, four parts, closing: seven blocks, whatever the names are.
    assert len(said.text.split("\n\n")) == 7
    assert all(each.isprintable() or each in "\n" + JOINERS for each in said.text)
    assert page.count("<h2") == 4
    assert page.count("<p ") == 2 + 1 + 2 + 1 + 1


def test_an_emoji_made_of_several_signs_stays_whole() -> None:
    family = "Mug 👩‍👩‍👧"
    assert family in write(notice(delayed=(LATE._replace(title=family),), on_track=(READY,)), shop=SHOP).text

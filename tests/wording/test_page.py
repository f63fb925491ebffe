"""A message as a mail program shows it: what is on the page, and what must never be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from makegood.wording.letter import arranged
from makegood.wording.message import Button, Heading, Message, Points, Sentence, plain
from makegood.wording.notice import NoticeWriter
from makegood.wording.page import page
from tests.wording.letters import EU, SHOP, notice

GOLDEN = Path(__file__).parent / "golden"
ADDRESS = "https://shop.example/choose?order=1001&token=a_b"
MESSAGE = Message(
    subject="Order 1001",
    language="en",
    sender="Blue Door",
    preview="3 × Kettle",
    sections=[[Heading("Delayed"), Points(["3 × Kettle"]), Button("Choose", ADDRESS)], [Sentence("Bye")]],
)


def with_options() -> Message:
    return arranged(NoticeWriter(shop=SHOP).letter(notice(answer=EU), options_at=ADDRESS))


def test_the_page_with_a_button_is_the_one_that_was_looked_at_and_agreed() -> None:
    assert page(with_options(), colour=SHOP.colour) == (GOLDEN / "first_with_button.html").read_text(
        encoding="utf-8"
    )


def test_where_there_is_a_page_to_choose_on_the_text_names_it_on_a_line_of_its_own() -> None:
    assert (
        "YOUR CHOICE\nChoose on your own page, with one tap and without signing in:\n"
        f"Choose what happens:\n{ADDRESS}\n- WAIT: "
    ) in plain(with_options())


def test_a_button_opens_the_address_as_it_is() -> None:
    assert 'href="https://shop.example/choose?order=1001&amp;token=a_b"' in page(MESSAGE, colour=SHOP.colour)


def test_nothing_is_fetched_when_the_message_is_opened() -> None:
    written = page(with_options(), colour=SHOP.colour)
    assert re.findall(r"<(?:img|link|script|iframe)|\bsrc=|url\(|@import", written) == []
    assert re.findall(r"https?://[^\"]+", written) == [ADDRESS.replace("&", "&amp;")]


def test_a_list_of_mails_shows_what_is_late_and_not_the_greeting() -> None:
    hidden = re.findall(r"<div style=\"display:none[^>]*>([^&]*)&", page(with_options(), colour=SHOP.colour))
    assert hidden == ["3 × Blue kettle: ships between 3 and 9 December, arrives between 7 and 16 December"]


@pytest.mark.parametrize(("language", "direction", "side"), [("he", "rtl", "right"), ("en", "ltr", "left")])
def test_a_page_runs_as_its_language_does(language: str, direction: str, side: str) -> None:
    written = page(replace(MESSAGE, language=language), colour=SHOP.colour)
    assert f'<html lang="{language}" dir="{direction}">' in written
    assert f"text-align:{side}" in written
    assert written.count("<bdi>") == (3 if direction == "rtl" else 0)


@pytest.mark.parametrize(("colour", "ink"), [("#ffd23f", "#000000"), ("#1f5f8b", "#ffffff")])
def test_a_button_can_be_read_on_the_shops_colour(colour: str, ink: str) -> None:
    assert re.findall(r"color:(#\w{6});text-decoration:none", page(MESSAGE, colour=colour)) == [ink]

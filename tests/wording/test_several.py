"""News of several orders in one message: each below its number, with all that it would say alone."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from makegood.domain.notice.outcome import Kind
from makegood.domain.terms.policy.template import TemplatePolicy
from makegood.wording.notice import NoticeWriter
from makegood.wording.several import Told, as_page, written
from tests.wording.letters import EU, FTC_LONG, FTC_NO_DATE, LATE, SHOP, UNDATED, notice

WRITER = NoticeWriter(shop=SHOP)
PAGE = "https://shop.example/o/{}"


def told(number: str, **fields: object) -> Told:
    return Told(notice(order_id=number, **fields), PAGE.format(number))


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_says_of_each_order_what_a_message_about_it_alone_says(language: str) -> None:
    each = [told("1001", answer=EU, language=language), told("1002", on_track=(), language=language)]
    text = written(WRITER, each).text
    for one in each:
        alone = WRITER.text(one.notice, options_at=one.options_at).text
        _, _, body = alone.partition("\n\n")
        body, _, _ = body.rpartition("\n\n")
        lines = [line for line in body.splitlines() if line and not line.isupper()]
        assert [line for line in lines[1:] if line not in text] == []
    assert text.count(PAGE.format("1001")) == text.count(PAGE.format("1002")) == 1
    assert text.endswith("\n\nBlue Door\n")


def test_a_number_stands_out_above_the_parts_of_its_order() -> None:
    each = [told("1001"), told("1002")]
    lines = written(WRITER, each).text.splitlines()
    assert [line for line in lines if line in ("ORDER 1001", "Delayed", "ORDER 1002", "On track")] == [
        "ORDER 1001", "Delayed", "On track", "ORDER 1002", "Delayed", "On track",
    ]  # fmt: skip
    page = as_page(WRITER, each)
    assert page.count("<h2") == 2
    assert page.count("<h3") == 8
    assert [PAGE.format(number) in page for number in ("1001", "1002")] == [True, True]


def test_the_page_says_what_the_text_says() -> None:
    each = [told("1001"), told("1002", delayed=(UNDATED,))]
    page = unescape(as_page(WRITER, each))
    lines = [line.removeprefix("- ").removesuffix(":") for line in written(WRITER, each).text.splitlines()]
    assert [line for line in lines if line and line.lower() not in page.lower()] == []


def test_the_subject_says_that_an_answer_is_needed() -> None:
    each = [told("1001"), told("1002", kind=Kind.CONSENT_NEEDED, delayed=(UNDATED,), answer=FTC_NO_DATE)]
    assert written(WRITER, each).subject == "News of 2 of your orders: please answer"


def test_the_subject_says_it_also_where_no_answer_cancels_one_of_them() -> None:
    each = [told("1001"), told("1002", answer=FTC_LONG)]
    assert written(WRITER, each).subject == "News of 2 of your orders: please answer"
    assert written(WRITER, [told("1001"), told("1002")]).subject == "News of 2 of your orders"


def test_a_message_about_one_order_is_its_notice() -> None:
    one = told("1001")
    assert written(WRITER, [one]) == WRITER.text(one.notice, options_at=one.options_at)
    assert as_page(WRITER, [one]) == WRITER.html(one.notice, options_at=one.options_at)


def test_a_shops_own_words_are_about_one_order() -> None:
    words = TemplatePolicy(subject="{{ order }}!", body="{{ rest }}\n\n{{ next_update }}")
    own = NoticeWriter(shop=SHOP, templates={"first.en": words})
    assert written(own, [told("1001")]).template == "first.en"
    both = written(own, [told("1001"), told("1002")])
    assert (both.template, both.subject) == ("", "News of 2 of your orders")


def test_names_from_outside_break_no_line_and_no_tag() -> None:
    title = with_title("Kettle\nORDER 9999\n<script>")
    each = [told("1001", **title), told("10\n02", customer="<b>\nAnn", **title)]
    assert "\nORDER 9999" not in written(WRITER, each).text
    assert "<script" not in as_page(WRITER, each)


def with_title(title: str) -> dict[str, object]:
    return {"delayed": (LATE._replace(title=title),)}


def test_each_customer_reads_days_as_their_country_writes_them_and_in_one_message_alike() -> None:
    here, there = Told(notice(order_id="1001")), Told(replace(notice(order_id="1002"), country="US"))
    ways = ("between 3 and 9 December", "between December 3 and 9")
    found = [[way in written(WRITER, each).text for way in ways] for each in ([here], [there])]
    assert found == [[True, False], [False, True]]
    found = [[way in written(WRITER, each).text for way in ways] for each in ([here, there], [there, here])]
    assert found == [[True, False], [False, True]]

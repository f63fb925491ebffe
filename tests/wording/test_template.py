"""A shop's own words for a message: what is wrong with them, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.domain.notice.elements import Element
from makegood.domain.notice.outcome import Kind
from makegood.wording.english import ENGLISH
from makegood.wording.german import GERMAN
from makegood.wording.laid_out import usual, write
from makegood.wording.letter import Letter, Part, arranged
from makegood.wording.message import Button, Heading, Message, Points, Sentence, plain
from makegood.wording.notice import NoticeWriter
from makegood.wording.page import page
from makegood.wording.phrases import Phrases
from makegood.wording.template import BLOCKS, IN_SUBJECT, WORDS, Fault, Problem, Template, check, problem_said
from tests.architecture.source import ROOT
from tests.wording.letters import LATE, NOT_ASKED, SHOP, UNDATED, notice
from tests.wording.test_notice import LETTERS

ADDRESS = "https://shop.example/choose"
FIVE = "{{ delayed }}\n{{ on_track }}\n{{ options }}\n{{ next_update }}"
LONG = FIVE + "\n" + "o" * 5000
ALL = "customer, delayed, greeting, link, next_update, on_track, opening, options, order, rest, shop, window"
OWN = Template(
    subject="{{ shop }}: news of {{ order }}, {{ window }}",
    body=(
        "Dear {{ customer }},\n\nyour order {{ order }} is late, and we hate it.\n"
        "It {{ window }}.\n\n# What is late\n\n{{ delayed }}\n\n{{ link }}\n\n# The rest\n{{ on_track }}\n\n"
        "# You decide\nIt is up to you:\n{{ options }}\n\n{{ next_update }}\n\nKind regards\n{{ shop }}"
    ),
)


def letter(**fields: Any) -> Letter:
    """A notice in parts, with a page to choose on."""
    return NoticeWriter(shop=SHOP).letter(notice(**fields), options_at=ADDRESS)


@pytest.mark.parametrize(
    ("subject", "body", "problems"),
    [
        ("Order {{ order }}", FIVE, []),
        ("Order {{order}} {{\twindow }}", "Hello {{ customer }}, {{ greeting }}\n\n" + FIVE, []),
        ("{{ subject }}", "{{ rest }}", []),
        ("Order", "{ order } }{ costs {5} " + "\n" + FIVE, []),
        (" ", FIVE, [(Fault.EMPTY, "subject", "")]),
        ("\u200c", FIVE, [(Fault.EMPTY, "subject", "")]),
        ("\u200b\u202e", FIVE, [(Fault.EMPTY, "subject", "")]),
        ("Order\n{{ order }}", FIVE, [(Fault.LINE_BREAK, "subject", "")]),
        ("Order\u2028Bcc", FIVE, [(Fault.LINE_BREAK, "subject", "")]),
        ("o" * 151, FIVE, [(Fault.TOO_LONG, "subject", "151")]),
        ("Order", LONG, [(Fault.TOO_LONG, "body", f"{len(LONG):,}")]),
        ("Order {{ delayed }}", FIVE, [(Fault.NOT_IN_SUBJECT, "subject", "delayed")]),
        ("Order {{ greeting }}", FIVE, [(Fault.NOT_IN_SUBJECT, "subject", "greeting")]),
        ("Order {{ price }}", FIVE, [(Fault.PLACEHOLDER_UNKNOWN, "subject", "price")]),
        ("Order", FIVE + "\n{{ Delayed }}", [(Fault.PLACEHOLDER_UNKNOWN, "body", "Delayed")]),
        ("Order", FIVE + "\n{{ subject }}", [(Fault.PLACEHOLDER_UNKNOWN, "body", "subject")]),
        ("Order", FIVE + "\n{{ order.email }}", [(Fault.PLACEHOLDER_UNKNOWN, "body", "order.email")]),
        ("Order", FIVE + "\n{{ a b }}", [(Fault.PLACEHOLDER_UNKNOWN, "body", "a b")]),
        ("Order {{ order", FIVE, [(Fault.BRACES_UNBALANCED, "subject", "Order {{ order")]),
        ("Order", FIVE + "\n{{ order }", [(Fault.BRACES_UNBALANCED, "body", "{{ order }")]),
        ("Order", FIVE + "\norder }}", [(Fault.BRACES_UNBALANCED, "body", "order }}")]),
        ("Order", FIVE + "\n{{ }}", [(Fault.BRACES_UNBALANCED, "body", "{{ }}")]),
        ("Order", FIVE + "\n{{ {{ order }} }}", [(Fault.BRACES_UNBALANCED, "body", "{{  }}")]),
        ("Order", FIVE + "\nsee {{ link }}", [(Fault.NOT_ALONE, "body", "link")]),
        ("Order", FIVE + "\n# {{ rest }}", [(Fault.NOT_ALONE, "body", "rest")]),
        ("Order", FIVE + "\n{{ delayed }}", [(Fault.PLACEHOLDER_TWICE, "body", "delayed")]),
        (
            "Order",
            "{{ window }} {{ next_update }}",
            [(Fault.ELEMENT_MISSING, "body", name) for name in ("delayed", "on_track", "options")],
        ),
        (
            "Order",
            "",
            [(Fault.EMPTY, "body", ""), *((Fault.ELEMENT_MISSING, "body", each.value) for each in Element)],
        ),
    ],
)
def test_a_template_is_told_all_that_is_wrong_with_it(
    subject: str, body: str, problems: list[tuple[Fault, str, str]]
) -> None:
    found = check(Template(subject=subject, body=body))
    assert found == [Problem(*each) for each in problems]


def test_a_message_of_another_kind_need_not_tell_what_a_notice_must() -> None:
    template = Template(subject="Shipped", body="{{ greeting }}")
    assert check(template, tells=()) == []
    assert [problem.found for problem in check(template, tells=(Element.ON_TRACK,))] == ["on_track"]


def test_the_page_of_templates_lists_every_placeholder_and_every_fault() -> None:
    page_of_docs = (ROOT / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \|", page_of_docs, re.MULTILINE)
    assert sorted(listed) == sorted([*(WORDS | BLOCKS | IN_SUBJECT), *Fault])
    assert f"```\n{usual(ENGLISH).body}\n```" in page_of_docs


def test_every_fault_is_said_in_a_sentence_with_what_would_do() -> None:
    assert [problem_said(Problem(fault, "body", "options")) for fault in Fault] == [
        "The body is empty.",
        "The body has options characters; at most 5,000 will do.",
        "The subject has more than one line.",
        "Braces in the body do not close, or never opened: “options”. Write {{ order }}.",
        f"The body has no placeholder “options”; there are {ALL}.",
        "“options” stands in the body more than once.",
        f"“options” is too long for a subject; there are {ALL}.",
        "“options” becomes a list or a button; it needs a line of its own.",
        "The body does not tell: what the customer may choose. Write {{ options }} on a line of its own.",
    ]


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
@pytest.mark.parametrize("name", LETTERS)
def test_what_is_usual_can_be_written_as_a_template(name: str, words: Phrases) -> None:
    template = usual(words)
    assert check(template) == []
    sent = letter(**LETTERS[name] | {"language": words.code})
    assert write(sent, template) == arranged(sent)


def test_the_shortest_template_says_all_there_is_to_say() -> None:
    template = Template(
        subject="{{ subject }}", body="{{ greeting }}\n\n{{ opening }}\n\n{{ rest }}\n\n{{ shop }}"
    )
    assert check(template) == []
    assert write(letter(), template) == arranged(letter())


def test_a_shop_writes_in_its_own_words() -> None:
    assert check(OWN) == []
    message = write(letter(), OWN)
    assert message.subject == "Blue Door: news of 1001, ships between 3 and 9 December"
    assert plain(message) == (
        "Dear Ana Müller,\n\n"
        "your order 1001 is late, and we hate it.\nIt ships between 3 and 9 December.\n\n"
        "WHAT IS LATE\n- 3 × Blue kettle: ships between 3 and 9 December, arrives between 7 and 16 December\n\n"
        f"Choose what happens:\n{ADDRESS}\n\n"
        "THE REST\n- 4 × Blue kettle: set aside for you\n- 1 × Mug\n"
        "We keep these for you and send everything in one parcel, unless you choose SPLIT.\n\n"
        "YOU DECIDE\nIt is up to you:\nChoose on your own page, with one tap and without signing in:\n"
        f"Choose what happens:\n{ADDRESS}\n"
        "- WAIT: we send everything together as soon as it is complete.\n"
        "- SPLIT: we send what is ready now and the rest later.\n"
        "- CANCEL: we cancel the delayed items, free of charge, and refund what you paid for them.\n"
        "If we do not hear from you by Monday 30 November, we keep your order as described here.\n\n"
        "We will write again by Monday 30 November, even if nothing has changed.\n\n"
        "Kind regards\nBlue Door\n"
    )
    assert '<p style="margin:12px 0 0">Kind regards<br>Blue Door</p>' in page(message, colour=SHOP.colour)


def test_a_paragraph_with_nothing_to_fill_in_is_left_out_with_its_heading() -> None:
    good_news = {"kind": Kind.READY, "delayed": (), "options": (), "answer": NOT_ASKED, "customer": None}
    text = plain(write(letter(**good_news), OWN))
    for gone in ("Dear", "WHAT IS LATE", "YOU DECIDE", "It is up to you"):
        assert gone not in text
    assert "THE REST" in text
    assert "Kind regards\nBlue Door" in text


def test_what_a_template_places_nowhere_is_said_all_the_same() -> None:
    message = write(letter(), Template(subject="News", body="Hello"))
    assert [section[0] for section in message.sections] == [
        Sentence("Hello"),
        Heading("Delayed"),
        Heading("On track"),
        Heading("Your choice"),
        Heading("What happens next"),
    ]


def test_a_part_that_is_no_element_stands_where_the_rest_does() -> None:
    parcel = Part("Your parcel", ["Carrier 123"], "", buttons=(Button("Follow it", ADDRESS),))
    sent = replace(letter(), parts=[parcel])
    template = Template(subject="Shipped", body="Hello\n# More\n{{ rest }}\nBye")
    assert write(sent, template).sections == [
        [Sentence("Hello"), Heading("More")],
        [Heading("Your parcel"), Button("Follow it", ADDRESS), Points(["Carrier 123"])],
        [Sentence("Bye")],
    ]


anything = st.text(max_size=200).map("A".__add__)
placeholder = st.sampled_from([f"{{{{ {name} }}}}" for name in sorted(WORDS | BLOCKS)])
pieces = st.lists(
    placeholder | st.sampled_from(["# ", "\n", "\n\n", "Hello", "{", "}", "- ", "<b>", "&"]), max_size=30
)


def shape(message: Message) -> list[list[tuple[type, int]]]:
    """What a message is made of, whatever it says."""
    return [
        [(type(block), len(block.each) if isinstance(block, Points) else 1) for block in section]
        for section in message.sections
    ]


@given(customer=anything, order=anything, title=anything, shop=anything, body=pieces.map("".join))
def test_no_name_from_outside_changes_what_a_message_is_made_of(
    customer: str, order: str, title: str, shop: str, body: str
) -> None:
    template = Template(subject="{{ customer }} {{ order }} {{ shop }}", body=body)
    if any(problem.fault is Fault.BRACES_UNBALANCED for problem in check(template)):
        return
    writer = NoticeWriter(shop=replace(SHOP, name=shop))
    lines = (LATE._replace(title=title), UNDATED)
    odd = writer.letter(notice(customer=customer, order_id=order, delayed=lines), options_at=ADDRESS)
    odd_message, usual_message = write(odd, template), write(letter(delayed=(LATE, UNDATED)), template)
    assert shape(odd_message) == shape(usual_message)
    assert len(odd_message.subject.splitlines()) == 1
    assert len(plain(odd_message).split("\n")) == len(plain(usual_message).split("\n"))
    assert page(odd_message, colour=SHOP.colour).count("<") == page(usual_message, colour=SHOP.colour).count(
        "<"
    )


@given(subject=st.text(max_size=300), body=st.text(max_size=300))
def test_any_text_can_be_checked_and_what_passes_can_be_written(subject: str, body: str) -> None:
    template = Template(subject=subject, body=body)
    problems = check(template, tells=())
    assert all(problem_said(problem) for problem in problems)
    if not problems:
        # Joiners keep emoji and some scripts whole; nothing else that is invisible stays.
        subject = write(letter(), template).subject.replace("\u200c", "").replace("\u200d", "")
        assert subject and subject.isprintable()

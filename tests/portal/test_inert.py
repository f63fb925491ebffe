"""Looking changes nothing, whoever looks: mail scanners, browsers that fetch ahead, previews (T15)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from makegood.services.notice import address
from tests.portal.orders import a_late_order, all_rows, choose

SCANNERS = (
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; SafeLinks)",
    "Barracuda Sentinel (EE)",
    "Mimecast/1.0 URL Protect",
    "Proofpoint URL Defense",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23",
    "Googlebot/2.1",
    "GoogleImageProxy",
    "Twitterbot/1.0",
    "Microsoft Office Outlook 16",
    "curl/8.0",
)
AHEAD: tuple[dict[str, str], ...] = (
    {"sec-purpose": "prefetch"},
    {"purpose": "prefetch"},
    {"x-moz": "prefetch"},
    {},
)


def crawl(start: str, **headers: str) -> set[str]:
    """Every page that can be reached by links from the first one; their addresses."""
    client, seen, waiting = Client(headers=headers), set[str](), [start]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        client.head(here)
        page = client.get(here).content.decode()
        waiting += re.findall(r'(?:href|action)="(/o/[^"]+)"', page)
    return seen


@pytest.mark.parametrize("agent", SCANNERS)
def test_whoever_opens_every_link_changes_no_row(agent: str) -> None:
    link = a_late_order(swap=1)
    before = all_rows()
    for ahead in AHEAD:
        found = crawl(link, **{"user-agent": agent, **ahead})
        assert {f"{link}/{each}" for each in ("hold", "split", "substitute", "cancel", "write")} <= found
    assert all_rows() == before


def test_looking_again_after_a_choice_changes_no_row() -> None:
    link = a_late_order()
    choose(link, "split")
    before = all_rows()
    crawl(link)
    assert all_rows() == before


def test_the_address_of_a_link_begins_with_that_of_the_shop() -> None:
    assert address("abc") == "http://127.0.0.1:8000/o/abc"

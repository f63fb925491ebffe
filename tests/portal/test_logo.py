"""The shop's logo on the customer's page: from our own address, as what it is, and only while the policy names it."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.test import Client

from makegood.services.policy import SetLogo, SetPolicy
from makegood.services.policy.logo import as_text
from scripts.browser import INSTALL, browser
from tests.browsing import PHONE, SCREEN, faults, is_wider_than_its_window, opened, page_of, too_small
from tests.pictures import JPEG, PNG, WEBP, png
from tests.portal.orders import a_late_order
from tests.services.shop import do

ADDRESS = f"/o/shop.logo/{sha256(PNG).hexdigest()}"


def show_logo(content: bytes = PNG) -> None:
    """The shop has this logo."""
    do(SetLogo(picture=as_text(content)))


def test_it_stands_in_place_of_the_name_on_every_page_and_is_called_by_it() -> None:
    link = a_late_order()
    do(SetPolicy(document="[shop]\nname = 'Blue \"Door\" & <b>Sons</b>'\n"))
    named = "Blue &quot;Door&quot; &amp; &lt;b&gt;Sons&lt;/b&gt;"
    client = Client()
    assert f"<bdi>{named}</bdi>" in client.get(link).content.decode()
    show_logo()
    for address in (link, f"{link}/cancel", "/o/other"):
        page = client.get(address)
        assert f'<img class="logo" src="{ADDRESS}" alt="{named}">' in page.content.decode(), address
        assert "img-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")]
)
def test_it_is_served_as_what_it_is_and_for_good(content: bytes, kind: str) -> None:
    show_logo(content)
    answer = Client().get(f"/o/shop.logo/{sha256(content).hexdigest()}")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Vary" not in answer
    assert "Set-Cookie" not in answer


def test_what_the_policy_does_not_name_is_not_served() -> None:
    show_logo()
    assert Client().get(ADDRESS).status_code == 200
    show_logo(JPEG)
    closed = Client().get("/o/other")
    for address in (ADDRESS, "/o/shop.logo/x", "/o/shop.logo/" + "0" * 64, "/o/shop.logo/", "/o/shop.logo"):
        answer = Client().get(address)
        assert (answer.status_code, answer.content) == (404, closed.content), address
    do(SetLogo(picture=""))
    assert Client().get(f"/o/shop.logo/{sha256(JPEG).hexdigest()}").status_code == 404


def test_it_takes_no_form() -> None:
    show_logo()
    assert Client().post(ADDRESS).status_code == 405


@pytest.mark.skipif(browser() is None, reason=f"no Chromium. {INSTALL}")
def test_it_fits_phones_and_screens_in_the_light_and_in_the_dark(fresh_database: str) -> None:
    link = a_late_order()
    do(SetPolicy(document='[shop]\ncolour = "#101010"\n'))
    for content in (WEBP, png(2_000, 16), png(16, 2_000)):
        show_logo(content)
        with opened() as (found, at):
            for size, scheme in ((PHONE, "light"), (PHONE, "dark"), (SCREEN, "dark")):
                with page_of(found, size, color_scheme=scheme) as page:
                    page.goto(at + link)
                    seen = (faults(page), too_small(page), is_wider_than_its_window(page))
                    assert seen == ([], [], False), (size, scheme)
                    assert page.locator(".logo").bounding_box()["height"] == 56  # type: ignore[index]

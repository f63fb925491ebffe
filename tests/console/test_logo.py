"""The shop's logo on the page of its name and colour: brought, refused in words, taken away, never lost by a save."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.db.models import Picture
from makegood.queries.policy import current
from tests.console.forms import changed, save
from tests.console.team import signed_in, text_of, told
from tests.pictures import JPEG, PNG

PAGE, TO = "/policies/shop", "/policies/shop/logo"


def bring(client: Client, content: bytes, **more: str) -> Any:
    """Choose a file and press the button; what it is called and said to be means nothing."""
    file = SimpleUploadedFile("evil.svg", content, content_type="text/html")
    return client.post(TO, {"picture": file, **more})


def test_a_lead_brings_a_picture_and_takes_it_away() -> None:
    client = signed_in("operations_lead")
    assert "None: customers see the shop's name" in text_of(client.get(PAGE))
    assert "Saved as version 1." in told(client, bring(client, PNG, since="0"))
    page = client.get(PAGE).content.decode()
    assert f'src="/o/shop.logo/{current()[1].shop.logo}"' in page
    assert "Take the logo away" in page
    assert "Saved as version 2." in told(client, client.post(TO, {"none": "yes", "since": "1"}))
    assert current()[1].shop.logo is None


def test_what_is_no_picture_is_told_with_what_was_found_and_nothing_is_kept() -> None:
    client = signed_in("manager")
    for content, said in (
        (b"<svg/>", "found an SVG"),
        (b"", "found an empty file"),
        (bytes(200_001), "found 201 KB"),
    ):
        assert f"{said}; expected PNG, JPEG or WebP of at most 200 KB" in told(client, bring(client, content))
    assert "found an empty file" in told(client, client.post(TO, {}))
    assert (current()[0], Picture.objects.count()) == (0, 0)


def test_saving_the_other_fields_keeps_the_logo() -> None:
    client = signed_in("operations_lead")
    bring(client, PNG)
    logo = current()[1].shop.logo
    preview = client.post(
        "/policies/change", changed(client.get(PAGE), shop__name="Other", do="preview"), follow=True
    )
    save(client, preview)
    assert (current()[1].shop.name, current()[1].shop.logo) == ("Other", logo)


def test_nobody_overwrites_what_others_saved_meanwhile() -> None:
    client = signed_in("operations_lead")
    bring(client, PNG, since="0")
    bring(client, JPEG, since="0")
    assert current()[0] == 1


def test_others_see_it_and_cannot_change_it() -> None:
    client = signed_in("support")
    assert "Take the logo away" not in client.get(PAGE).content.decode()
    assert bring(client, PNG).status_code == 403
    assert Picture.objects.count() == 0

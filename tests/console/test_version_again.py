"""A version of the policy is made again as it was looked at."""

from __future__ import annotations

from makegood.queries.policy import current
from makegood.services.policy import SetPolicy
from tests.console.forms import hidden
from tests.console.team import signed_in, text_of
from tests.services.shop import do


def test_a_version_made_again_overwrites_nothing_that_somebody_saved_meanwhile() -> None:
    do(SetPolicy(document="[notice]\nbrake = 7\n"))
    do(SetPolicy(document="[notice]\nbrake = 50\n"))
    client = signed_in()
    preview = client.post("/policies/change", {"revision": "1", "area": "notice", "since": "2"})
    sent = {name: hidden(preview, name) for name in ("revision", "area", "since", "once")}
    do(SetPolicy(document="[notice]\nbrake = 90\n", note="bolder still"))
    late = client.post("/policies/change", {**sent, "do": "save", "note": "calmer"})
    assert (late.status_code, current()[1].notice.brake) == (409, 90)
    assert "bolder still" in text_of(late)
    again = {name: hidden(late, name) for name in ("revision", "area", "since", "once", "note")}
    looked = client.post("/policies/change", {**again, "do": "preview"})
    assert "notice.brake 90 7" in text_of(looked)
    client.post("/policies/change", {**again, "do": "save"})
    assert (current()[0], current()[1].notice.brake) == (4, 7)

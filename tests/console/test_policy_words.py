"""What a policy is set to is told in the words of its form, wherever a change of it is told."""

from __future__ import annotations

import re

from makegood.services.policy import SetPolicy
from tests.console.team import signed_in, text_of
from tests.services.shop import do

CHANGED = """
[shop]
name = "Hearth & Trail"
[allocation]
method = "fair_share"
priority_customer_tiers = ["gold", "VIP"]
value_line = 150.00
[eligibility.default]
allowed = false
"""


def test_what_a_version_changed_is_said_as_the_form_says_it() -> None:
    do(SetPolicy(document=CHANGED))
    said = text_of(signed_in().get("/policies/versions/1"))
    for each in (
        "allocation.method By rank, one after the other Fair share of its tier",
        "allocation.priority_customer_tiers none gold, VIP",
        "eligibility.default.allowed Yes No",
        "shop.name Our shop Hearth & Trail",
        "allocation.value_line not set 150.00",
    ):
        assert each in said, said[:900]


def test_how_a_tier_is_served_has_the_same_words_in_the_policy_and_where_it_is_tried_out() -> None:
    client = signed_in()
    for address, field in (("/policies/allocation", "allocation.method"), ("/reallocate", "method")):
        page = client.get(address).content.decode()
        (asked,) = re.findall(rf'<select id="[^"]*" name="{field}".*?</select>', page, re.DOTALL)
        options = re.findall(r'<option value="(\w+)"[^>]*>([^<]*)<', asked)
        assert options == [("rank", "By rank, one after the other"), ("fair_share", "Fair share of its tier")]
        assert "How a tier is served" in page

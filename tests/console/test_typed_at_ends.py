"""What people typed about an end is read by those who look after customers, and by nobody else."""

from __future__ import annotations

from makegood.db.models import Backorder
from tests.console.team import signed_in, text_of
from tests.console.test_record import a_short_order, act


def test_what_was_typed_at_an_end_is_read_by_those_who_look_after_customers() -> None:
    case = a_short_order()
    sara = signed_in("support")
    said = "her mother is in hospital"
    ended = {"approved_by": "customer", "reason": "other", "text": said, "line": "1", "qty": "1"}
    assert act(sara, f"/backorders/{case.pk}", "cancel", **ended).status_code == 303
    address = f"/backorders/{Backorder.objects.get(reason_text=said).pk}"
    assert said in text_of(sara.get(address))
    # Whoever may say the cause anew sees in its form what that replaces.
    assert said in signed_in("purchasing", name="Pia").get(address).content.decode()
    for role in ("warehouse", "finance", "engineer"):
        assert said not in signed_in(role, name=role).get(address).content.decode(), role

"""The queue, tried out and run again; what is held, taken and made firm."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from makegood.console.keys import key_of
from makegood.console.pages.allocation import run as run_page
from makegood.db.models import Allocation, AllocationRun, Stock
from tests.console.forms import hidden
from tests.console.team import signed_in, text_of, told
from tests.services.shop import arrive, everything, goods, line, take

HOSTILE = '<script>alert("x")</script>'
WRONG, FORBIDDEN = 422, 403
NOW = {"tier1": "past_baseline", "tier2": "strict_channel", "tier3": "priority", "method": "rank"}


def a_queue() -> None:
    """Two mugs, held by the order from the marketplace; the store's order waits."""
    goods("MUG")
    take("1", ("MUG", 2))
    take("2", ("MUG", 2), channel="amazon")
    arrive("MUG", 2)


def form(**more: Any) -> dict[str, Any]:
    """The page's form as the shop's own policy has it."""
    return {**NOW, "minimum_fill": "1", "skus": "", "note": "", **more}


def test_a_run_that_is_longer_than_its_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_page, "_LISTED", 1)
    goods("MUG")
    take("1", ("MUG", 1))
    take("2", ("MUG", 1))
    arrive("MUG", 2)
    page = text_of(lead().get(f"/reallocate/runs/{AllocationRun.objects.latest('pk').pk}"))
    assert "The first of them; 1 more line in the files." in page


def lead() -> Client:
    return signed_in("operations_lead", name="Olga")


def test_another_order_of_tiers_is_tried_out_and_nothing_is_written() -> None:
    a_queue()
    client = lead()
    before = everything()
    same = text_of(client.post("/reallocate", form(do="try")))
    assert "Nobody wins and nobody loses" in same and "Do it for real" not in same
    page = text_of(client.post("/reallocate", form(do="try", tier2="priority", tier3="")))
    assert "1 line wins, 1 line loses; 0 lines keep what they have." in page
    assert "1 line 1 MUG 0 2 In turn Tier 3" in page
    assert "2 line 1 MUG 2 0 Better-ranked lines took what was on hand" in page
    assert "+2 MUG" in page and "-2 MUG" in page
    assert everything() == before


def files_of(page: Any) -> list[tuple[str, dict[str, str]]]:
    """The files that a page of what was tried offers: where each is had, and what its form sends."""
    forms = re.findall(r'<form class="files".*?</form>', page.content.decode(), re.DOTALL)
    return [
        (unescape(at), {name: unescape(value) for name, value in re.findall(_SENT, form)} | {"do": does})
        for form in forms
        for at, does in re.findall(r'<button formaction="([^"]*)" name="do" value="(\w+)"', form)
    ]


_SENT = r'<input type="hidden" name="(\w+)" value="([^"]*)"'


def test_who_would_win_and_who_would_lose_is_had_as_a_file_before_it_counts() -> None:
    a_queue()
    client, walt = lead(), signed_in("warehouse", name="Walt")
    before = everything()
    page = client.post("/reallocate", form(do="try", tier2="priority", tier3=""))
    (csv, sent), (xlsx, same) = files_of(page)
    assert (csv, xlsx, sent) == ("?as=csv", "?as=xlsx", same)
    answer = client.post(f"/reallocate{csv}", sent)
    assert answer["Content-Disposition"] == 'attachment; filename="changes.csv"'
    assert b"".join(answer).decode().splitlines() == [
        "order,line,sku,before,after,tier,why",
        "1,1,MUG,0,2,3,In turn",
        "2,1,MUG,2,0,3,Better-ranked lines took what was on hand",
    ]
    book = client.post(f"/reallocate{xlsx}", same)
    assert (book["Content-Disposition"], book.content[:2]) == ('attachment; filename="changes.xlsx"', b"PK")
    assert files_of(client.post("/reallocate", form(do="try"))) == [], "nobody wins and nobody loses"
    assert walt.post(f"/reallocate{csv}", sent).status_code == FORBIDDEN
    assert everything() == before


def test_who_would_be_served_and_who_would_still_wait_is_had_as_files() -> None:
    goods("MUG")
    arrive("MUG", 5)
    take("1", ("MUG", 2))
    take("2", ("MUG", 12))
    Stock.objects.update(on_hand=6)
    client = signed_in("warehouse", name="Walt")
    before = everything()
    page = client.post("/reallocate", form(do="serve_preview", skus="MUG"))
    files = files_of(page)
    assert [at for at, _ in files] == ["?as=csv", "?as=xlsx", "?list=waits&as=csv", "?list=waits&as=xlsx"]
    told = {at: client.post(f"/reallocate{at}", sent) for at, sent in files}
    gains = b"".join(told["?as=csv"]).decode().splitlines()
    assert gains == ["order,sku,qty,location,why", "2,MUG,1,main,In turn"]
    waits = b"".join(told["?list=waits&as=csv"]).decode().splitlines()
    assert waits[0] == "order,sku,qty,why,published_to" and waits[1].startswith("2,MUG,8,")
    assert everything() == before


def test_no_file_of_a_trial_is_run_by_a_spreadsheet() -> None:
    goods("=MUG")
    take("=1+1", ("=MUG", 2))
    take("@SUM(A1)", ("=MUG", 2), channel="amazon")
    arrive("=MUG", 2)
    client = lead()
    page = client.post("/reallocate", form(do="try", tier2="priority", tier3=""))
    at, sent = files_of(page)[0]
    rows = b"".join(client.post(f"/reallocate{at}", sent)).decode().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["'=1+1", "'@SUM(A1)"]


def test_for_real_it_leads_to_the_run_and_its_audit() -> None:
    a_queue()
    client = lead()
    other = form(tier2="priority", tier3="", note="The marketplace agreed")
    shown = hidden(client.post("/reallocate", {**other, "do": "try"}), "shown")
    answer = client.post("/reallocate", {**other, "do": "run", "shown": shown})
    assert answer["Location"] == f"/reallocate/runs/{AllocationRun.objects.latest('pk').pk}"
    page = told(client, answer)
    assert "1 line wins, 1 line loses" in page and "“The marketplace agreed”" in page
    assert "under another order than the shop's own" in page
    assert (line("1"), line("2")) == ({"reserved": 2}, {"backordered": 2})
    assert "The queue was run again" in text_of(client.get("/reallocate"))


def test_the_queue_is_served_as_it_is() -> None:
    goods("MUG")
    arrive("MUG", 5)
    take("1", ("MUG", 2))
    client = signed_in("warehouse", name="Walt")
    page = text_of(client.post("/reallocate", form(do="serve_preview")))
    assert "nothing lies free that somebody may have" in page
    take("2", ("MUG", 12))
    page = text_of(client.post("/reallocate", form(do="serve_preview")))
    assert "2 store MUG 9" in page
    assert "Serve the queue" not in page, "nobody would get anything"
    Stock.objects.update(on_hand=6)
    look = client.post("/reallocate", form(do="serve_preview"))
    answer = client.post("/reallocate", form(do="serve", shown=hidden(look, "shown")))
    assert "The queue was served: 1 run." in told(client, answer)


def test_the_queue_that_was_shown_is_the_one_that_is_served() -> None:
    a_queue()
    Stock.objects.update(on_hand=5)
    page = signed_in("warehouse", name="Walt").post("/reallocate", form(do="serve_preview", skus="MUG"))
    shown = page.content.decode().partition("Who would be served now</h2>")[2].partition("</form>")[0]
    assert 'value="serve">Serve the queue' in shown
    assert 'name="skus" value="MUG"' in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"skus": "NOPE"}, "NOPE"), ({"minimum_fill": "0"}, "minimum_fill"), ({"method": "magic"}, "magic")],
)
def test_what_no_policy_may_hold_is_refused_and_stays_in_the_form(wrong: dict[str, str], said: str) -> None:
    a_queue()
    client = lead()
    before = everything()
    answer = client.post("/reallocate", form(do="run", **wrong))
    assert (answer.status_code, said in text_of(answer)) == (WRONG, True)
    assert everything() == before


def test_the_warehouse_serves_the_queue_and_runs_nothing_again() -> None:
    a_queue()
    client = signed_in("warehouse", name="Walt")
    before = everything()
    assert "Try it out" not in text_of(client.get("/reallocate"))
    for wanted in ("try", "run"):
        assert client.post("/reallocate", form(do=wanted, tier2="priority")).status_code == FORBIDDEN
    assert everything() == before
    assert signed_in("support", name="Sara").get("/reallocate").status_code == FORBIDDEN


def test_units_are_taken_from_a_line_for_another() -> None:
    a_queue()
    client = lead()
    assert "2 amazon, line 1 MUG 2 main Channel that measures late shipments Held" in text_of(
        client.get("/reallocate/held?sku=MUG")
    )
    wanted = {"row": key_of("amazon", "2", "1"), "do": "withdraw", "first": "1"}
    assert "Say why in a few words" in told(client, client.post("/reallocate/held", wanted))
    assert line("2") == {"reserved": 2}
    answer = client.post("/reallocate/held", {**wanted, "why": "a wedding"})
    assert "2 units taken; whoever comes next was served." in told(client, answer)
    assert (line("1"), line("2")) == ({"reserved": 2}, {"backordered": 2})


def test_firm_units_are_nobodys_to_take_until_they_are_loosened() -> None:
    a_queue()
    client = lead()
    row = {"row": key_of("amazon", "2", "1"), "why": "promised on the phone"}
    assert "1 line firm" in told(client, client.post("/reallocate/held", {**row, "do": "firm"}))
    assert Allocation.objects.get().firm
    assert "2 units stayed" in told(client, client.post("/reallocate/held", {**row, "do": "withdraw"}))
    assert "not firm any more" in told(client, client.post("/reallocate/held", {**row, "do": "loosen"}))
    assert not Allocation.objects.get().firm
    assert "Nothing was chosen." in told(client, client.post("/reallocate/held", {"row": "x", "do": "firm"}))


def test_others_see_what_is_held_and_take_nothing() -> None:
    a_queue()
    client = signed_in("support", name="Sara")
    before = everything()
    assert "Only the operations lead takes units from a line." in text_of(client.get("/reallocate/held"))
    for wanted in ("withdraw", "firm"):
        sent = {"row": key_of("amazon", "2", "1"), "do": wanted, "why": "x"}
        assert client.post("/reallocate/held", sent).status_code == FORBIDDEN
    assert everything() == before
    rows = b"".join(client.get("/reallocate/held?as=csv")).decode().splitlines()
    assert rows[1].startswith("2,MUG,2,main,")


def test_every_run_is_on_the_page_or_one_step_away_and_in_a_file() -> None:
    goods("MUG")
    take("1", ("MUG", 12))
    for _ in range(12):
        arrive("MUG", 1)
    client = lead()
    assert AllocationRun.objects.count() == 12
    page = client.get("/reallocate")
    written = page.content.decode()
    (more,) = re.findall(r'hx-get="(\?cursor=[^"]*)"', written)
    shown = [
        row.cells[0].link
        for row in (*page.context["runs"].rows, *client.get(f"/reallocate{more}").context["runs"].rows)
    ]
    last_first = AllocationRun.objects.order_by("-pk").values_list("pk", flat=True)
    assert shown == [f"/reallocate/runs/{run}" for run in last_first]
    assert '"?as=csv"' in written and '"?as=xlsx"' in written
    head, *rows = b"".join(client.get("/reallocate?as=csv")).decode().splitlines()
    assert head == "run,at,cause,note,by,served,units,findings"
    assert len(rows) == 12 and rows[0].startswith(f"{last_first[0]},2026-11-23T")


def test_hostile_names_stay_text_and_unknown_runs_are_not_there() -> None:
    goods(HOSTILE)
    take(HOSTILE, (HOSTILE, 2))
    take("2", (HOSTILE, 2), channel="amazon")
    arrive(HOSTILE, 2)
    client = lead()
    pages = [
        client.get("/reallocate"),
        client.get("/reallocate/held"),
        client.get(f"/reallocate/runs/{AllocationRun.objects.latest('pk').pk}"),
        client.post("/reallocate", form(do="try", tier2="priority", tier3="", note=HOSTILE, skus=HOSTILE)),
        client.post("/reallocate", form(do="serve_preview")),
    ]
    for page in pages:
        assert "<script>alert" not in page.content.decode()
    assert client.get("/reallocate/runs/99999").status_code == 404
    assert client.get("/reallocate/runs/9999999999999999999999").status_code == 404


def test_pages_ask_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    a_queue()
    client = lead()
    run = AllocationRun.objects.latest("pk").pk
    for place in ("/reallocate", "/reallocate/held", f"/reallocate/runs/{run}"):
        with django_assert_max_num_queries(15):
            assert client.get(place).status_code == 200


def test_why_is_asked_beside_what_is_done_for_real_and_kept_with_it() -> None:
    """What is typed after the trial belongs to the doing: both stand in one form."""
    a_queue()
    page = (
        lead().post("/reallocate", form(do="try", tier2="priority", tier3="", note="Agreed")).content.decode()
    )
    (real,) = [each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'value="run"' in each]
    assert re.search(r'<label for="note">Why .*<input id="note" name="note" value="Agreed"', real)
    assert page.count('id="note"') == 1

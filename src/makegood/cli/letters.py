"""Messages that were promised, those that are unclear, links to pages of orders, what customers wrote, and customers
that are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from makegood.cli.asked import entries
from makegood.cli.doing import At, File, plain, print_rows, run
from makegood.cli.live import AsJson, Database, live_shop, now, print_json
from makegood.domain.notice.outcome import Settled

Letters = Annotated[list[int], typer.Argument(help="Numbers of messages, as their tasks name them.")]
How = Annotated[
    Settled,
    typer.Option("--as", help="sent: it arrived. again: write it anew and send it. not_sent: leave it."),
]

Orders = Annotated[list[str], typer.Argument(help="Numbers of orders.")]
End = Annotated[bool, typer.Option("--end", help="End every link to these orders' pages instead.")]


def updates(database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Queue the updates that customers were promised for today, and warn of those that may not go tomorrow."""
    with live_shop(database):
        from makegood.services.notice import OweUpdates

        found = run(OweUpdates(), at)
        if as_json:
            print_json(asdict(found))
        else:
            typer.echo(f"Queued {found.queued:,}; a person is warned of {found.warned:,}.")


def settle(
    letters: Letters, how: How, database: Database = None, at: At = None, as_json: AsJson = False
) -> None:
    """Say what became of messages that are unclear, that were refused, or that a person passed on."""
    with live_shop(database):
        from makegood.services.notice import SettleLetters

        done = run(SettleLetters(letters=tuple(letters), how=how), at)
        if as_json:
            print_json({"letters": done})
        else:
            typer.echo(f"Settled as {how.value.replace('_', ' ')}: {', '.join(map(str, done)) or 'none'}.")


def link(
    orders: Orders, end: End = False, database: Database = None, at: At = None, as_json: AsJson = False
) -> None:
    """Make a link to an order's page, for a customer who has lost theirs; it is shown this once. Or end all of them."""
    with live_shop(database):
        from makegood.services._orders import OrderName
        from makegood.services.notice import EndLinks, GiveLinks

        names = tuple(map(OrderName, orders))
        found = run(EndLinks(orders=names) if end else GiveLinks(orders=names), at)
        print_rows(plain(found), as_json)


def contact(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Keep replies and calls: order, kind (email, phone, chat, portal, other), text, ref, answer (somebody must) …"""
    with live_shop(database):
        from makegood.services.notice import LogContacts, NewContact

        found = run(LogContacts(contacts=entries(NewContact, file)), at)
        print_rows(plain(found), as_json)


def erase(
    customers: Annotated[list[str], typer.Argument(help="E-mail addresses, or channel:reference.")],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Forget customers: their names, addresses and what was written to and by them. Numbers and history stay."""
    with live_shop(database):
        from makegood.services.notice import Erase

        print_rows(plain(run(Erase(customers=tuple(customers)), at)), as_json)


def contacts(
    orders: Orders,
    channel: Annotated[
        str | None, typer.Option("--channel", help="Their channel, where two use a number.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Read what customers wrote or said about orders, the newest first, as long as the policy keeps it."""
    with live_shop(database, asks="contacts"):
        from makegood.queries.contacts import contacts_of
        from makegood.queries.shop import shop_now
        from makegood.services._orders import OrderName, order_ids

        moment = now()
        ids = order_ids(OrderName(each, channel) for each in orders)
        found = contacts_of(ids.values(), shop=shop_now(year=moment.year), now=moment)
        print_rows([each._asdict() for each in found], as_json)


def unblock(
    addresses: Annotated[list[str], typer.Argument(help="E-mail addresses.")],
    why: Annotated[str, typer.Option("--why", help="Who wished it, and when; it is kept.")],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Mail addresses again whose owners had complained about our mail, and have changed their mind."""
    with live_shop(database):
        from makegood.services.notice import Unblock

        found = run(Unblock(addresses=tuple(addresses), why=why), at)
        if as_json:
            print_json(asdict(found))
        else:
            typer.echo(f"Mailed again: {found.addresses:,}.")


COMMANDS: tuple[Callable[..., None], ...] = (updates, settle, link, contact, contacts, unblock, erase)

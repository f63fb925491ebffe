"""What somebody names is there, or is refused with what there is: a name mistyped would be found nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Model

from makegood.db.models import Channel, Item, Location, Order, Supplier
from makegood.domain.promise.selling import STORE
from makegood.domain.terms.errors import DomainError
from makegood.queries.actors import names_of
from makegood.queries.policy import current
from makegood.queries.tasks import ROLES


def check(
    *,
    sku: str | None = None,
    channel: str | None = None,
    supplier: str | None = None,
    location: str | None = None,
    order: str | None = None,
) -> None:
    """What a list is narrowed to is there; None = to nothing.

    Raises DomainError('sku_unknown'), ('channel_unknown'), ('supplier_unknown'), ('location_unknown'),
    ('order_unknown').
    """
    if sku is not None and not _there(Item, sku=sku):
        raise DomainError("sku_unknown", {"skus": [sku]})
    if channel is not None and not _there(Channel, name=channel):
        _check_channel(channel)
    if supplier is not None and not _there(Supplier, name=supplier):
        raise DomainError("supplier_unknown", {"supplier": supplier})
    if location is not None:
        place_ids([location])
    if order is not None and not _there(Order, number=order):
        raise DomainError("order_unknown", {"order": order})


def check_choice(found: str, names: Collection[str], *, at: str) -> None:
    """A code is one of these. Raises DomainError('entry_invalid') with all of them."""
    if found not in names:
        raise DomainError(
            "entry_invalid", {"at": at, "found": found, "expected": f"one of {', '.join(names)}"}
        )


def check_owner(found: str) -> None:
    """Somebody who can own a case: a role, or a person as history names them. Raises DomainError('entry_invalid')."""
    if found not in ROLES and not (found.startswith("person:") and names_of([found])):
        expected = f"one of {', '.join(ROLES)}, or person: and the number of somebody who works here"
        raise DomainError("entry_invalid", {"at": "owner", "found": found, "expected": expected})


def place_ids(named: Iterable[str]) -> dict[str, int]:
    """These places by name. Raises DomainError('location_unknown') for the first that is not there."""
    there = dict(Location.objects.values_list("name", "pk"))
    found = {}
    for name in named:
        if name not in there:
            raise no_place(name, there)
        found[name] = there[name]
    return found


def no_place(found: str, there: Iterable[str]) -> DomainError:
    """What is said of a place that is not `there`."""
    return DomainError("location_unknown", {"found": found, "expected": _listed(there)})


def _check_channel(name: str) -> None:
    """One that has no order yet may be our own, or one that the policy names."""
    named = {STORE, *current()[1].channels}
    if name not in named:
        there = named | set(Channel.objects.values_list("name", flat=True))
        raise DomainError("channel_unknown", {"channel": name, "expected": _listed(there)})


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none is there yet"


def _there(kind: type[Model], **named: str) -> bool:
    return bool(kind._default_manager.filter(**named).exists())

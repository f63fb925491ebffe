"""Names that match nothing: those of the policy in the data, those of the data in the policy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches

from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.mentions import About, mentions
from makegood.spreadsheet.cells import Converter, known
from makegood.spreadsheet.problems import Problems

FILE = "policy"
_MOST_NAMED = 10
_MOST_COMPARED = 2_000
_WORDS: Mapping[About, str] = {
    "sku": "a SKU of orders, stock, inbound or items",
    "family": "a family of items",
    "supplier": "a supplier of inbound",
    "location": "a location of stock or inbound",
    "channel": "a channel of orders",
    "customer_tier": "a customer_tier of orders",
}


def warn_of_policy(
    policy: Policy, *, data: Mapping[About, Callable[[], Iterable[str | None]]], problems: Problems
) -> None:
    """One warning for each name in the policy that no row has. `data` is asked only for what the policy names."""
    found: dict[About, set[str]] = {}
    for mention in mentions(policy):
        about = mention.about
        if about not in found:
            found[about] = {name for name in data[about]() if name is not None}
        names = found[about]
        # A rule may speak of a channel that the policy itself knows, whoever orders there today.
        own = policy.channels if about == "channel" and not mention.where.startswith("channels.") else ()
        if mention.name not in names and mention.name not in own:
            expected = f"{_WORDS[about]}; no row has this name{_near(mention.name, names)}"
            problems.warn(FILE, 1, mention.where, mention.name, expected)


def order_checks(policy: Policy, *, locations: Collection[str]) -> Mapping[str, Converter]:
    """Converters of the order columns whose names must be known elsewhere."""
    places = {*locations, *policy.locations}
    return {
        "service": known(
            policy.services,
            f"a service of the policy ({_list(policy.services)}); taken as {policy.promise.service}",
        ),
        "location": known(
            places, f"a location of stock, inbound or the policy ({_list(places)}); nothing is there"
        ),
    }


def _near(name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, sorted(names), n=1) if len(names) <= _MOST_COMPARED else []
    return f" ({near[0]} is near)" if near else ""


def _list(names: Collection[str]) -> str:
    shown = sorted(names)[:_MOST_NAMED]
    return ", ".join([*shown, "…"] if len(names) > _MOST_NAMED else shown) or "none"

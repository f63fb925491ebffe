"""Who the actors are that history names: people and keys by what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from makegood.db.models import Person, Token


def names_of(actors: Iterable[str]) -> Mapping[str, str]:
    """What the people and the keys among these actors (`person:12`, `token:7`) are called; others are left out."""
    known = set(actors)
    people = Person.objects.filter(pk__in=_ids(known, "person")).values_list("pk", "name", "email")
    numbers = _ids(known, "token")
    keys = Token.objects.filter(pk__in=numbers).values_list("pk", "name") if numbers else ()
    return {
        **{f"person:{pk}": name or email for pk, name, email in people},
        **{f"token:{pk}": f"the key “{name}”" for pk, name in keys},
    }


def _ids(actors: Iterable[str], kind: str) -> list[int]:
    found = (actor.partition(":") for actor in actors)
    return [int(number) for name, _, number in found if name == kind and number.isdecimal()]

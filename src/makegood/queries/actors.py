"""Who the actors are that history names: people and keys by what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from makegood.db.models import Person


def names_of(actors: Iterable[str]) -> Mapping[str, str]:
    """What the people and the keys among these actors (`person:12`, `token:7`) are called; others are left out."""
    known = set(actors)
    people, keys = _ids(known, "person"), _ids(known, "token")
    if not people and not keys:
        return {}
    # A key belongs to a person.
    rows = Person.objects.filter(Q(pk__in=people) | Q(tokens__in=keys))
    found: dict[str, str] = {}
    for pk, name, email, key, called in rows.values_list("pk", "name", "email", "tokens", "tokens__name"):
        found[f"person:{pk}"] = name or email
        found[f"token:{key}"] = f"the key “{called}”"
    return {actor: found[actor] for actor in known if actor in found}


def all_names(actor: str) -> frozenset[str]:
    """Every name by which history knows whoever this is: a person and all of their keys are one."""
    people, keys = _ids([actor], "person"), _ids([actor], "token")
    rows = Person.objects.filter(Q(pk__in=people) | Q(tokens__in=keys)).values_list("pk", flat=True)
    own = Person.objects.filter(pk__in=rows).values_list("pk", "tokens")
    return frozenset({actor, *(f"person:{pk}" for pk, _ in own), *(f"token:{key}" for _, key in own if key)})


def _ids(actors: Iterable[str], kind: str) -> list[int]:
    found = (actor.partition(":") for actor in actors)
    return [int(number) for name, _, number in found if name == kind and number.isdecimal()]

"""A healthy shop, made by its own use-cases, in which every state a case can be in occurs."""

from __future__ import annotations

from tests.services.shop import arrive, decide, goods, let_go, send, take


def healthy_shop() -> None:
    """Waiting, allocated, released and shipped cases, whole and in part, a bundle, two places, a parcel."""
    goods("MUG")
    goods("LID")
    goods("SET", MUG=2, LID=1)
    arrive("MUG", 5)
    arrive("LID", 1, at="east")
    take("A", ("MUG", 3), ("SET", 2))
    take("B", ("MUG", 4), ("LID", 1))
    decide("A", "split")
    arrive("LID", 3)
    arrive("MUG", 4)
    let_go("A")
    send("A", "P1", lines={"1": 1})
    arrive("MUG", 3)
    let_go("B")
    take("C", ("MUG", 9), ("SET", 1))
    arrive("MUG", 2)

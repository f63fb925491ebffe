"""How a policy area is written down: frozen dataclasses whose fields carry their own explanation and limits.

Types a setting may have: bool, int, float, str, date, time, StrEnum, Literal, Money (minor units; decimal in the file),
Currency, Country, Zone, Colour, PictureHash, DayRange (`[1, 2]` in the file), `X | None` (absent in the file),
tuple[X, ...] (a list), tuple[Area, ...] (an array of tables), Mapping[str, Area] (named tables). What depends on
several settings at once is checked in an area's `__post_init__`, which raises a DomainError.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Annotated, Any

Money = Annotated[int, "money"]
Currency = Annotated[str, "currency"]
Country = Annotated[str, "country"]
Zone = Annotated[str, "zone"]
Colour = Annotated[str, "colour"]
PictureHash = Annotated[str, "picture"]


def setting(
    default: Any = None,
    doc: str = "",
    *,
    factory: Callable[[], Any] | None = None,
    least: float | None = None,
    most: float | None = None,
    one_of: Sequence[str] = (),
    refers_to: str | None = None,
    filled: bool = False,
) -> Any:
    """A dataclass field and its explanation: a plain sentence with the unit, for TOML comments and the reference.

    `least`, `most`: bounds, both included; unless said otherwise a number is at least 0, `*_days` at most 3650, a
    share or chance at most 1. `one_of`: texts allowed. `refers_to`: area whose names are allowed. `filled`: may not
    be empty.
    """
    limits = {"least": least, "most": most, "one_of": tuple(one_of), "refers_to": refers_to, "filled": filled}
    metadata = {"doc": doc, **limits}
    if factory is not None:
        return field(default_factory=factory, metadata=metadata)
    return field(default=default, metadata=metadata)

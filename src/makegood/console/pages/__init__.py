"""The pages, by the words of the house. Each module puts its own down (console.door); all of them are read here."""

from __future__ import annotations

import pkgutil
from importlib import import_module

for _found in pkgutil.walk_packages(__path__, f"{__name__}."):
    import_module(_found.name)

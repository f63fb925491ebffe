"""A language for tests only, which runs from right to left and says each sentence between Hebrew letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from makegood.wording.english import ENGLISH
from makegood.wording.portal.english import ENGLISH_PORTAL
from makegood.wording.portal.tongues import Tongue


def _mirrored(value: Any) -> Any:
    if isinstance(value, str):
        return f"אב {value} גד"
    if isinstance(value, Mapping):
        return {key: _mirrored(each) for key, each in value.items()}
    return replace(value, **{field.name: _mirrored(getattr(value, field.name)) for field in fields(value)})


MIRRORED = Tongue(replace(_mirrored(ENGLISH_PORTAL), direction="rtl"), replace(ENGLISH, code="he"))

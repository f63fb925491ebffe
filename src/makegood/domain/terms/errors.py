"""The one error of the domain. It carries data; faces turn it into words."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """Something that makes no sense was asked.

    `code` is stable snake_case, `data` says what, where and what was expected.
    """

    def __init__(self, code: str, data: Mapping[str, object] | None = None) -> None:
        self.code = code
        self.data: dict[str, object] = dict(data or {})
        super().__init__(f"{code}: {self.data}" if self.data else code)

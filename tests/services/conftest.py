"""Whatever a test of the services did, the shop it leaves behind holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from makegood.queries.audit import audit


@pytest.fixture(autouse=True)
def audited(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the test and before its rows are undone: the audit. `unaudited` marks what breaks on purpose."""
    database = "fresh_database" if "fresh_database" in request.fixturenames else "db"
    request.getfixturevalue(database)
    yield
    if request.node.get_closest_marker("unaudited") is None:
        assert audit() == []

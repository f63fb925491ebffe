"""The API as a program sees it, with keys of people in one role each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from makegood import flow
from makegood.services.people.commands import AddPeople, IssueTokens, NewPerson, NewToken

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
# The API asks the clock, and nobody orders in the future.
_PLACED_AT = min(NOW, datetime.now(UTC)).isoformat()


def key(*roles: str) -> str:
    """A key in these roles, whose person has no others."""
    email = f"{'-'.join(roles)}@example.org"
    person = NewPerson(email=email, name="Kim", roles=roles)
    flow.run(AddPeople(people=(person,)), actor="test", now=NOW)
    token = NewToken(person=email, name="test", scopes=roles, expires_at=None)
    (issued,) = flow.run(IssueTokens(tokens=(token,)), actor="test", now=NOW)
    return str(issued.secret)


class Program:
    """A program with a key."""

    def __init__(self, secret: str | None) -> None:
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        self._client = Client(headers=headers)

    def ask(self, address: str) -> Any:
        """GET; status and answer."""
        return _heard(self._client.get(f"/api/v1/{address}"))

    def do(self, address: str, body: Any, *, once: str | None = None) -> Any:
        """POST; status and answer. `once` = its idempotency key."""
        headers = {} if once is None else {"Idempotency-Key": once}
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        answer = self._client.post(
            f"/api/v1/{address}", text, content_type="application/json", headers=headers
        )
        return _heard(answer)


def _heard(answer: Any) -> tuple[int, Any]:
    return answer.status_code, json.loads(answer.content)


def order(number: str, qty: int, sku: str = "MUG") -> dict[str, Any]:
    """An order of one line as JSON."""
    return {"number": number, "placed_at": _PLACED_AT, "lines": [{"sku": sku, "quantity": qty}]}

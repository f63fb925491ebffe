"""A mail to send, and the settings it is sent by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from makegood.mailer.mail import Mail

FROM = "Blue Door <orders@shop.example>"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def mail(**fields: Any) -> Mail:
    """A mail to Ana."""
    facts: dict[str, Any] = {
        "message_id": "<notice.17@shop.example>",
        "at": AT,
        "to": "ana@example.com",
        "to_name": "Ana Müller",
        "subject": "Order 1001 is late",
        "text": "Hello Ana Müller,\n.\nyour order is late.\n",
        "html": "<p>Hello Ana Müller</p>",
        "language": "en",
    }
    return Mail(**facts | fields)


def smtp(port: int, **others: Any) -> dict[str, Any]:
    """Django's settings for a server on this computer."""
    return {
        "EMAIL_BACKEND": "makegood.mailer.smtp.Backend",
        "DEFAULT_FROM_EMAIL": FROM,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 5,
    } | others

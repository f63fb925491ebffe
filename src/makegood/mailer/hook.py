"""What a mail provider tells us of our mail, and mail that it took in for us (django-anymail's webhooks)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType
from anymail.webhooks.base import AnymailBaseWebhookView
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from makegood.mailer.inbox import LARGEST
from makegood.mailer.parsed import Parsed, parsed
from makegood.mailer.report import Report
from makegood.wording.clean import one_line

Kind = Literal["tracking", "inbound"]
OUR_ID = "makegood"
"""Under this name a provider keeps our message id with a mail, and tells it again."""
NAMES: Mapping[str, str] = {
    "brevo": "Brevo",
    "mailgun": "Mailgun",
    "mailjet": "Mailjet",
    "postmark": "Postmark",
    "resend": "Resend",
    "sparkpost": "SparkPost",
}
"""Providers that call us with a password, as django-anymail calls them."""

_LONGEST = 300
_REPORTS: Mapping[str, Literal["failed", "waiting", "delivered", "complaint"]] = {
    EventType.BOUNCED: "failed",
    EventType.REJECTED: "failed",
    EventType.FAILED: "failed",
    EventType.DEFERRED: "waiting",
    EventType.DELIVERED: "delivered",
    EventType.COMPLAINED: "complaint",
    # Their provider sends them nothing more either.
    EventType.UNSUBSCRIBED: "complaint",
}
"""What is told of a mail, as reports call it; who opened what is nobody's business."""


class NotTheirsError(Exception):
    """Whoever called does not know the password."""


class UnreadableError(Exception):
    """What the provider sends is not what django-anymail knows of it."""


def told(kind: Kind, request: HttpRequest) -> list[Parsed]:
    """What a call tells, as mails. Raises `NotTheirsError`, `UnreadableError`."""
    name = NAMES[settings.MAIL_PROVIDER]
    view: AnymailBaseWebhookView = import_string(
        f"anymail.webhooks.{settings.MAIL_PROVIDER}.{name}{kind.title()}WebhookView"
    )()
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise NotTheirsError from error
    try:
        events = view.parse_events(request)
        found = [_mail(event) if kind == "inbound" else _report(event) for event in events]
    except Exception as error:  # whatever they sent, the answer is ours
        raise UnreadableError from error
    return [each for each in found if each is not None]


def _mail(event: AnymailInboundEvent) -> Parsed:
    return parsed(event.message.as_bytes()[:LARGEST])


def _report(event: AnymailTrackingEvent) -> Parsed | None:
    kind = _REPORTS.get(event.event_type)
    if kind is None:
        return None
    ids = tuple(str(each) for each in ((event.metadata or {}).get(OUR_ID), event.message_id) if each)
    report = Report(
        kind=kind,
        said=one_line(_said(event), longest=_LONGEST),
        recipients=frozenset({str(event.recipient or "").strip().lower()} - {""}),
        ids=ids,
    )
    return Parsed(ref="", sender="", subject="", ids=ids, text="", automatic="", report=report)


def _said(event: AnymailTrackingEvent) -> str:
    for each in (event.mta_response, event.description, event.reject_reason):
        with suppress(Exception):
            if each:
                return str(each)
    return ""


def with_our_id(message: Any) -> None:
    """Have the provider keep our id with a mail: their own they tell us too late, and some write another one over
    ours."""
    message.metadata = {OUR_ID: message.extra_headers["Message-ID"].strip("<>")}

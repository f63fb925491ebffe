"""An invitation as a mail: handed over at once, at most once, by whoever made the link. Its link is kept nowhere, so no
worker could send it later."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.mailer.mail import Mail, domain
from makegood.mailer.sending import opened
from makegood.wording.invitation import invitation_mail, mailed_said

NOT_SET_UP = "no mail leaves this shop"


def mail_invitation(
    *, to: str, name: str, link: str, until: datetime, shop: str, paused: str | None, at: datetime
) -> tuple[bool, str]:
    """True when somebody has it now, and what became of it in words. Asked after the link was made and written down.

    `until` = in the shop's zone, `paused` = why nothing is sent, None = mails go. Takes as long as a mail server takes,
    and raises nothing.
    """
    if paused is not None:
        return False, mailed_said(None, f"sending is paused ({paused})")
    called = name or to
    subject, text = invitation_mail(shop=shop, name=called, link=link, until=until)
    try:
        with opened() as post:
            mail = Mail(
                message_id=f"<invitation.{sha256(link.encode()).hexdigest()[:32]}@{domain()}>",
                at=at,
                to=to,
                to_name=called,
                subject=subject,
                text=text,
                html="",
                language="en",
            )
            outcome = post.send(mail)
    except DomainError:
        return False, mailed_said(None, NOT_SET_UP)
    return outcome.handed is Handed.SENT, mailed_said(outcome.handed, outcome.said)

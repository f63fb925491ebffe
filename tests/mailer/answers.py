"""Mails that came in, as the programs of this world write them. All answer or return `notice-7-1@shop.example`."""

from __future__ import annotations

OURS = "notice-7-1@shop.example"
_HEAD = b"From: Ann Lee <Ann@example.org>\r\nTo: orders@shop.example\r\nMessage-ID: <a1@mail.example.org>\r\n"
_ANSWER = _HEAD + b"In-Reply-To: <notice-7-1@shop.example>\r\nReferences: <notice-7-1@shop.example>\r\n"

GMAIL = _ANSWER + (
    b"Subject: Re: Order 1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
    b"CANCEL please\r\n\r\nOn Mon, Nov 23, 2026 at 9:31 AM Blue Door <orders@shop.example>\r\nwrote:\r\n\r\n"
    b"> Hello Ann Lee,\r\n> your order is delayed.\r\n"
    b"--b\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<div>CANCEL please</div>\r\n--b--\r\n"
)
OUTLOOK = _ANSWER + (
    b"Subject: AW: Bestellung 1\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><head><style>p {color: red}</style></head><body><p>WARTEN, sch=F6nen Gru=DF</p>"
    b'<script>alert(1)</script><div id=3D"divRplyFwdMsg">Von: Blue Door<br>Ihre Bestellung</div></body></html>\r\n'
)
OUTLOOK_PLAIN = _ANSWER + (
    b"Subject: RE: Order 1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Please call me.\r\n\r\n________________________________\r\nFrom: Blue Door <orders@shop.example>\r\n"
    b"Sent: Monday, 23 November 2026 09:31\r\nTo: Ann Lee\r\nSubject: Order 1\r\n\r\nHello Ann Lee,\r\n"
)
APPLE = _ANSWER + (
    b"Subject: Re: Order 1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"U1dBUCBpdAoKU2VudCBmcm9tIG15IGlQaG9uZQoKPiBPbiAyMyBOb3YgMjAyNiwgYXQgMDk6MzEsIEJsdWUgRG9vciA8b3Jk\r\n"
    b"ZXJzQHNob3AuZXhhbXBsZT4gd3JvdGU6Cj4gCj4gSGVsbG8gQW5uIExlZSwK\r\n"
)
BETWEEN = _ANSWER + (
    b"Subject: Re: Order 1\r\nContent-Type: text/plain\r\n\r\nOn Monday Blue Door wrote:\r\n> your order is delayed\r\n"
    b"why?\r\n> we write again\r\nwhen?\r\n-- \r\nAnn Lee, 1 High Street\r\n"
)
NUMBERED = _HEAD + b"Subject: my order 1001-2, please\r\n\r\nwhere is it?\r\n"
NO_ALPHABET = (
    _ANSWER
    + b"Subject: =?x-none?Q?=E4?= 1\r\nContent-Type: text/plain; charset=x-none\r\n\r\nW\xc3\xa4rme\xff\r\n"
)
LONG_NAME = (
    b"From: =?utf-8?B?" + b"8J+YgA==" + b"?= " + b"A" * 200 + b" \xe2\x80\xae <ann@example.org>\r\n"
    b"In-Reply-To: <notice-7-1@shop.example>\r\nSubject: \xe2\x80\xaeredro\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x98\x80\x00 \xe2\x80\xaeabc\r\n"
)
HUGE = _ANSWER + b"Subject: Re\r\n\r\n" + b"more and more " * 100_000
HOLIDAY = _ANSWER + b"Subject: Automatic reply: Order 1\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n"
ABWESEND = _ANSWER + b"Subject: Abwesenheitsnotiz: Bestellung 1\r\n\r\nIch bin nicht da.\r\n"
LIST = _HEAD + b"Subject: News\r\nPrecedence: bulk\r\nList-Id: <news.example.org>\r\n\r\nbuy\r\n"
SPAM = b"From: <x@spam.example>\r\nSubject: 1001-2 pills\r\n\r\nCANCEL <script>alert(1)</script>\r\n"
NOTHING = b""

_RETURNED = (
    b"Content-Type: message/rfc822\r\n\r\nFrom: orders@shop.example\r\nTo: Ann Lee <ann@example.org>\r\n"
    b"Message-ID: <notice-7-1@shop.example>\r\nSubject: Order 1\r\n\r\nHello\r\n"
)
_DAEMON = b"From: MAILER-DAEMON@mx.example\r\nTo: orders@shop.example\r\nSubject: Undelivered Mail\r\n"
_REPORT = b'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=%s; boundary="b"\r\n\r\n'
POSTFIX = (
    _DAEMON
    + b"Auto-Submitted: auto-replied\r\n"
    + _REPORT % b"delivery-status"
    + b"--b\r\n\r\nThis is the mail system.\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    b"Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    b"Diagnostic-Code: smtp; 550 5.1.1 <ann@example.org>: User unknown\r\n\r\n--b\r\n"
    + _RETURNED
    + b"--b--\r\n"
)
EXCHANGE = POSTFIX.replace(
    b"Final-Recipient: rfc822; ann@example.org", b"Final-Recipient: rfc822;ann.new@corp.example"
).replace(b"Status: 5.1.1", b"Status: 5.7.1")
GMAIL_FULL = (
    POSTFIX.replace(b"5.1.1", b"4.2.2")
    .replace(b"550", b"452")
    .replace(
        _RETURNED,
        b"Content-Type: text/rfc822-headers\r\n\r\nTo: ann@example.org\r\n"
        b"Message-ID: <notice-7-1@shop.example>\r\n\r\n",
    )
)
LATE = POSTFIX.replace(b"Action: failed", b"Action: delayed").replace(b"5.1.1", b"4.4.1")
DELIVERED = POSTFIX.replace(b"Action: failed", b"Action: delivered").replace(b"5.1.1", b"2.0.0")
QMAIL = _DAEMON + (
    b"Subject: failure notice\r\n\r\nHi. This is the qmail-send program at mx.example.\r\n\r\n<ann@example.org>:\r\n"
    b"550 5.1.1 no such user\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n"
    b"Message-ID: <notice-7-1@shop.example>\r\nTo: ann@example.org\r\n"
)
FORGED = POSTFIX.replace(b"ann@example.org", b"eve@example.com")
COMPLAINT = (
    b"From: feedback@provider.example\r\nSubject: FW: Order 1\r\n"
    + _REPORT % b"feedback-report"
    + b"--b\r\n\r\nA complaint.\r\n"
    b"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: SomeGenerator/1.0\r\n"
    b"Version: 1\r\n\r\n--b\r\n" + _RETURNED + b"--b--\r\n"
)
FORGED_COMPLAINT = COMPLAINT.replace(b"To: Ann Lee <ann@example.org>", b"To: eve@example.com")
NOT_SPAM = COMPLAINT.replace(b"abuse", b"not-spam")
STRANGER = GMAIL.replace(b"Ann@example.org", b"eve@example.com")

"""Mail in TLS: to a server whose certificate we trust, and to one whose we do not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from django.test import override_settings

from makegood.domain.notice.outcome import Handed
from makegood.mailer.sending import opened
from tests.mailer.mails import mail, smtp
from tests.mailer.real import real

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
TLS = [{"EMAIL_USE_TLS": True}, {"EMAIL_USE_SSL": True}]
LOGIN = {"EMAIL_HOST": "localhost", "EMAIL_HOST_USER": "ann", "EMAIL_HOST_PASSWORD": "secret"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of `localhost`, with its key, which nobody but us trusts."""
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    asked = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        [*asked.split(), "-keyout", file, "-out", file.with_suffix(".crt")], capture_output=True, check=True
    )
    file.write_bytes(file.read_bytes() + file.with_suffix(".crt").read_bytes())
    return file


def ours(certificate: Path) -> ssl.SSLContext:
    """What the server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("tls", TLS, ids=str)
def test_a_trusted_server_gets_mail_and_password_in_tls(
    tls: dict[str, bool], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with (
        real(tls=ours(certificate), at_once="EMAIL_USE_SSL" in tls) as server,
        override_settings(**smtp(server.port, **LOGIN, **tls)),
        opened() as post,
    ):
        handed = [post.send(mail()).handed for _ in range(2)]
    assert (handed, len(server.envelopes)) == ([Handed.SENT] * 2, 2)


@pytest.mark.parametrize("tls", TLS, ids=str)
def test_a_server_that_may_be_anybody_gets_nothing(tls: dict[str, bool], certificate: Path) -> None:
    with (
        real(tls=ours(certificate), at_once="EMAIL_USE_SSL" in tls) as server,
        override_settings(**smtp(server.port, **LOGIN, **tls)),
        opened() as post,
    ):
        outcome = post.send(mail())
    assert (outcome.handed, server.envelopes) == (Handed.LATER, [])
    assert outcome.said.startswith("SSLCertVerificationError: ")

"""No key and no password can be read anywhere (I25): not in a row, not in history, not in a log."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps

from makegood.services.people import NewPassword, SetPasswords
from tests.services.people.team import ADA, PASSWORD, add, issue
from tests.services.shop import do


def everything_kept() -> str:
    """Every value of every row of every table."""
    return "\n".join(repr(row) for model in apps.get_models() for row in model._default_manager.values_list())


def test_neither_key_nor_password_is_in_any_row_or_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        add(ADA, "support", password="nine white geese")
        key = issue(ADA, "support")
        do(SetPasswords(passwords=(NewPassword(person=ADA, password=PASSWORD),)))
    kept = everything_kept() + caplog.text
    assert ADA in kept
    for secret in (key.secret, key.secret.removeprefix("mgt_"), "nine white geese", PASSWORD):
        assert secret not in kept

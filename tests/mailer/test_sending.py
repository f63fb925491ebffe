"""What a shop that never said how mail leaves it does: nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import override_settings

from makegood.domain.terms.errors import DomainError
from makegood.mailer.sending import opened


def test_without_a_word_no_mail_leaves_and_nobody_is_asked_to_send_one() -> None:
    assert settings.DEFAULT_FROM_EMAIL == ""
    with override_settings(DEFAULT_FROM_EMAIL=""), pytest.raises(DomainError) as refused, opened():
        pytest.fail("there is no way out")
    assert refused.value.code == "mail_not_set_up"

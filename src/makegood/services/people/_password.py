"""A password as it may be kept: its hash, by the first of Django's hashers that the settings name."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from makegood.db.models import Person
from makegood.domain.terms.errors import DomainError


def hashed(password: str | None, *, email: str, name: str) -> str:
    """The hash; of None one that no password has. Raises DomainError('password_refused'), which does not repeat it."""
    if password is not None:
        try:
            validate_password(password, Person(email=email, name=name))
        except ValidationError as error:
            problems = [each.code or "invalid" for each in error.error_list]
            raise DomainError("password_refused", {"problems": problems}) from None
    return make_password(password)

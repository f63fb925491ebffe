"""Who may do what."""

from __future__ import annotations

from typing import Any, ClassVar, get_args

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from makegood.db.models.base import Streamed
from makegood.domain.terms.policy.decision import Role

ROLES: tuple[str, ...] = (*get_args(Role), "engineer")
"""The hats a policy gives work to, and that of whoever runs the machine."""


class PersonManager(BaseUserManager["Person"]):
    """Makes people; passwords are stored as hashes."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who signs in with an e-mail address; without a password nobody can sign in as them."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(Streamed, AbstractBaseUser):
    """A member of the team, with the roles they hold. Who gave or took what stands in their history. `held` = these
    roles, where they were read together with the person."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, default="")
    is_active = models.BooleanField(default=True)

    objects: ClassVar[PersonManager] = PersonManager()
    held: frozenset[str] | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class PersonRole(models.Model):
    """A hat that a person wears."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "role"), name="personrole_once"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="personrole_known"),
        )


class Token(models.Model):
    """A key for a program, for which a person answers. Only its hash is kept; `scopes` = the roles it may act in, as
    long as the person holds them."""

    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class SavedView(models.Model):
    """What a person asks a list of the console again and again, under a name: theirs alone. `query` = as an address has
    it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "page", "name"), name="savedview_once"),)

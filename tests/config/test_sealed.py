"""What is sealed is read again by whoever has the secret key, for what it was sealed for, and by nobody else."""

from __future__ import annotations

from pytest_django import Settings

from makegood.config.sealed import seal, unseal


def test_it_is_read_again_for_the_same_thing_only(settings: Settings) -> None:
    settings.SECRET_KEY = "one key, that is long enough for a shop"
    sealed = seal("JBSWY3DP ü", of="second factor")
    assert "JBSWY3DP" not in sealed
    assert unseal(sealed, of="second factor") == "JBSWY3DP ü"
    assert unseal(sealed, of="session") is None
    assert unseal(sealed[:-2], of="second factor") is None
    assert unseal("", of="second factor") is None
    assert seal("JBSWY3DP ü", of="second factor") != sealed
    settings.SECRET_KEY = "another key, that is long enough for a shop"
    assert unseal(sealed, of="second factor") is None

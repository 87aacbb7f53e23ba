"""Secrets at rest are read by who sealed them only; entries of ours are known by their UID."""

import pytest

from core.entries import entry_uid, own_entry
from core.sealing import SealBroken, seal, unseal


def test_a_secret_is_not_stored_in_the_clear_and_comes_back():
    sealed = seal("open sesame", purpose="cave")
    assert "sesame" not in sealed
    assert unseal(sealed, purpose="cave") == "open sesame"


def test_another_purpose_or_a_damaged_seal_opens_nothing():
    sealed = seal("open sesame", purpose="cave")
    for text, purpose in ((sealed, "door"), (sealed[:-8], "cave"), ("", "cave")):
        with pytest.raises(SealBroken):
            unseal(text, purpose=purpose)


def test_a_new_secret_key_opens_what_was_sealed_under_a_listed_one(settings):
    sealed = seal("open sesame", purpose="cave")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert unseal(sealed, purpose="cave") == "open sesame"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="cave")


def test_entries_of_ours_are_known_by_their_uid(settings):
    settings.BASE_URL = "https://hire.example.org"
    uid = entry_uid("interview", "abcdefgh2345")
    assert own_entry(f" {uid}\n") == ("interview", "abcdefgh2345")
    for other in ("", "x", uid + ".evil.example", uid.replace("hire.", "hireX"), uid.replace("abc", "a0c"), f"x{uid}y"):
        assert own_entry(other) is None

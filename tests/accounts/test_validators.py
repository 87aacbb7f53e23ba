"""Passwords: what is refused, what is taken, and that they count as they were typed."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.validators import TOO_CLOSE, context_words


@pytest.fixture
def workspace(settings):
    settings.BASE_URL = "https://talks.acme-robotics.example"
    settings.DEFAULT_FROM_EMAIL = "Robo Hiring <jobs@mail.acme-robotics.example>"


@pytest.mark.parametrize(
    "password",
    ["Evenhand-2026!", "robotics robotics", "Acme.Robotics.2026", "hiring@robotics1", "WelcomeScorecard!",
     "talkstalkstalks"],
)  # fmt: skip
def test_words_of_the_workspace_make_no_password(workspace, password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert TOO_CLOSE in refused.value.messages


@pytest.mark.parametrize("password", ["seven evenhand otters", "robotics needs honest glue", "x" * 9 + "kqzjwv"])
def test_words_of_ones_own_beside_them_do(workspace, password):
    validate_password(password)


def test_the_words_come_from_the_settings(workspace):
    assert {"evenhand", "talks", "acme", "robotics", "robo", "jobs"} <= set(context_words())
    assert context_words() == sorted(context_words(), key=lambda word: (-len(word), word))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "password_too_short"),
        ("ADA@example.org", "password_too_similar"),
        ("q1w2e3r4t5y6", "password_too_common"),
        ("Dragon-12345678!", "password_too_common"),
        ("monkeymonkey", "password_too_common"),
        ("!!!Sunshine1999", "password_too_common"),
        ("aaaaaaaaaaaaaaaa", "password_too_common"),
        ("123123123123123", "password_too_common"),
    ],
)
def test_short_own_and_leaked_ones_are_refused(ada, password, code):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, ada)
    assert code in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize(
    "password",
    [
        "dragon monkey sunshine",
        "dragon 8361947250",
        "a" * 6 + " bcdefgh" * 500,
        "ünïcödé wörds only",
        "nothingbutletters",
        " spaces around them ",
    ],
)
def test_length_and_characters_are_free(password):
    validate_password(password)


def test_a_password_counts_as_it_was_typed(client, ada):
    ada.set_password(" Spaces Around And Capitals ")
    ada.save()
    for wrong in ("Spaces Around And Capitals", " spaces around and capitals "):
        assert Client().post("/sign-in/", {"login": ada.email, "password": wrong}).status_code == 200
    answer = Client().post("/sign-in/", {"login": ada.email, "password": " Spaces Around And Capitals "})
    assert answer.status_code == 302

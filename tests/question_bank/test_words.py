"""The words to watch for: the list that comes with the product, what of it is found, and what admins add."""

import re

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEvent
from question_bank.forms import WatchedWordForm
from question_bank.models import WatchedWord
from question_bank.queries import watch_list
from question_bank.services import (
    NotAccepted,
    WordKnown,
    add_word,
    load_guide,
    publish_version,
    remove_word,
    submit_version,
)
from question_bank.words import WatchList, shipped
from tests.question_bank.documents import ready

HINTS = (settings.BASE_DIR / "static" / "js" / "scorecard-hints.js").read_text()


def test_the_list_names_the_characteristics_that_people_are_protected_for() -> None:
    names = [characteristic.name for characteristic in shipped().characteristics]
    for name in ("Age", "Family", "Origin", "Religion and belief", "Health and disability", "Gender and sexuality"):
        assert name in names
    assert all(characteristic.words for characteristic in shipped().characteristics)


def test_each_word_stands_there_once_and_each_harmless_phrase_holds_a_word() -> None:
    everything = shipped().watch_list
    assert len(set(everything.words)) == len(everything.words)
    assert len(set(everything.harmless)) == len(everything.harmless)
    bare = WatchList(everything.words)
    assert [phrase for phrase in everything.harmless if not bare.found_in(phrase.replace("*", ""))] == []


def test_whole_words_are_found_in_any_case_and_each_once() -> None:
    words = WatchList(("age", "pregnan*", "too old"))
    assert words.found_in("At your Age, and age again", "Pregnancy; too  old") == ["Age", "Pregnancy", "too  old"]
    assert words.found_in("manage, stage, aged, impregnable") == []


def test_a_harmless_phrase_hides_only_itself() -> None:
    words = WatchList(("race",), harmless=("race condition*",))
    assert words.found_in("race conditions") == []
    assert words.found_in("a race condition, and your race") == ["race"]


def test_an_empty_list_finds_nothing() -> None:
    assert WatchList(()).found_in("age") == []


def test_whatever_the_scorecard_asks_about_stands_in_the_list() -> None:
    (pattern,) = re.findall(r"const PROTECTED = /\\b\(\?:(.+)\)\\b/i;", HINTS)
    ways = re.sub(r"\((?:her\|his\|their)\) \(([^)]+)\)", r"(?:\1)", pattern.replace("?:", ""))
    ways = ways.replace("(her|his|their) age", "age").replace("too (old|young)", "too old|too young")
    words = [word.replace(r"\w+", "ing").replace(r"\w*", "") for word in re.findall(r"[a-z][a-z\\+*w ]+", ways)]
    assert len(words) > 30
    assert [word for word in words if not shipped().watch_list.found_in(word)] == []


# --- Words of one's own ----------------------------------------------------------------------------------------------


def test_a_word_of_ones_own_is_asked_about_before_publishing(client: Client, ada: User) -> None:
    version = load_guide(document=ready(), by=ada, publish=False).version
    add_word(text="Bake", harmless=False, by=ada)
    submit_version(version=version, by=ada)
    with pytest.raises(NotAccepted, match="“bake” in a question"):
        publish_version(version=version, note="Asks better.", by=ada)
    client.force_login(ada)
    shown = client.get(reverse("guide_version_detail", args=[version.uid])).content.decode()
    assert "“bake” in a question of “Screening”" in shown
    remove_word(word=WatchedWord.objects.get(), by=ada)
    publish_version(version=version, note="Asks better.", by=ada)


def test_a_harmless_phrase_of_ones_own_is_looked_past(ada: User) -> None:
    assert watch_list().found_in("the age of a loaf") == ["age"]
    add_word(text="age of a loaf", harmless=True, by=ada)
    assert watch_list().found_in("the age of a loaf") == []


def test_adding_and_removing_are_on_record_without_the_word(ada: User) -> None:
    remove_word(word=add_word(text="golf", harmless=False, by=ada), by=ada)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "actor", "data")) == [
        ("watched_word.added", ada.pk, {"harmless": False}),
        ("watched_word.removed", ada.pk, {"harmless": False}),
    ]


@pytest.mark.parametrize("text", ["golf", "GOLF", "Age", "race condition*"])
def test_a_word_stands_there_once(ada: User, text: str) -> None:
    add_word(text="golf", harmless=False, by=ada)
    with pytest.raises(WordKnown):
        add_word(text=text, harmless=False, by=ada)


@pytest.mark.parametrize("text", ["", "Golf"])
def test_the_database_keeps_words_apart(ada: User, text: str) -> None:
    add_word(text="golf", harmless=False, by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchedWord.objects.create(text=text, added_by=ada)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("golf", True),
        ("golf club*", True),
        ("mother-in-law", True),
        ("für Ältere", True),
        ("", False),
        ("*", False),
        ("go*lf", False),
        ("golf  club", False),
        ("(a|b)", False),
        ("x" * 61, False),
    ],
)
def test_what_can_be_a_word(text: str, valid: bool) -> None:
    assert WatchedWordForm({"text": text}).is_valid() == valid


def test_the_page_tells_both_lists_and_only_admins_change_them(client: Client, ada: User, rosa: User) -> None:
    word = add_word(text="golf", harmless=False, by=ada)
    remove = reverse("watched_word_remove", args=[word.uid])
    for user, may in ((ada, True), (rosa, False)):
        client.force_login(user)
        shown = client.get(reverse("watched_word_list")).content.decode()
        for text in ("golf", ada.name, "digital native*", "race condition*", "Religion and belief"):
            assert text in shown
        assert (remove in shown, reverse("watched_word_add") in shown) == (may, may)


def test_adding_and_removing_on_the_page(client: Client, ada: User) -> None:
    client.force_login(ada)
    answer = client.post(reverse("watched_word_add"), {"text": "golf", "harmless": "on"}, follow=True)
    assert "“golf” is in the list." in answer.content.decode()
    again = client.post(reverse("watched_word_add"), {"text": "Golf"})
    assert again.status_code == 422
    assert "This stands in the list already." in again.content.decode()
    word = WatchedWord.objects.get()
    assert word.harmless
    client.post(reverse("watched_word_remove", args=[word.uid]))
    assert not WatchedWord.objects.exists()


def test_the_page_takes_the_same_number_of_queries(
    client: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(ada)
    counts = []
    for text in ("golf", "tennis", "chess"):
        add_word(text=text, harmless=False, by=ada)
        with django_assert_max_num_queries(6) as counted:
            client.get(reverse("watched_word_list"))
        counts.append(len(counted))
    assert counts[0] == counts[-1]

"""The words to watch for: the list that comes with the product, and what of it is found."""

import re

from django.conf import settings

from question_bank.words import WatchList, shipped

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

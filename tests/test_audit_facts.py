"""What the audit trail may hold: acts from a list, and facts: counts, ids, words from lists. No rating, no text."""

import ast
import re
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from accounts.queries import VERBS
from core.models import AuditEvent
from tests.test_architecture import MODULES, name_of, tree_of

VERB = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def is_uid(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[2-9a-z]{12}", value) is not None


def are_uids(value: object) -> bool:
    return isinstance(value, list) and all(map(is_uid, value))


def is_word(value: object) -> bool:
    """A choice of ours, a key of a guide, a media type."""
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9_./+-]{0,79}", value) is not None


def are_words(value: object) -> bool:
    return isinstance(value, list) and all(map(is_word, value))


def is_day(value: object) -> bool:
    return isinstance(value, str) and bool(date.fromisoformat(value))


def is_moment(value: object) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).utcoffset() == timedelta(0)


# Every fact that the audit trail holds of any act. Whoever adds one says here what it can be; a rating and whatever a
# person typed can be none of these.
FACTS = {
    "about": is_uid,
    "accepted": is_count,
    "access_level": is_word,
    "act": is_word,
    "added": is_count,
    "after": is_word,
    "anonymous": is_yes_or_no,
    "answer": is_word,
    "after_reveal": is_yes_or_no,
    "ballots": is_count,
    "before": is_word,
    "by_link": is_yes_or_no,
    "changed": is_count,
    "days": is_count,
    "decision": is_word,
    "devices": is_count,
    "ends_at": is_moment,
    "facilitator": is_uid,
    "guide": is_word,
    "guide_version": is_uid,
    "harmless": is_yes_or_no,
    "independence": is_word,
    "kind": is_word,
    "learners": are_uids,
    "left": is_count,
    "media_type": is_word,
    "next_steps": is_count,
    "number": is_count,
    "of": is_word,
    "outcome": is_word,
    "overridden": is_yes_or_no,
    "panel": are_uids,
    "position": is_count,
    "question": is_word,
    "referees": is_count,
    "removed": is_count,
    "role": is_uid,
    "shadows": is_yes_or_no,
    "since": is_day,
    "stage": is_uid,
    "starts_at": is_moment,
    "through": is_word,
    "told": is_yes_or_no,
    "until": is_day,
    "user": is_uid,
    "via": is_word,
    "ways": are_words,
    "who": is_uid,
}
FORBIDDEN = {
    "comment", "composite", "evidence", "email", "level", "levels", "name", "note", "notes", "rating", "ratings",
    "reason", "recommendation", "score", "scores", "summary", "text", "title", "words",
}  # fmt: skip


def calls() -> list[tuple[str, ast.Call]]:
    """Every place in the code that records an act, with its module's name."""
    found = []
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and {"obj", "objs"} & {word.arg for word in node.keywords}:
                found.append((name_of(path), node))
    return found


def recorded() -> set[str]:
    """Every act that the code can record: said in the call, or in a function beside it that makes one."""
    modules = {name for name, _ in calls()}
    constants = set()
    for path in MODULES:
        if name_of(path) in modules:
            nodes = ast.walk(tree_of(path))
            constants |= {
                node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return {words for words in constants if VERB.fullmatch(words)} - {"core.jobs"}


def test_the_list_of_acts_is_what_the_code_records():
    assert sorted(VERBS) == VERBS
    said = {call.args[0].value for _, call in calls() if isinstance(call.args[0], ast.Constant)}
    assert said - set(VERBS) == set(), "add these to accounts/queries/verbs.py"
    assert set(VERBS) - recorded() == set(), "nothing records these any more"


def test_facts_are_known_wherever_an_act_is_recorded():
    known = FACTS.keys() | {"by", "obj", "objs", "scope"}
    unknown = {f"{name}: {word.arg}" for name, call in calls() for word in call.keywords if word.arg not in known}
    # Facts that come as a mapping are seen by the story below.
    assert {words for words in unknown if not words.endswith(": None")} == set(), "say in FACTS what these can be"
    assert FACTS.keys() & FORBIDDEN == set()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_story_leaves_no_rating_and_no_text_in_the_trail(settings):
    settings.DEMO = True
    call_command("seed_demo", verbosity=0)
    wrong, seen = [], set()
    for event in AuditEvent.objects.all():
        seen.add(event.verb)
        for name, value in event.data.items():
            if name not in FACTS or not (value is None or FACTS[name](value)):
                wrong.append((event.verb, name, value))
    assert wrong == []
    assert seen <= set(VERBS)
    assert len(seen) > 20, "the story has become too short to prove anything"

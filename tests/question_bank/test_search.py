from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from question_bank.models import Question, QuestionIndex
from question_bank.queries import document_of, find_questions, question_lines, search, similar_questions
from question_bank.queries.similar import has_trigrams
from question_bank.services import load_guide, retire_version
from tests.question_bank.documents import small

trigrams = import_module("question_bank.migrations.0015_compare_questions_by_threes_of_letters")
MOST_QUERIES = 6


@pytest.fixture
def bakers(ada: User) -> None:
    load_guide(document=small(), by=ada, publish=True)


def texts(**wanted: str) -> list[str]:
    found = find_questions(**wanted)
    return [line.said.text for line in question_lines(found.entries)]


@pytest.mark.parametrize(
    ("q", "fits"),
    [
        ("bak", True),
        ("BAKE why", True),
        ("ake", False),
        ("bake reasons", True),
        ("bake bricks", False),
        ("bake? -- (why)", True),
        ("why NOT bake", False),
        ("why OR bricks", False),
        ("%", False),
        ("_", False),
        ("'", False),
        ('"', False),
        ("' & !", False),
        ('bake" OR "bricks', False),
        ("bake:*", True),
        ("=bake", True),
        ("#type:background", False),
        ("bake\x00", True),
        ("b" * 5_000, False),
        ("bake " * 1_000, True),
        (" ".join(f"x{n}" for n in range(5_000)), False),
        ("\ud800 bake", True),
    ],
)
def test_words_are_found_by_their_beginning_and_signs_say_nothing(bakers: None, q: str, fits: bool) -> None:
    assert ("Why do you bake?" in texts(q=q)) is fits


@pytest.mark.parametrize(
    "text",
    ["Crème brûlée", "Straße", "Ψωμί", "ハンバーグ", "пирожки", "हिन्दी रोटी", "c3po x2", "ﬁne İstanbul", "snake_case"],
)
def test_any_script_is_found_by_its_own_words(ada: User, text: str) -> None:
    load_guide(document=small(("First loaf", text)), by=ada, publish=True)
    assert texts(q=text) == texts(q=text.upper()) == ["Why do you bake?"]


def test_accents_make_no_difference(ada: User) -> None:
    load_guide(document=small(("First loaf", "Crème brûlée")), by=ada, publish=True)
    assert texts(q="creme BRULEE") == ["Why do you bake?"]


def test_hits_in_the_question_itself_come_first(ada: User) -> None:
    first = small(("First loaf", "Sourdough"))
    second = small(("slug: baker", "slug: pastry"), ("Why do you bake?", "Why sourdough?"))
    for document in (first, second):
        load_guide(document=document, by=ada, publish=True)
    assert texts(q="sourdough") == ["Why sourdough?", "Why do you bake?"]


def test_only_the_newest_published_version_is_found(ada: User) -> None:
    old = load_guide(document=small(), by=ada, publish=True).version
    new = load_guide(document=small(("Why do you bake?", "What makes you knead?")), by=ada, publish=False).version
    assert texts(q="knead") == []
    load_guide(document=small(("Why do you bake?", "What makes you knead?")), by=ada, publish=True)
    assert texts(q="knead") == ["What makes you knead?"]
    assert texts(q="bake") == []
    retire_version(version=new, by=ada)
    assert texts(q="bake") == ["Why do you bake?"]
    retire_version(version=old, by=ada)
    assert texts() == []
    assert not QuestionIndex.objects.exists()


def test_no_more_than_a_thousand_are_fetched(
    monkeypatch: pytest.MonkeyPatch, client: Client, rosa: User, bakers: None
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 1)
    assert find_questions().more
    assert not find_questions(q="bake").more
    client.force_login(rosa)
    shown = client.get(reverse("question_list")).content.decode()
    assert "More than 1 questions are in use; here are the first 1." in shown


@pytest.mark.parametrize("asked", [{}, {"q": "bake"}, {"q": "bake", "guide": "baker", "competency": "craft"}])
def test_a_search_takes_six_queries_at_most(client: Client, rosa: User, bakers: None, asked: dict[str, str]) -> None:
    client.force_login(rosa)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(reverse("question_list"), asked)
    assert len(answer.context["lines"]) > 0
    assert len(queries) <= MOST_QUERIES, [query["sql"] for query in queries]


MARKED = (
    "        type: background\n",
    "        type: background\n        level: senior\n        tags: [rye, long-proof]\n",
)


def test_level_and_tags_are_kept_shown_and_filtered_by(client: Client, ada: User) -> None:
    version = load_guide(document=small(MARKED), by=ada, publish=True).version
    assert not load_guide(document=document_of(version), by=ada, publish=True).changed
    assert texts(level="senior", tag="rye", q="bake", guide="baker") == ["Why do you bake?"]
    assert texts(level="junior") == texts(tag="long") == texts(level="senior", type="agenda") == []
    client.force_login(ada)
    answer = client.get(reverse("question_list"), {"tag": "Long proof", "level": "senior"})
    assert [line.said.tags for line in answer.context["lines"]] == [["long-proof", "rye"]]
    assert "· Senior" in answer.content.decode()
    assert "Tags: long-proof, rye" in client.get(reverse("guide_version_detail", args=[version.uid])).content.decode()


def test_the_order_of_tags_says_nothing(ada: User) -> None:
    load_guide(document=small(MARKED), by=ada, publish=True)
    turned = small((MARKED[0], MARKED[1].replace("rye, long-proof", "long-proof, rye, rye")))
    assert not load_guide(document=turned, by=ada, publish=True).changed


def test_similar_questions_are_found_closest_first(client: Client, ada: User) -> None:
    wordings = ["What made you become a baker?", "Which bread would you never bake again?", "How do ovens heat?"]
    for number, wording in enumerate(wordings):
        edits = ("slug: baker", f"slug: baker-{number}"), ("Why do you bake?", wording)
        load_guide(document=small(*edits), by=ada, publish=True)
    first, second, _ = (Question.objects.get(text=wording) for wording in wordings)
    assert similar_questions("What made you become a bakers' baker?") == [first.index.pk]
    assert similar_questions("Which bread would a baker never bake?") == [second.index.pk]
    assert similar_questions(first.text, besides=first) == []
    for nothing in ("", "?", "\x00", "quantum chromodynamics"):
        assert similar_questions(nothing) == []
    again = small(("slug: baker", "slug: other"), ("Why do you bake?", "What made you become one baker?"))
    load_guide(document=again, by=ada, publish=True)
    client.force_login(ada)
    shown = client.get(reverse("question_detail", args=[first.uid]))
    assert [line.said.text for line in shown.context["similar"]] == ["What made you become one baker?"]
    assert "Similar questions" in shown.content.decode()


@pytest.fixture
def asked_anew() -> Iterator[None]:
    has_trigrams.cache_clear()
    yield
    has_trigrams.cache_clear()


@pytest.mark.usefixtures("asked_anew")
def test_the_database_compares_texts_if_it_knows_how(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(trigrams.KNOWN)
        known = connection.vendor == "postgresql" and cursor.fetchone() is not None
    assert has_trigrams() == known


@pytest.mark.usefixtures("asked_anew")
def test_an_index_of_threes_of_letters_is_used_and_not_needed(ada: User) -> None:
    load_guide(document=small(("Why do you bake?", "What made you become a baker?")), by=ada, publish=True)
    entry = Question.objects.get(text="What made you become a baker?").index.pk
    said = "What has made you become bakers?"
    assert similar_questions(said) == [entry]
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        connection.check_constraints()  # An index is not made while they wait.
        trigrams.unmake(None, editor)
        has_trigrams.cache_clear()
        assert not has_trigrams()
        assert similar_questions(said) == [entry]
        trigrams.make(None, editor)
        has_trigrams.cache_clear()
    assert similar_questions(said) == [entry]


@pytest.mark.parametrize("type_", ["job_knowledge", "work_sample", "behavioural"])
def test_every_type_can_be_asked_for(bakers: None, type_: str) -> None:
    wanted = list(Question.objects.in_use().filter(type=type_).values_list("text", flat=True))
    assert sorted(texts(type=type_)) == sorted(wanted)


@pytest.mark.parametrize("tag", ["snake_case", "a__b", "'", '"', "1 UNION SELECT", "-x", "#", "x" * 200])
def test_an_odd_tag_finds_nothing_and_breaks_nothing(bakers: None, ada: User, client: Client, tag: str) -> None:
    client.force_login(ada)
    assert client.get(reverse("question_list"), {"tag": tag}).status_code == 200

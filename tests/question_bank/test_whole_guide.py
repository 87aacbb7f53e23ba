"""A version's page is the whole guide, whatever became of the version."""

import re

import pytest
from django.urls import reverse

from question_bank.models import GuideVersion, QuestionType
from question_bank.queries import guide_text
from question_bank.services import load_guide, retire_version
from tests.question_bank.documents import ready, small, through_review
from tests.question_bank.text import GUIDES, bare, lost, texts_of, words_in

CHANGED = ("Why do you bake?", "What makes you bake?")


@pytest.fixture
def read(client):
    """The page's main part, read by a user: ``read(user, version)``."""

    def get(user, version):
        client.force_login(user)
        answer = client.get(reverse("guide_version_detail", args=[version.uid]))
        assert answer.status_code == 200
        return re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL).group()

    return get


def loaded(document, by, *, publish=True) -> GuideVersion:
    return load_guide(document=document, by=by, publish=publish).version


def part_of(html: str, id: str) -> str:
    """The article, section or row with this id, as words."""
    start = html.index(f'id="{id}"')
    tag = re.search(r"<(\w+)[^<]*$", html[:start])[1]
    return " ".join(words_in(html[start : html.index(f"</{tag}>", start)].partition(">")[2]).split())


@pytest.mark.parametrize("key", GUIDES)
def test_no_text_of_a_guide_is_missing(read, rosa, key):
    document = GUIDES[key]
    shown = words_in(read(rosa, loaded(document, None)))
    assert lost(texts_of(document), shown) == []


def test_a_text_that_is_missing_once_is_noticed():
    texts = ["Rises", "Rises well"]
    assert lost(texts, "Rises Rises well") == []
    assert lost(texts, "Rises well") == ["Rises"]


@pytest.mark.parametrize("key", GUIDES)
def test_each_question_says_what_it_is(read, rosa, key):
    html = read(rosa, loaded(GUIDES[key], None))
    names = {row.key: row.name for row in GUIDES[key].profile.competencies}
    for stage in GUIDES[key].stages:
        for number, question in enumerate(stage.questions, 1):
            said = part_of(html, f"question-{stage.key}-{question.key}")
            facts = [QuestionType(question.type).label, f"{question.minutes} min"]
            facts += [names[key] for key in question.competencies] + ([] if question.rated else ["not rated"])
            assert said.startswith(f"{number} ")
            assert [fact for fact in facts if fact not in said] == []


@pytest.mark.parametrize("key", GUIDES)
def test_every_contents_entry_leads_somewhere(read, rosa, key):
    html = read(rosa, loaded(GUIDES[key], None))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert links <= set(ids)
    stages, questions = GUIDES[key].stages, sum(len(stage.questions) for stage in GUIDES[key].stages)
    assert {f"stage-{stage.key}" for stage in stages} <= links
    assert sum(link.startswith("question-") for link in links) == questions


def test_the_index_names_stage_question_and_criterion(read, rosa):
    html = read(rosa, loaded(small(), None))
    index = words_in(html[html.index('<section id="index"') :])
    assert "Screening: question 1; rated by Dough, Good bread" in index
    assert "Trial: rated by Good bread" in index
    assert "Debrief:" not in index


def test_a_competency_that_is_measured_nowhere_says_so(read, ada):
    document = small(
        ("        competencies: [craft]\n", ""),
        ("    competency: craft\n", ""),
        ("        competency: craft\n", ""),
    )
    html = read(ada, loaded(document, ada, publish=False))
    assert "Nowhere yet." in html[html.index('<section id="index"') :]


def test_a_criterion_on_no_scorecard_has_its_place(read, ada):
    unplaced = small(
        ("      - outcome-bread\n    recommendation", "    recommendation"),
        ("    criteria:\n      - outcome-bread\n", ""),
    )
    html = read(ada, loaded(unplaced, ada, publish=False))
    assert 'href="#criterion-outcome-bread">Go there' in html
    assert "Will surprise" in part_of(html, "criterion-outcome-bread")
    assert "On no scorecard yet" in html


def test_weights_that_differ_are_told(read, ada):
    document = small(
        ("        name: Dough\n", "        name: Dough\n        weight: 1.5\n"),
        ("      - outcome-bread\n", "      - {use: outcome-bread, weight: 10}\n"),
    )
    html = read(ada, loaded(document, ada))
    assert part_of(html, "criterion-dough").startswith("Dough Craft weight 1.5")
    assert "Good breadweight10" in bare(words_in(html)).replace("Goodbread", "Good bread")


@pytest.mark.parametrize("who", ["ada", "rosa"])
def test_what_people_were_measured_with_stays_readable(read, request, who):
    user = request.getfixturevalue(who)
    first = loaded(small(), None)
    loaded(small(CHANGED, ("Sings", "Glows")), None)
    retire_version(version=first, by=None)
    html = read(user, first)
    assert "retired" in html
    assert lost(texts_of(small()), words_in(html)) == []
    assert "What makes you bake?" not in html
    assert "Glows" not in html


def test_a_published_version_is_read_as_it_was_however_often_it_is_written_anew(read, ada):
    first = loaded(small(), ada)
    before = read(ada, first)
    second = loaded(small(CHANGED), ada, publish=False)
    loaded(ready(("Sings", "Glows")), ada, publish=False)
    through_review(second, by=ada)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", read(ada, first)) == token.sub("", before)


def test_the_text_costs_the_same_queries_however_long(ada, django_assert_num_queries):
    for document in (small(), GUIDES["ml-engineer"]):
        version = loaded(document, ada)
        with django_assert_num_queries(6):
            guide_text(version)

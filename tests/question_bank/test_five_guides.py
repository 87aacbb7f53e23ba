"""The guides that come with the product hold every item of their sources: all numbers were counted in the sources."""

import time
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from hiring.services import open_role
from question_bank.guide_format import GuideDocument, content_hash, findings, parse_guide, write_guide
from question_bank.guide_format.document import EvaluationArea, Question, WrittenCriterion
from question_bank.models import GuideStage, GuideVersion
from question_bank.queries import document_of

FOLDER = settings.BASE_DIR / "fixtures" / "guides"
SHORT = ["data-scientist-consulting", "data-scientist-ml", "ml-engineer-consulting", "ml-engineer-generalist"]
ALL = [*SHORT, "ml-engineer"]
GUIDES = {key: parse_guide((FOLDER / f"{key}.yaml").read_bytes(), name=f"{key}.yaml") for key in ALL}

# key, kind, least and most minutes, weight; of each guide's scored stages
STAGES = {
    "ml-engineer-consulting": [
        ("recruiter-screen", "screen", 30, 30, 1),
        ("technical-screen", "technical", 60, 90, 1),
        ("final-rounds", "applied_ml", 180, 240, 1),
    ],
    "ml-engineer-generalist": [
        ("recruiter-screen", "screen", 30, 30, 1),
        ("phone-screen", "technical", 45, 60, 1),
        ("onsite", "applied_ml", 4 * 60, 6 * 60, 1),
        ("hiring-manager", "culture", 30, 45, 1),
    ],
    "data-scientist-ml": [
        ("recruiter-screen", "screen", 30, 45, 2),
        ("technical-screen", "technical", 45, 60, 10),
        ("deep-dive", "technical", 60, 60, 30),
        ("system-design", "applied_ml", 60, 60, 30),
        ("case-study", "work_sample", 4 * 60, 8 * 60, 20),
        ("behavioral", "culture", 45, 60, 5),
        ("hiring-manager", "culture", 45, 60, 3),
    ],
    "data-scientist-consulting": [
        ("screen", "screen", 30, 30, 1),
        ("ml-fundamentals", "technical", 45, 60, 1),
        ("case-study", "applied_ml", 60, 75, 1),
        ("data-engineering", "technical", 45, 60, 1),
        ("leadership", "culture", 45, 60, 1),
    ],
}
# guide: {area: (topics, advanced topics)}
AREAS = {
    "ml-engineer-consulting": {
        "Machine Learning Fundamentals": (3, 3),
        "Software Engineering and Coding": (3, 2),
        "ML System Design and MLOps": (3, 2),
        "Client Interaction and Behavioral Fit": (3, 0),
    },
    "ml-engineer-generalist": {},
    "data-scientist-ml": {"Technical Q&A (Viva)": (6, 0)},
    "data-scientist-consulting": {
        "Machine Learning & Statistical Fundamentals": (3, 3),
        "Client-Facing Case Studies & System Design": (3, 3),
        "Data Engineering & MLOps": (3, 3),
        "Leadership & Stakeholder Management": (3, 2),
    },
}
# guide: {beginning of the place in the source: questions that stand there as questions}
QUESTIONS = {
    "ml-engineer-consulting": {
        "Common questions, Machine Learning Theory": 5,
        "Common questions, Coding and Data Manipulation": 5,
        "Common questions, ML System Design and MLOps": 5,
        "Common questions, Behavioral and Consulting Scenarios": 5,
        "Evaluation areas, Machine Learning Fundamentals": 3,
        "Evaluation areas, Software Engineering and Coding": 3,
        "Evaluation areas, ML System Design and MLOps": 3,
        "Evaluation areas, Client Interaction and Behavioral Fit": 3,
    },
    "ml-engineer-generalist": {"Resume deep dive": 5, "Preparation, days 10-11": 4, "Onsite, ML system design": 2},
    "data-scientist-ml": {"Technical Q&A": 5},
    "data-scientist-consulting": {
        "Machine Learning & Statistical Fundamentals": 3,
        "Client-Facing Case Studies & System Design": 3,
        "Data Engineering & MLOps": 3,
        "Leadership & Stakeholder Management": 3,
    },
}
# guide: {section of the preparation: items}
PREPARATION = {
    "ml-engineer-consulting": {"General tips": 4},
    "ml-engineer-generalist": {
        "Week 1: build your foundation": 4,
        "Week 2: simulate and refine": 4,
        "Your resume": 5,
        "Mistakes to avoid": 6,
        "Day-of checklist": 8,
    },
    "data-scientist-ml": {
        "Preparation tips for the technical Q&A": 5,
        "Topics to master": 6,
        "Kinds of question": 5,
    },
    "data-scientist-consulting": {"What to go over": 4},
}
NAMES = {
    "ml-engineer-consulting": [
        "Technical and Domain Expertise",
        "System Design and MLOps",
        "Consulting and Problem Solving",
        "Communication and Collaboration",
    ],
    "ml-engineer-generalist": [
        "ML fundamentals depth",
        "System design for ML",
        "Software engineering skills",
        "Problem framing",
        "Communication and collaboration",
    ],
    "data-scientist-ml": [
        "Machine Learning Fundamentals",
        "Statistical Modeling",
        "Programming (Python/R)",
        "Data Structures & Algorithms",
        "System Design (ML Systems)",
    ],
    "data-scientist-consulting": list(AREAS["data-scientist-consulting"]),
}


def areas(guide: GuideDocument) -> list[EvaluationArea]:
    return [area for stage in guide.stages for area in stage.directions.areas]


def questions(guide: GuideDocument) -> list[Question]:
    return [question for stage in guide.stages for question in stage.questions]


def facts(guide: GuideDocument) -> str:
    return "\n".join(f"{fact.name}: {fact.text}" for fact in guide.facts)


@pytest.mark.parametrize("key", SHORT)
def test_the_scored_stages_have_their_order_kinds_lengths_and_weights(key: str) -> None:
    stages = [stage for stage in GUIDES[key].stages if stage.is_scored]
    rows = [(part.key, part.kind, part.minutes.min, part.minutes.max, part.weight) for part in stages]
    assert rows == STAGES[key]
    assert all(stage.recommendation and stage.share for stage in stages)


@pytest.mark.parametrize("key", ALL)
def test_each_loop_ends_with_a_debrief_and_references(key: str) -> None:
    debrief, references = GUIDES[key].stages[-2:]
    assert (debrief.kind, references.kind) == ("debrief", "references")
    assert all(question.guidance for stage in (debrief, references) for question in stage.questions)
    assert references.criteria
    assert (debrief.ours, references.ours) == (key in SHORT, key in SHORT)


@pytest.mark.parametrize("key", SHORT)
def test_every_area_has_its_topics(key: str) -> None:
    counted = {area.name: (len(area.topics), len(area.advanced)) for area in areas(GUIDES[key])}
    assert counted == AREAS[key]


@pytest.mark.parametrize("key", SHORT)
def test_every_question_of_the_source_is_there(key: str) -> None:
    for place, number in QUESTIONS[key].items():
        found = [part for part in questions(GUIDES[key]) if (part.source or "").startswith(place)]
        assert (place, len(found)) == (place, number)
        assert not any(question.ours for question in found)


@pytest.mark.parametrize("key", SHORT)
def test_every_question_says_where_it_comes_from(key: str) -> None:
    for stage in GUIDES[key].stages:
        if not stage.ours:
            assert [part.key for part in stage.questions if not (part.source or part.ours)] == []


@pytest.mark.parametrize("key", SHORT)
def test_rating_levels_are_marked_as_ours(key: str) -> None:
    guide = GUIDES[key]
    assert all(criterion.ours for criterion in guide.criteria)
    entries = [entry for stage in guide.stages if not stage.ours for entry in stage.criteria]
    assert all(entry.ours for entry in entries if isinstance(entry, WrittenCriterion))


@pytest.mark.parametrize("key", SHORT)
def test_what_the_source_evaluates_are_the_competencies(key: str) -> None:
    names = [competency.name for competency in GUIDES[key].profile.competencies]
    assert names[: len(NAMES[key])] == NAMES[key]


@pytest.mark.parametrize("key", SHORT)
def test_the_preparation_is_whole(key: str) -> None:
    preparation = GUIDES[key].preparation
    assert preparation is not None
    counted = {section.title: len(section.items) for section in preparation.sections}
    assert counted | PREPARATION[key] == counted


def test_the_mistakes_that_sink_candidates_are_watched_for() -> None:
    watched = [stage.directions.watch_for for stage in GUIDES["ml-engineer-generalist"].stages]
    assert sum(len(points.items) for points in watched if points) == 6


def test_the_assessment_mix_is_60_30_10() -> None:
    weight = {key: weight for key, *_, weight in STAGES["data-scientist-ml"]}
    assert weight["deep-dive"] + weight["system-design"] == 60
    assert weight["technical-screen"] + weight["case-study"] == 30
    assert weight["recruiter-screen"] + weight["behavioral"] + weight["hiring-manager"] == 10
    assert "Technical Q&A 60%, Code Review 30%, Behavioral (STAR) 10%" in facts(GUIDES["data-scientist-ml"])


def test_requirements_duties_and_answers_of_the_consulting_firm_are_whole() -> None:
    guide = GUIDES["ml-engineer-consulting"]
    job = guide.job_description
    assert job is not None
    assert job.process is not None
    assert guide.preparation is not None
    counted = (len(job.duties), len(job.must_have), len(job.nice_to_have), len(job.process.steps))
    assert counted == (8, 5, 4, 3)
    assert len(guide.preparation.faq) == 5


def test_the_data_scientists_skills_and_subjects_are_whole() -> None:
    guide = GUIDES["data-scientist-ml"]
    assert guide.job_description is not None
    assert len(guide.job_description.must_have) == 4
    focus = {stage.key: len(stage.directions.focus.items) for stage in guide.stages if stage.directions.focus}
    assert focus == {"deep-dive": 3, "system-design": 6, "case-study": 4}


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("ml-engineer-consulting", ["3+ years", "3 to 4 weeks"]),
        ("ml-engineer-generalist", ["2-4 weeks", "3-5 sessions", "15%", "4-5 STAR", "3-4 STAR", "5 minutes early"]),
        ("data-scientist-ml", ["8/10", "3.5/5", "3-5 weeks", "3-5 days", "€55,000 - €120,000+", "60,000", "30-60"]),
        ("data-scientist-consulting", ["$1,000", "$100,000", "rolling 7 days"]),
    ],
)
def test_the_numbers_carry_over(key: str, numbers: list[str]) -> None:
    text = GUIDES[key].model_dump_json()
    assert [number for number in numbers if number not in text] == []


@pytest.mark.parametrize("key", ALL)
def test_each_can_be_published_and_its_questions_fit_into_the_time(key: str) -> None:
    guide = GUIDES[key]
    assert findings(guide) == []
    for stage in guide.stages:
        assert sum(question.minutes for question in stage.questions) <= stage.minutes.max


@pytest.mark.parametrize("key", ALL)
def test_each_says_the_same_when_written_out(key: str) -> None:
    assert content_hash(parse_guide(write_guide(GUIDES[key]))) == content_hash(GUIDES[key])


@pytest.mark.django_db
def test_all_five_load_in_a_moment_and_load_again_without_a_change(
    ada: User, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.perf_counter()
    call_command("load_guides")
    assert time.perf_counter() - begun < 10
    stored = {version.guide.key: version for version in GuideVersion.objects.select_related("guide")}
    assert {key: content_hash(document_of(version)) for key, version in stored.items()} == {
        key: content_hash(guide) for key, guide in GUIDES.items()
    }
    capsys.readouterr()
    call_command("load_guides")
    said = capsys.readouterr().out.splitlines()
    assert said == [f"{key}: unchanged (version 1, published)" for key in ALL]
    assert GuideVersion.objects.count() == len(ALL)


@pytest.mark.django_db
def test_a_role_takes_the_weights_of_its_guide(ada: User) -> None:
    call_command("load_guides", str(FOLDER / "data-scientist-ml.yaml"), verbosity=0)
    role = open_role(title="Data Scientist", guide_version=GuideVersion.objects.get(), by=ada)
    weights = list(role.stages.in_order().values_list("weight", flat=True))
    assert weights == [Decimal(weight) for weight in (2, 10, 30, 30, 20, 5, 3, 1, 1)]
    assert GuideStage.objects.filter(ours=True).count() == 2

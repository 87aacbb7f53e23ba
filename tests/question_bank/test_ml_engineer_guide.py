"""The machine learning engineer's guide is complete: every count is that of the document it comes from."""

import pytest
from django.conf import settings

from question_bank.guide_format import GuideDocument, content_hash, findings, parse_guide, placement, write_guide
from question_bank.guide_format.document import Stage

OUTCOMES = [
    "Successfully deploy ML models to production",
    "Reduce model training time and/or inference latency",
    "Implement robust monitoring systems",
    "Contribute to technical documentation",
    "Collaborate with cross-functional teams",
]
# key: (name, questions, areas, follow-ups, guidance, criteria, recommendation)
STAGES = {
    "screening": ("Screening Interview", 7, 43, 26, 0, 10, True),
    "work-sample": ("Technical Assessment (Work Sample)", 0, 0, 0, 0, 10, True),
    "technical": ("Technical Interview", 7, 55, 29, 0, 10, True),
    "applied-ml": ("Applied ML Interview", 7, 56, 35, 0, 10, True),
    "team-and-culture": ("Team & Culture Interview", 8, 61, 31, 0, 10, True),
    "debrief": ("Debrief Meeting", 8, 0, 0, 8, 0, False),
    "references": ("Reference Checks", 7, 0, 0, 7, 9, False),
}
# key: (paragraphs before, focus points, practices, paragraphs after)
DIRECTIONS = {
    "screening": (1, 0, 7, 0),
    "work-sample": (2, 5, 0, 2),
    "technical": (1, 5, 7, 0),
    "applied-ml": (1, 0, 7, 1),
    "team-and-culture": (1, 5, 8, 0),
    "debrief": (0, 0, 5, 0),
    "references": (1, 0, 8, 1),
}


@pytest.fixture(scope="module")
def guide() -> GuideDocument:
    path = settings.BASE_DIR / "fixtures" / "guides" / "ml-engineer.yaml"
    return parse_guide(path.read_bytes(), name=path.name)


def stage(guide: GuideDocument, key: str) -> Stage:
    return next(stage for stage in guide.stages if stage.key == key)


def test_the_stages_stand_in_their_order(guide: GuideDocument) -> None:
    assert [stage.key for stage in guide.stages] == list(STAGES)


@pytest.mark.parametrize("key", STAGES)
def test_each_stage_has_all_of_its_parts(guide: GuideDocument, key: str) -> None:
    part = stage(guide, key)
    questions = part.questions
    counted = (
        part.name,
        len(questions),
        sum(len(question.areas) for question in questions),
        sum(len(question.follow_ups) for question in questions),
        sum(question.guidance is not None for question in questions),
        len(part.criteria),
        part.recommendation,
    )
    assert counted == STAGES[key]


@pytest.mark.parametrize("key", STAGES)
def test_each_stage_directs_the_interviewer(guide: GuideDocument, key: str) -> None:
    directions = stage(guide, key).directions
    focus = directions.focus.items if directions.focus else []
    practices = directions.practices.items if directions.practices else []
    counted = (len(directions.intro), len(focus), len(practices), len(directions.outro))
    assert counted == DIRECTIONS[key]


def test_every_criterion_has_four_levels_and_the_one_for_too_little_information(guide: GuideDocument) -> None:
    criteria = [criterion for _, criterion in guide.written_criteria()]
    assert len(criteria) == 5 * 5 + 5 + 9
    assert all(sorted(criterion.levels) == [1, 2, 3, 4] for criterion in criteria)
    assert guide.not_enough_information == "Not enough information gathered to evaluate"


def test_the_five_outcomes_stand_on_every_scorecard(guide: GuideDocument) -> None:
    assert [outcome.name for outcome in guide.profile.outcomes] == OUTCOMES
    assert [criterion.name for criterion in guide.criteria] == OUTCOMES
    shared = [criterion.key for criterion in guide.criteria]
    for part in guide.stages:
        if part.is_scored:
            assert [placement(entry)[0] for entry in part.criteria][5:] == shared


def test_references_rate_the_outcomes_in_words_of_their_own(guide: GuideDocument) -> None:
    written = [criterion for _, criterion in guide.written_criteria() if criterion.key.startswith("reference-")]
    assert [criterion.name for criterion in written][4:] == OUTCOMES
    assert all("reference" in text for criterion in written for text in criterion.levels.values())


def test_a_question_that_speaks_of_a_number_stores_one(guide: GuideDocument) -> None:
    asked = [question for stage in guide.stages for question in stage.questions]
    assert [question.key for question in asked if question.scale] == ["technical-rating", "hire-again"]
    assert all(("1-10" in question.text) is bool(question.scale) for question in asked)


def test_the_job_description_is_whole(guide: GuideDocument) -> None:
    job = guide.job_description
    assert job is not None
    assert job.why_join is not None
    assert job.process is not None
    counted = (len(job.duties), len(job.looking_for), len(job.why_join.items), len(job.process.steps))
    assert counted == (9, 10, 6, 5)


def test_the_profile_is_whole(guide: GuideDocument) -> None:
    profile = guide.profile
    names = [competency.name for competency in profile.competencies]
    assert names == ["Problem-Solving", "Technical Proficiency", "Continuous Learning", "Communication", "Adaptability"]
    assert len(profile.traits) == 9


def test_the_rest_is_whole(guide: GuideDocument) -> None:
    brief = stage(guide, "work-sample").brief
    assert brief is not None
    assert brief.submit is not None
    assert brief.evaluated_on is not None
    assert (len(brief.submit.items), len(brief.evaluated_on.items)) == (3, 5)
    assert guide.how_to_use is not None
    assert (len(guide.how_to_use.tips), len(guide.faq)) == (5, 7)


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("screening", ["30", "45", "5-10"]),
        ("work-sample", ["3-5 days", "3-4 hours"]),
        ("technical", ["5-10"]),
        ("applied-ml", ["5-10"]),
        ("team-and-culture", ["10-15"]),
        ("references", ["1-10"]),
    ],
)
def test_the_numbers_carry_over(guide: GuideDocument, key: str, numbers: list[str]) -> None:
    text = stage(guide, key).model_dump_json()
    assert all(number in text for number in numbers)


def test_only_the_candidates_questions_go_unrated(guide: GuideDocument) -> None:
    unrated = [(part.key, question.key) for part in guide.stages for question in part.questions if not question.rated]
    assert unrated == [("screening", "candidate-questions"), ("team-and-culture", "candidate-questions")]


def test_the_questions_fit_into_the_time(guide: GuideDocument) -> None:
    for part in guide.stages:
        assert sum(question.minutes for question in part.questions) <= part.minutes.max


def test_it_can_be_published(guide: GuideDocument) -> None:
    assert findings(guide) == []


def test_written_out_and_read_again_it_says_the_same(guide: GuideDocument) -> None:
    assert content_hash(parse_guide(write_guide(guide))) == content_hash(guide)

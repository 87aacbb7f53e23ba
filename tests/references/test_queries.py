import pytest

from references.queries import overview, patterns, sheet_of
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory, unpublish


def test_answers_stand_side_by_side_in_the_order_of_the_checks(candidacy, mara, finished, remy):
    second = ReferenceCheckFactory(referee=remy, finished=True, level=1)
    found = patterns(mara, candidacy)
    assert found.names == ["Lena Lund", "Remy Roth"]
    assert [heard.referee for heard in found.questions[0].answers] == found.names
    assert found.questions[0].answers[1].text == second.answers.get(question=found.questions[0].question).text


def test_the_spread_of_a_criterion_leaves_level_0_out(candidacy, mara, finished, remy, criteria):
    check = ReferenceCheckFactory(referee=remy, finished=True, level=1)
    check.ratings.filter(criterion=criteria[0]).update(level=0)
    rows = {row.criterion: row for row in patterns(mara, candidacy).criteria}
    assert (rows[criteria[0]].spread, rows[criteria[0]].low, rows[criteria[0]].is_apart) == (0, 3, False)
    assert (rows[criteria[1]].spread, rows[criteria[1]].is_apart) == (2, True)


def test_unfinished_checks_are_no_pattern(candidacy, mara, check):
    found = patterns(mara, candidacy)
    assert (found.checks, found.questions) == ([], [])


def test_what_the_interviews_left_open_is_kept(candidacy, mara, finished):
    finished.to_verify = "Depth in monitoring"
    finished.save()
    assert [(heard.referee, heard.text) for heard in patterns(mara, candidacy).to_verify] == [
        ("Lena Lund", "Depth in monitoring")
    ]


@pytest.mark.parametrize("who", ["ada", "iris", "stan"])
def test_nobody_but_deciders_hears_anything(candidacy, finished, who, request):
    user = request.getfixturevalue(who)
    assert patterns(user, candidacy).checks == []
    assert overview(user, candidacy).referees == []


def test_a_decider_who_owes_hears_nothing(candidacy, finished, rosa):
    assert patterns(rosa, candidacy).checks
    PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=rosa)
    assert patterns(rosa, candidacy).checks == []


def test_the_candidates_name_stands_in_the_questions(role, check, question):
    unpublish(role.guide_version)
    question.text = "How did you and {candidate} work together at {company}?"
    question.save()
    assert sheet_of(check).questions[0].text == "How did you and Amara Nwosu work together at [company]?"


@pytest.mark.parametrize(
    ("named", "done", "words"),
    [
        (0, 0, "0 of 2 references are in. 2 referees are to be named."),
        (1, 1, "1 of 2 references are in. One more referee is to be named."),
        (2, 1, "1 of 2 references are in."),
        (3, 2, "2 references are in."),
    ],
)
def test_it_says_how_many_are_missing(candidacy, mara, named, done, words):
    for n in range(named):
        referee = RefereeFactory(candidacy=candidacy, added_by=mara)
        if n < done:
            ReferenceCheckFactory(referee=referee, finished=True)
    assert overview(mara, candidacy).state == words


def test_patterns_take_as_many_queries_for_three_as_for_one(
    candidacy, mara, finished, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10) as one:
        patterns(mara, candidacy)
    for _ in range(2):
        ReferenceCheckFactory(referee__candidacy=candidacy, referee__added_by=mara, finished=True)
    with django_assert_num_queries(len(one) - 1):  # The role has its policy by now.
        patterns(mara, candidacy)

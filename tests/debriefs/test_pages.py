"""What each person gets on each step, and that the number of queries does not grow."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from hiring.services import recuse
from scorecards.models import Exposure
from scorecards.services import revise
from tests.debriefs.deciding import decide
from tests.factories import PanelistFactory, ScorecardFactory, UserFactory

pytestmark = pytest.mark.slow

STEPS = ["requirements", "evidence", "disagreements", "agenda", "revote", "decision"]
SCORES = STEPS[1:3]
AT_MOST = 15


def page(client, user, debrief, step="", **data):
    client.force_login(user)
    return client.get(reverse("debrief_detail", args=[debrief.uid]), {"step": step, **data} if step else data)


def texts(response) -> str:
    return response.content.decode()


# --- Who gets what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["", *STEPS])
def test_a_stranger_gets_404(client, opened, stan, step):
    assert page(client, stan, opened, step).status_code == 404


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("persona", ["mara", "rosa", "iris", "ivan"])
def test_deciders_and_panel_take_part(client, opened, request, persona, step):
    response = page(client, request.getfixturevalue(persona), opened, step)

    assert response.status_code == 200
    assert response.context["step"] == step


def test_the_evidence_shows_what_was_sealed_and_records_the_reading(client, opened, iris, ivan):
    response = page(client, iris, opened, "evidence")

    assert "Ivan Ivanov, Technical Interview criterion 1" in texts(response)
    assert Exposure.objects.filter(user=iris, scorecard__panelist__user=ivan, via="debrief").count() == 1


def test_a_cell_opens_its_evidence_beside_the_matrix_without_scripts(client, opened, iris, ivan_sealed):
    rating = ivan_sealed.ratings.select_related("criterion").first()
    key = f"{ivan_sealed.uid}.{rating.criterion.uid}"

    assert rating.evidence in texts(page(client, iris, opened, "evidence", cell=key))
    assert rating.evidence not in texts(page(client, iris, opened, "evidence", cell="nonsense"))


def test_htmx_gets_the_cell_alone(client, opened, iris, ivan_sealed):
    client.force_login(iris)
    rating = ivan_sealed.ratings.select_related("criterion").first()
    path = f"{reverse('debrief_detail', args=[opened.uid])}?step=evidence&cell={ivan_sealed.uid}.{rating.criterion.uid}"

    response = client.get(path, headers={"HX-Request": "true"})

    assert rating.evidence in texts(response)
    assert "<html" not in texts(response)


@pytest.mark.parametrize("step", ["", *STEPS])
def test_who_owes_gets_the_friendly_notice_and_nothing_of_others(client, overridden, ivan, iris_sealed, step):
    response = page(client, ivan, overridden, step)

    assert response.context["step"] in {"ready", "requirements"}
    assert "Your scorecard comes first" in texts(response)
    for secret in ("Iris Ito", "Said so", "The offer ends on Friday", "Not independent"):
        assert secret not in texts(response)
    assert not Exposure.objects.filter(user=ivan).exists()


def test_a_manager_who_owes_gets_no_more(client, prepared, mara, interview, iris_sealed):
    PanelistFactory(interview=interview, user=mara)

    response = page(client, mara, prepared)

    assert "Your scorecard comes first" in texts(response)
    assert "Iris Ito" not in texts(response)


@pytest.mark.parametrize("step", STEPS)
def test_an_admin_without_a_seat_sees_that_it_takes_place_only(client, opened, ada, step):
    response = page(client, ada, opened, step)

    assert response.status_code == 200
    assert response.context["step"] in {"ready", "requirements"}
    assert "Said so" not in texts(response)
    assert "Sealed" not in texts(response)


def test_whoever_recused_hears_nothing(client, overridden, ivan, ivan_sits):
    recuse(panelist=ivan_sits, reason="We are related.", by=ivan)

    response = page(client, ivan, overridden, "evidence")

    assert "You stepped back from this panel" in texts(response)
    assert "Iris Ito" not in texts(response)


def test_before_opening_deciders_see_who_owes_and_no_score(client, prepared, mara, iris_sealed, ivan_sits):
    response = page(client, mara, prepared, "evidence")

    assert "1 scorecard still owed" in texts(response)
    assert "Ivan Ivanov" in texts(response)
    assert "Said so" not in texts(response)


def test_an_owed_scorecard_is_told_by_when_the_interview_ended(client, prepared, mara, iris_sealed, ivan_sits):
    before = ivan_sits.interview.ends_at - timedelta(minutes=5)
    with time_machine.travel(before, tick=False):
        assert "interview ends" in texts(page(client, mara, prepared))
    with time_machine.travel(before + timedelta(days=1), tick=False):
        words = texts(page(client, mara, prepared))
    assert "interview ends" not in words
    assert "since " in words


def test_before_opening_a_sealed_panelist_waits(client, prepared, iris, iris_sealed, ivan_sits):
    response = page(client, iris, prepared)

    assert "Your scorecard is sealed" in texts(response)
    assert "Ivan Ivanov" not in texts(response)


def test_after_an_override_the_others_see_the_reason(client, overridden, iris):
    assert "The offer ends on Friday." in texts(page(client, iris, overridden, "evidence"))


def test_revised_values_stand_beside_the_sealed_ones(client, opened, iris, mara, iris_sealed):
    criterion = iris_sealed.ratings.first().criterion
    revise(scorecard=iris_sealed, reason="The second project.", by=iris, criterion=criterion, level=2)
    revise(scorecard=iris_sealed, reason="Heard Ivan.", by=iris, recommendation=2)

    assert "now 2" in texts(page(client, mara, opened, "evidence"))
    assert "Heard Ivan." in texts(page(client, mara, opened, "revote"))


# --- Order -----------------------------------------------------------------------------------------------------------


def test_the_speaking_order_is_the_same_each_time_with_the_manager_last(client, prepared, interview, mara, iris, ivan):
    for user, level in ((iris, 1), (mara, 4), (ivan, 2)):
        ScorecardFactory(panelist=PanelistFactory(interview=interview, user=user), sealed=True, level=level)
    client.force_login(mara)
    client.post(reverse("debrief_open", args=[prepared.uid]))

    orders = [
        [cell.column.name for cell in page(client, user, prepared, "disagreements").context["cells"]]
        for user in (mara, iris, ivan)
    ]

    assert orders[0] == orders[1] == orders[2]
    assert orders[0][-1] == "Mara Muñoz"


def test_the_widest_disagreement_comes_first(client, opened, mara):
    rows = page(client, mara, opened, "disagreements").context["rows"]

    assert rows
    assert [row.spread for row in rows] == sorted((row.spread for row in rows), reverse=True)


@pytest.mark.parametrize("item", ["0", "99", "-1", "x", "9" * 30])
def test_an_item_that_is_not_there_shows_another_one(client, opened, mara, item):
    assert page(client, mara, opened, "agenda", item=item).status_code == 200


# --- Queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_queries_stay_few_with_more_panelists(client, opened, interview, mara, step, django_assert_max_num_queries):
    page(client, mara, opened, step)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            ScorecardFactory(panelist=PanelistFactory(interview=interview, user=UserFactory()), sealed=True, level=2)
        page(client, mara, opened, step)
        with django_assert_max_num_queries(AT_MOST) as counted:
            client.get(reverse("debrief_detail", args=[opened.uid]), {"step": step})
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_the_record_stays_few_too(client, opened, mara, django_assert_max_num_queries):
    decide(debrief=opened, outcome="no_hire", reason="No evidence of depth.", by=mara)
    page(client, mara, opened, "decision")

    with django_assert_max_num_queries(AT_MOST):
        response = client.get(reverse("debrief_detail", args=[opened.uid]))

    assert "No evidence of depth." in texts(response)


def test_after_an_override_a_decider_reads_what_is_withheld_and_why(client, overridden, mara):
    response = page(client, mara, overridden, "evidence")

    assert "Still owed: Ivan Ivanov (Technical Interview)" in texts(response)
    assert "Said so" not in texts(response)


def test_the_matrix_by_competency_holds_the_same_ratings(client, opened, mara):
    by_stage = page(client, mara, opened, "evidence").content.decode()
    by_competency = page(client, mara, opened, "evidence", by="competency").content.decode()

    def cells(text: str) -> set[str]:
        return set(re.findall(r"cell=(\w+\.\w+)#", text))

    assert cells(by_stage) == cells(by_competency) != set()
    assert "by=competency&amp;cell=" in by_competency


def test_the_heading_of_an_open_debrief_says_so_on_every_step(client, opened, mara):
    for step in STEPS:
        assert "open since" in page(client, mara, opened, step).content.decode(), step

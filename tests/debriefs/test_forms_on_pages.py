"""Everything that is typed into a debrief: written once, or refused with every word kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from debriefs.models import AgendaNote, Debrief, Decision
from debriefs.queries import agenda
from debriefs.services import NoteConflict, NoteTooLong, NotInTheRoom, NotOnAgenda, write_agenda_note
from question_bank.models import Question
from scorecards.models import Revision
from tests.debriefs.deciding import some_grounds
from tests.factories import CandidacyFactory
from tests.factories.question_bank import unpublish


@pytest.fixture
def question(role):
    return role.guide_version.stages.get(kind="debrief").questions.in_order().first()


def post(client, user, name, *args, headers=None, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data, headers=headers or {})


# --- Preparing and opening -------------------------------------------------------------------------------------------


def test_a_decider_prepares_in_their_own_zone(client, candidacy, mara):
    response = post(
        client, mara, "debrief_create", candidacy.uid, scheduled_at="2026-11-25T10:00", facilitator=mara.uid
    )

    debrief = Debrief.objects.get()
    assert response.url == reverse("debrief_detail", args=[debrief.uid])
    assert debrief.scheduled_at.isoformat() == "2026-11-25T09:00:00+00:00"


@pytest.mark.parametrize(("persona", "status"), [("stan", 404), ("ada", 403)])
def test_others_do_not_prepare(client, candidacy, request, persona, status):
    user = request.getfixturevalue(persona)

    assert post(client, user, "debrief_create", candidacy.uid, facilitator=user.uid).status_code == status
    assert not Debrief.objects.exists()


@pytest.mark.parametrize("wrong", ["tomorrow", "9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_wrong_time_is_refused_beside_its_field_and_kept(client, candidacy, mara, wrong):
    response = post(client, mara, "debrief_create", candidacy.uid, scheduled_at=wrong, facilitator=mara.uid)

    assert response.status_code == 422
    assert "scheduled_at" in response.context["form"].errors
    assert wrong in response.content.decode()


def test_a_prepared_debrief_can_be_moved(client, prepared, mara, rosa):
    response = post(client, mara, "debrief_edit", prepared.uid, scheduled_at="", facilitator=rosa.uid)

    prepared.refresh_from_db()
    assert response.status_code == 302
    assert (prepared.scheduled_at, prepared.facilitator) == (None, rosa)


def test_opening_early_without_a_reason_says_so(client, prepared, mara, iris_sealed, ivan_sits):
    response = post(client, mara, "debrief_open", prepared.uid, override_reason=" ")

    assert response.status_code == 422
    assert "write why the debrief has to open now" in response.content.decode()


@pytest.mark.parametrize(("persona", "status"), [("stan", 404), ("ada", 403), ("iris", 403), ("rosa", 403)])
def test_others_do_not_open(client, prepared, iris_sealed, request, persona, status):
    assert post(client, request.getfixturevalue(persona), "debrief_open", prepared.uid).status_code == status


# --- Notes -----------------------------------------------------------------------------------------------------------


def test_a_note_is_saved_as_typed(client, opened, iris, question):
    response = post(
        client, iris, "agenda_note_save", opened.uid, question.uid, text="Ask about scale.", base_revision=0,
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert AgendaNote.objects.get().text == "Ask about scale."
    assert 'name="base_revision" value="1"' in response.content.decode()


def test_a_note_is_saved_without_scripts_too(client, opened, iris, question):
    response = post(client, iris, "agenda_note_save", opened.uid, question.uid, text="Ask.", base_revision=0)

    assert response.url.endswith("?step=agenda&item=1")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_two_people_on_one_note_keep_both_texts(client, opened, iris, ivan, question, headers):
    write_agenda_note(debrief=opened, question=question, text="From Iris", base_revision=0, by=iris)

    response = post(
        client, ivan, "agenda_note_save", opened.uid, question.uid, text="From Ivan", base_revision=0, headers=headers
    )

    words = response.content.decode()
    assert response.status_code == 422
    assert "From Iris" in words
    assert "From Ivan" in words
    assert AgendaNote.objects.get().text == "From Iris"


@pytest.mark.parametrize(("headers", "status"), [({}, 302), ({"HX-Request": "true"}, 401)])
def test_a_note_never_becomes_that_of_whoever_signed_in_meanwhile(
    client, opened, iris, ivan, question, headers, status
):
    data = {"text": "Iris's words.", "base_revision": 0, "author": iris.uid}
    response = post(client, ivan, "agenda_note_save", opened.uid, question.uid, headers=headers, **data)
    assert response.status_code == status
    assert "Iris" not in response.content.decode()
    assert not AgendaNote.objects.exists()


def test_a_note_that_goes_on_is_one_act(opened, iris, ivan, question):
    for revision, text in enumerate(["One", "One, two", "One, two, three"]):
        write_agenda_note(debrief=opened, question=question, text=text, base_revision=revision, by=iris)
    write_agenda_note(debrief=opened, question=question, text="Four", base_revision=3, by=ivan)
    noted = AuditEvent.objects.filter(verb="debrief.noted").order_by("pk")
    assert list(noted.values_list("actor", flat=True)) == [iris.pk, ivan.pk]


def test_the_agenda_leaves_no_braces(opened):
    unpublish(opened.candidacy.role.guide_version)
    Question.objects.filter(stage__kind="debrief").update(text="Would {candidate} thrive at {company}?")
    item = agenda(opened)[0]
    assert item.text == "Would Amara Nwosu thrive at [company]?"


def test_the_service_refuses_stale_long_and_foreign_notes(opened, iris, ada, question, role):
    write_agenda_note(debrief=opened, question=question, text="One", base_revision=0, by=iris)
    again = write_agenda_note(debrief=opened, question=question, text="One", base_revision=0, by=iris)
    elsewhere = role.guide_version.stages.get(kind="screen").questions.first()

    assert again.revision == 1
    with pytest.raises(NoteConflict):
        write_agenda_note(debrief=opened, question=question, text="Two", base_revision=0, by=iris)
    with pytest.raises(NoteTooLong):
        write_agenda_note(debrief=opened, question=question, text="x" * 20_001, base_revision=1, by=iris)
    with pytest.raises(NotOnAgenda):
        write_agenda_note(debrief=opened, question=elsewhere, text="x", base_revision=0, by=iris)
    with pytest.raises(NotInTheRoom):
        write_agenda_note(debrief=opened, question=question, text="x", base_revision=1, by=ada)


@pytest.mark.parametrize(("persona", "status"), [("stan", 404), ("ada", 403), ("ivan", 403)])
def test_who_is_not_in_the_room_writes_no_note(client, overridden, question, request, persona, status):
    user = request.getfixturevalue(persona)

    assert post(client, user, "agenda_note_save", overridden.uid, question.uid, text="x").status_code == status
    assert not AgendaNote.objects.exists()


# --- Changing one's mind ---------------------------------------------------------------------------------------------


def test_a_panelist_changes_their_recommendation(client, opened, iris, iris_sealed):
    prefix = iris_sealed.uid
    data = {f"{prefix}-recommendation": "2", f"{prefix}-reason": "Ivan's example."}

    response = post(client, iris, "revision_create", opened.uid, prefix, **data)

    assert response.status_code == 302
    assert Revision.objects.get().recommendation == 2
    iris_sealed.refresh_from_db()
    assert iris_sealed.recommendation == 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reason": "Because."}, "recommendation"),
        ({"recommendation": "2", "reason": ""}, "reason"),
        ({"recommendation": "9", "reason": "Because."}, "recommendation"),
        ({"level": "3", "reason": "Because."}, "criterion"),
        ({"criterion": "nothere", "level": "3", "reason": "Because."}, "criterion"),
    ],
)
def test_half_a_change_is_refused_with_its_words(client, opened, iris, iris_sealed, fields, wrong):
    data = {f"{iris_sealed.uid}-{name}": value for name, value in fields.items()}

    response = post(client, iris, "revision_create", opened.uid, iris_sealed.uid, **data)

    assert response.status_code == 422
    assert wrong in response.context["revision_form"].errors
    assert fields["reason"] in response.content.decode()
    assert not Revision.objects.exists()


def test_nobody_changes_another_ones_scorecard(client, opened, iris, ivan_sealed):
    data = {f"{ivan_sealed.uid}-recommendation": "4", f"{ivan_sealed.uid}-reason": "x"}

    assert post(client, iris, "revision_create", opened.uid, ivan_sealed.uid, **data).status_code == 404


# --- The decision ----------------------------------------------------------------------------------------------------

ROWS = {"steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0"}


def test_the_decision_with_next_steps(client, opened, mara, iris):
    friday = (timezone.localdate() + timedelta(days=6)).isoformat()
    steps = {"steps-0-text": "Call the referees", "steps-0-owner": iris.uid, "steps-0-due_on": friday}

    response = post(
        client,
        mara,
        "decision_create",
        opened.uid,
        outcome="hold",
        reason="One more look.",
        grounds=some_grounds(mara, opened),
        **ROWS,
        **steps,
    )

    assert response.status_code == 302
    assert Decision.objects.get().outcome == "hold"
    assert opened.next_steps.get().owner == iris


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "Kept words"}, "Choose one of the four outcomes."),
        ({"outcome": "hold", "departure_reason": "Kept words"}, "Write the reason"),
        ({"outcome": "hold", "reason": "Kept words", "grounds": []}, "Choose what the reason rests on"),
        ({"outcome": "hold", "reason": "Kept words", "grounds": ["a.b"]}, "not in the evidence any more"),
        ({"outcome": "other_role", "reason": "Kept words"}, "Choose the role"),
        ({"outcome": "hire", "reason": "Kept words"}, "This departs from the composite."),
        ({"outcome": "maybe", "reason": "Kept words"}, "Select a valid choice"),
        ({"outcome": "hold", "reason": "Good", "steps-0-text": "Kept words"}, "Choose who does it."),
        ({"outcome": "hold", "reason": "Good", "steps-0-text": "Kept words", "steps-0-owner": "zz"}, "valid choice"),
        (
            {"outcome": "hold", "reason": "Good", "steps-0-text": "Kept words", "steps-0-due_on": "2020-01-01"},
            "This day is over.",
        ),
    ],
)
def test_a_refused_decision_keeps_every_word_and_writes_nothing(client, opened, mara, fields, words):
    fields = {"grounds": some_grounds(mara, opened)} | fields
    response = post(client, mara, "decision_create", opened.uid, **ROWS, **fields)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not Decision.objects.exists()


def test_what_hiring_refuses_is_said_on_the_page(client, overridden, mara):
    data = {"outcome": "hire", "reason": "Kept words", "departure_reason": "x"}
    data["grounds"] = some_grounds(mara, overridden)

    response = post(client, mara, "decision_create", overridden.uid, **ROWS, **data)

    assert response.status_code == 422
    assert "still owed" in response.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("persona", "status"), [("stan", 404), ("ada", 403), ("iris", 403), ("rosa", 403)])
def test_others_do_not_decide(client, opened, request, persona, status):
    user = request.getfixturevalue(persona)

    response = post(client, user, "decision_create", opened.uid, outcome="hold", reason="x", **ROWS)

    assert response.status_code == status


def test_a_debrief_of_another_candidate_is_not_found(client, opened, iris):
    other = Debrief.objects.create(candidacy=CandidacyFactory(), facilitator=iris)

    client.force_login(iris)
    assert client.get(reverse("debrief_detail", args=[other.uid])).status_code == 404

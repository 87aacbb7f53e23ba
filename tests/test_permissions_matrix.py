"""Who gets which answer on which page: every route of the project, every persona, reading and writing.

302 leads on (to the sign-in page, or to the page after an act), 404 hides that something is there, 403 tells a member
of the team that their seat does not allow it, 405 is a method that the page does not know, 400 and 422 mean that the
person may and sent nonsense, which is all that is posted here.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from debriefs.models import Debrief
from debriefs.visibility import room, taking_part
from hiring.models import Candidacy, Document, Interview, Material, Role
from references.models import Referee, ReferenceCheck
from tests.factories import InterviewFactory, PanelistFactory, RefereeFactory, ReferenceCheckFactory, UserFactory, seat
from tests.permissions_world import ids_by_route, material, resume
from tests.test_architecture import OPEN_PAGES, views

pytestmark = pytest.mark.slow

PERSONAS = ["anonymous", "stan", "iris", "mara", "rosa", "ada"]

# Stan is a member without a seat, Iris interviews, Mara manages, Rosa recruits, Ada is an admin without a seat.
TABLE = """
#                                     GET                       POST
# route                               -   stan iri mar ros ada  -   stan iri mar ros ada
# Open to everybody
health_live                           200 200 200 200 200 200   405 405 405 405 405 405
health_ready                          200 200 200 200 200 200   405 405 405 405 405 405
metrics                               404 404 404 404 404 404   405 405 405 405 405 405
account_login                         200 302 302 302 302 302   200 302 302 302 302 302
company_start                         404 404 404 404 404 404   404 404 404 404 404 404
company_return                        404 404 404 404 404 404   404 404 404 404 404 404
account_logout                        302 200 200 200 200 200   302 302 302 302 302 302
account_signup                        200 302 302 302 302 302   200 302 302 302 302 302
account_inactive                      200 200 200 200 200 200   405 405 405 405 405 405
account_reset_password                200 200 200 200 200 200   200 200 200 200 200 200
account_reset_password_done           200 200 200 200 200 200   405 405 405 405 405 405
account_reset_password_from_key       200 200 200 200 200 200   200 200 200 200 200 200
account_reset_password_from_key_done  200 200 200 200 200 200   405 405 405 405 405 405
invitation_accept                     200 200 200 200 200 200   422 422 422 422 422 422
work_sample_page                      200 200 200 200 200 200   405 405 405 405 405 405
work_sample_file_add                  405 405 405 405 405 405   422 422 422 422 422 422
work_sample_file_remove               405 405 405 405 405 405   302 302 302 302 302 302
work_sample_hand_in                   405 405 405 405 405 405   422 422 422 422 422 422
work_sample_material                  200 200 200 200 200 200   405 405 405 405 405 405
work_sample_more_time                 200 200 200 200 200 200   422 422 422 422 422 422
offer_page                            200 200 200 200 200 200   422 422 422 422 422 422
offer_move                            200 200 200 200 200 200   422 422 422 422 422 422
offer_decline                         200 200 200 200 200 200   302 302 302 302 302 302
offer_entry                           302 302 302 302 302 302   405 405 405 405 405 405
referee_page                          200 200 200 200 200 200   422 422 422 422 422 422
referee_page_save                     405 405 405 405 405 405   400 400 400 400 400 400
referee_page_decline                  200 200 200 200 200 200   302 302 302 302 302 302
mfa_authenticate                      302 302 302 302 302 302   302 302 302 302 302 302
mfa_login_webauthn                    302 302 302 302 302 302   302 302 302 302 302 302

# Oneself
account_reauthenticate                302 200 200 200 200 200   302 200 200 200 200 200
account_change_password               302 200 200 200 200 200   302 200 200 200 200 200
account_set_password                  302 302 302 302 302 302   302 302 302 302 302 302
sign_in_done                          302 200 200 200 200 200   302 405 405 405 405 405
preferences_edit                      302 200 200 200 200 200   302 422 422 422 422 422
availability_edit                     302 200 200 200 200 200   302 422 422 422 422 422
busy_calendar_add                     302 200 200 200 200 200   302 422 422 422 422 422
busy_calendar_read                    302 405 405 405 405 405   302 404 302 404 404 404
busy_calendar_remove                  302 405 405 405 405 405   302 404 302 404 404 404
device_list                           302 200 200 200 200 200   302 405 405 405 405 405
device_sign_out                       302 405 405 405 405 405   302 404 404 404 404 404
device_sign_out_others                302 405 405 405 405 405   302 302 302 302 302 302
mfa_index                             302 200 200 200 200 200   302 405 405 405 405 405
mfa_activate_totp                     302 302 302 302 302 302   302 302 302 302 302 302
mfa_deactivate_totp                   302 302 302 302 302 302   302 302 302 302 302 302
mfa_add_webauthn                      302 302 302 302 302 302   302 302 302 302 302 302
mfa_edit_webauthn                     302 302 302 302 302 302   302 302 302 302 302 302
mfa_view_recovery_codes               302 404 404 404 404 404   302 405 405 405 405 405
mfa_generate_recovery_codes           302 302 302 302 302 302   302 302 302 302 302 302
mfa_reauthenticate                    302 302 302 302 302 302   302 302 302 302 302 302
mfa_reauthenticate_webauthn           302 302 302 302 302 302   302 302 302 302 302 302
second_factor_remove                  302 405 405 405 405 405   302 302 302 302 302 302
today                                 302 200 200 200 200 200   302 405 405 405 405 405
policy_explain                        302 200 200 200 200 200   302 405 405 405 405 405

# People
people_list                           302 403 403 403 403 200   302 405 405 405 405 405
person_invite                         302 403 403 403 403 200   302 403 403 403 403 422
person_edit                           302 403 403 403 403 200   302 403 403 403 403 422
person_deactivate                     302 405 405 405 405 405   302 403 403 403 403 302
person_reactivate                     302 405 405 405 405 405   302 403 403 403 403 302
person_forget_company                 302 405 405 405 405 405   302 403 403 403 403 302
person_invite_again                   302 405 405 405 405 405   302 403 403 403 403 302
second_factor_reset                   302 405 405 405 405 405   302 403 403 403 403 302
job_list                              302 403 403 403 403 200   302 405 405 405 405 405
job_try_again                         302 405 405 405 405 405   302 403 403 403 403 302
job_cancel                            302 405 405 405 405 405   302 403 403 403 403 302
audit_list                            302 403 403 403 403 200   302 405 405 405 405 405
audit_export                          302 403 403 403 403 200   302 405 405 405 405 405

# The question bank
guide_list                            302 403 403 403 200 200   302 405 405 405 405 405
question_list                         302 403 403 403 200 200   302 405 405 405 405 405
question_detail                       302 404 404 404 200 200   302 405 405 405 405 405
bank_question_detail                  302 404 404 404 200 200   302 405 405 405 405 405
bank_question_retired                 302 403 403 403 200 200   302 405 405 405 405 405
bank_question_add                     302 403 403 403 403 200   302 403 403 403 403 422
bank_question_edit                    302 404 404 404 403 200   302 404 404 404 403 422
bank_question_retire                  302 405 405 405 405 405   302 404 404 404 403 302
bank_question_bring_back              302 405 405 405 405 405   302 404 404 404 403 302
question_import                       302 403 403 403 403 200   302 403 403 403 403 422
question_import_check                 302 403 403 403 403 404   302 403 403 403 403 404
question_export                       302 403 403 403 200 200   302 405 405 405 405 405
guide_import                          302 403 403 403 403 200   302 403 403 403 403 422
watched_word_list                     302 403 403 403 200 200   302 405 405 405 405 405
watched_word_add                      302 405 405 405 405 405   302 403 403 403 403 422
watched_word_remove                   302 405 405 405 405 405   302 403 403 403 403 302
guide_version_detail                  302 404 404 404 200 200   302 405 405 405 405 405
guide_version_changes                 302 404 404 404 200 200   302 405 405 405 405 405
guide_version_download                302 404 404 404 200 200   302 405 405 405 405 405
guide_book_request                    302 405 405 405 405 405   302 404 404 404 302 302
guide_stage_kit_request               302 405 405 405 405 405   302 404 404 404 302 302
guide_preview                         302 404 404 404 200 200   302 405 405 405 405 405
guide_version_edit                    302 405 405 405 405 405   302 404 404 404 403 302
guide_edit                            302 404 404 404 403 200   302 404 404 404 403 302
guide_draft_save                      302 405 405 405 405 405   302 404 404 404 403 400
guide_copy                            302 404 404 404 403 200   302 404 404 404 403 422
guide_draft_discard                   302 405 405 405 405 405   302 404 404 404 403 302
guide_draft_checks                    302 404 404 404 403 200   302 405 405 405 405 405
guide_draft_bank                      302 404 404 404 403 200   302 405 405 405 405 405
guide_draft_similar                   302 404 404 404 403 200   302 405 405 405 405 405
guide_version_submit                  302 404 404 404 403 200   302 404 404 404 403 302
guide_version_return                  302 404 404 404 403 200   302 404 404 404 403 422
guide_version_publish                 302 404 404 404 403 200   302 404 404 404 403 422
guide_version_retire                  302 405 405 405 405 405   302 404 404 404 403 302

# Roles
role_list                             302 200 200 200 200 200   302 405 405 405 405 405
role_create                           302 403 403 403 200 200   302 403 403 403 422 422
role_detail                           302 404 200 200 200 200   302 405 405 405 405 405
role_edit                             302 404 403 200 200 200   302 404 403 422 422 422
role_move                             302 404 403 302 302 302   302 404 403 302 302 302
role_close                            302 405 405 405 405 405   302 404 403 302 302 302
seat_give                             302 405 405 405 405 405   302 404 403 302 302 302
seat_take                             302 405 405 405 405 405   302 404 403 404 404 404
stage_drop                            302 405 405 405 405 405   302 404 403 302 302 302
stage_names                           302 405 405 405 405 405   302 404 403 302 302 302
stage_move                            302 405 405 405 405 405   302 404 403 302 302 302
material_edit                         302 404 403 200 200 200   302 404 403 422 422 422
material_download                     302 404 200 200 200 200   302 405 405 405 405 405
material_remove                       302 405 405 405 405 405   302 404 403 302 302 302
candidacy_create                      302 404 403 200 200 200   302 404 403 422 422 422
loop_create                           302 404 403 200 200 200   302 404 403 422 422 422
loop_detail                           302 404 404 200 200 200   302 405 405 405 405 405
loop_confirm                          302 405 405 405 405 405   302 404 404 302 302 302
loop_discard                          302 405 405 405 405 405   302 404 404 302 302 302
loop_again                            302 405 405 405 405 405   302 404 404 302 302 302

# Candidacies
candidacy_detail                      302 404 200 200 200 200   302 405 405 405 405 405
candidacy_history                     302 404 200 200 200 200   302 405 405 405 405 405
candidacy_debriefs_part               302 404 200 200 200 200   302 405 405 405 405 405
candidacy_scorecards_part             302 404 200 200 200 200   302 405 405 405 405 405
candidacy_references_part             302 404 200 200 200 200   302 405 405 405 405 405
candidacy_decide                      302 404 403 200 200 200   302 404 403 422 422 422
stage_decision_undo                   302 405 405 405 405 405   302 404 404 302 302 404
document_attach                       302 404 403 200 200 200   302 404 403 422 422 422
document_download                     302 404 200 200 200 200   302 405 405 405 405 405

# Interviews
feed_read                             200 200 200 200 200 200   405 405 405 405 405 405
feed_detail                           302 200 200 200 200 200   302 200 200 200 200 200
feed_revoke                           302 405 405 405 405 405   302 302 302 302 302 302
interview_list                        302 200 200 200 200 200   302 405 405 405 405 405
interview_create                      302 404 403 200 200 200   302 404 403 422 422 422
offer_create                          302 404 403 200 200 200   302 404 403 422 422 422
candidate_windows                     302 404 403 200 200 200   302 404 403 302 302 302
interview_detail                      302 404 200 200 200 200   302 405 405 405 405 405
interview_edit                        302 404 403 200 200 200   302 404 403 422 422 422
interview_cancel                      302 404 403 200 200 200   302 404 403 422 422 422
interview_no_show                     302 404 403 200 200 200   302 404 403 422 422 422
work_sample_link_send                 302 405 405 405 405 405   302 404 404 302 302 302
offer_withdraw                        302 405 405 405 405 405   302 404 404 302 302 302
offer_renew                           302 405 405 405 405 405   302 404 404 302 302 302
work_sample_time_give                 302 404 404 200 200 200   302 404 404 422 422 422
work_sample_reopen                    302 404 404 200 200 200   302 404 404 422 422 422
kit_request                           302 405 405 405 405 405   302 404 302 302 302 302
stage_kit_request                     302 405 405 405 405 405   302 404 302 302 302 302
role_schedule                         302 404 403 200 200 200   302 405 405 405 405 405
day_kits_request                      302 405 405 405 405 405   302 404 302 302 302 302
brief_request                         302 405 405 405 405 405   302 404 404 403 403 403
preparation_request                   302 405 405 405 405 405   302 404 403 403 403 403
panelist_add                          302 405 405 405 405 405   302 404 403 302 302 302
panelist_release                      302 404 403 200 200 200   302 404 403 422 422 422
panelist_replace                      302 404 403 200 200 200   302 404 403 422 422 422
panelist_recuse                       302 404 200 403 403 403   302 404 422 403 403 403

# Scorecards: Iris has sealed hers, the stage is complete, nothing is revealed
scorecard_edit                        302 404 302 403 403 403   302 404 302 403 403 403
scorecard_save                        302 405 405 405 405 405   302 404 400 403 403 403
scorecard_seal                        302 405 405 405 405 405   302 404 302 403 403 403
scorecard_detail                      302 404 200 200 200 404   302 404 422 403 403 404
grading_overview                      302 404 404 404 404 404   302 405 405 405 405 405
scorecard_compare                     302 404 404 404 404 404   302 405 405 405 405 405
independence_explain                  302 404 200 200 200 200   302 405 405 405 405 405
role_independence                     302 404 403 200 200 200   302 405 405 405 405 405
glass_break                           302 404 403 403 403 200   302 404 403 403 403 422
glass_end                             302 405 405 405 405 405   302 404 403 302 302 302

# References
reference_policy_edit                 302 404 403 200 200 200   302 404 403 422 422 422
referee_edit                          302 404 404 200 200 404   302 404 404 422 422 404
referee_consent                       302 405 405 405 405 405   302 404 404 422 422 404
referee_link_send                     302 405 405 405 405 405   302 404 404 302 302 404
referee_link_revoke                   302 405 405 405 405 405   302 404 404 302 302 404
call_attempt_log                      302 405 405 405 405 405   302 404 404 422 422 404
follow_up_add                         302 405 405 405 405 405   302 404 403 422 422 403
follow_up_take_back                   302 405 405 405 405 405   302 404 404 302 302 404
reference_report_request              302 405 405 405 405 405   302 404 403 302 302 403
candidacy_references                  302 404 403 200 200 403   302 405 405 405 405 405
referee_create                        302 404 403 200 200 403   302 404 403 422 422 403
reference_check_start                 302 405 405 405 405 405   302 404 404 302 302 404
reference_check_detail                302 404 404 302 302 404   302 405 405 405 405 405
reference_check_edit                  302 404 404 200 200 404   302 404 404 302 302 404
reference_check_save                  302 405 405 405 405 405   302 404 404 400 400 404

# The debrief: prepared, led by Mara; a next step of an earlier one is Iris's
debrief_create                        302 404 403 302 302 403   302 404 403 422 422 403
debrief_detail                        302 404 200 200 200 200   302 405 405 405 405 405
debrief_edit                          302 404 403 200 200 403   302 404 403 422 422 403
debrief_open                          302 405 405 405 405 405   302 404 403 302 403 403
referees_ask                          302 405 405 405 405 405   302 404 403 403 403 403
debrief_stream                        204 404 200 200 200 403   405 405 405 405 405 405
debrief_now                           302 404 200 200 200 403   302 405 405 405 405 405
debrief_attend                        302 405 405 405 405 405   302 404 302 302 302 403
debrief_lead                          302 405 405 405 405 405   302 404 403 302 403 403
ballot_create                         302 405 405 405 405 405   302 404 403 403 403 403
agenda_note_save                      302 405 405 405 405 405   302 404 403 403 403 403
revision_create                       302 405 405 405 405 405   302 404 403 403 403 403
summary_detail                        302 404 403 403 403 403   302 405 405 405 405 405
summary_pdf_request                   302 405 405 405 405 405   302 404 403 403 403 403
summary_request                       302 405 405 405 405 405   302 404 403 403 403 403
decision_create                       302 404 302 302 302 302   302 404 403 403 403 403
dissent_record                        302 405 405 405 405 405   302 404 403 403 403 403
other_role_name                       302 405 405 405 405 405   302 404 403 403 403 403
decision_answer                       302 405 405 405 405 405   302 404 403 403 403 403
listener_invite                       302 405 405 405 405 405   302 404 403 422 403 403
listener_dismiss                      302 405 405 405 405 405   302 404 403 302 403 403
debrief_policy                        302 404 403 200 403 403   302 404 403 422 403 403
decision_undo                         302 405 405 405 405 405   302 404 403 403 403 403
debrief_reopen                        302 405 405 405 405 405   302 404 403 403 403 403
debrief_packet_request                302 405 405 405 405 405   302 404 403 302 302 403
decision_file_request                 302 405 405 405 405 405   302 404 403 403 403 403
next_step_tick                        302 405 405 405 405 405   302 404 302 302 302 403
next_step_untick                      302 405 405 405 405 405   302 404 302 302 302 403

# Packets: Iris asked for this one, which is not ready
packet_detail                         302 404 200 404 404 404   302 405 405 405 405 405
packet_download                       302 404 404 404 404 404   302 405 405 405 405 405
packet_retry                          302 405 405 405 405 405   302 404 302 404 404 404
packet_cancel                         302 405 405 405 405 405   302 404 302 404 404 404
"""


def rows() -> dict[str, tuple[list[int], list[int]]]:
    """The table: what GET and POST answer to each persona, by route."""
    found = {}
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            route, *codes = line.split()
            assert route not in found, f"{route} stands here twice"
            found[route] = (list(map(int, codes[:6])), list(map(int, codes[6:])))
    return found


@pytest.fixture
def ids(candidacy: Candidacy, rosa: User, mara: User, iris: User, ivan: User) -> dict[str, dict[str, str]]:
    return ids_by_route(candidacy, recruiter=rosa, manager=mara, panel=[iris, ivan])


def test_every_route_stands_in_the_table():
    assert views(get_resolver().url_patterns).keys() - rows().keys() == set(), "write down who may do what here"


def test_the_table_has_no_stale_entry(ids):
    routes = views(get_resolver().url_patterns).keys()
    assert rows().keys() - routes == set()
    assert ids.keys() - routes == set()


def test_the_table_is_whole():
    assert [route for route, codes in rows().items() if [len(row) for row in codes] != [6, 6]] == []


def test_whoever_is_not_signed_in_is_sent_to_sign_in_but_on_open_pages():
    answers = {route: {read[0], wrote[0]} for route, (read, wrote) in rows().items()}
    assert {route for route, codes in answers.items() if codes != {302}} <= OPEN_PAGES.keys()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_each_route_answers_as_the_table_says(ids, request, persona, method, ada, stan):
    user = None if persona == "anonymous" else request.getfixturevalue(persona)
    wrong = {}
    for route, codes in rows().items():
        expected = codes[method == "POST"][PERSONAS.index(persona)]
        got = ask(user, method, reverse(route, kwargs=ids.get(route)))
        if got != expected:
            wrong[route] = f"answers {got}, not {expected}"
    assert wrong == {}


def ask(user: User | None, method: str, url: str) -> int:
    """The status of one request, whose writes are taken back."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        answer = client.get(url) if method == "GET" else client.post(url, {"nonsense": "x"})
        transaction.set_rollback(True)
    return answer.status_code


# --- Lists and questions agree ---------------------------------------------------------------------------------------

AGREE = {
    Role: "hiring.view_role",
    Candidacy: "hiring.view_candidacy",
    Interview: "hiring.view_interview",
    Document: "hiring.view_document",
    Material: "hiring.view_material",
    Referee: "references.start_check",
    ReferenceCheck: "references.write_check",
}


@pytest.fixture
def standings(ids, candidacy: Candidacy) -> list[User]:
    """A decider for each way in which a panel binds: who owes, left unsealed, stepped back."""
    interview = InterviewFactory(candidacy=candidacy)
    bound = []
    for marks in ({}, {"left_at": interview.starts_at}, {"recused_at": interview.starts_at, "recusal_reason": "Kin."}):
        user = UserFactory()
        seat(candidacy.role, user, "recruiter")
        PanelistFactory(interview=interview, user=user, **marks)
        bound.append(user)
    return bound


@pytest.fixture
def everybody(standings, ada, stan, iris, ivan, mara, rosa) -> list[User]:
    """The personas, whoever a panel binds, and a recruiter without a seat; another role stands beside theirs."""
    elsewhere = InterviewFactory()
    resume(elsewhere.candidacy)
    material(elsewhere.stage)
    ReferenceCheckFactory(referee=RefereeFactory(candidacy=elsewhere.candidacy))
    Debrief.objects.create(candidacy=elsewhere.candidacy, facilitator=rosa)
    return [ada, stan, iris, ivan, mara, rosa, *standings, UserFactory(access_level="recruiter")]


@pytest.mark.parametrize("model", AGREE, ids=lambda model: model.__name__)
def test_what_is_listed_is_what_may_be_seen(everybody, model):
    for user in everybody:
        listed = set(model.objects.visible_to(user))
        assert listed == {row for row in model.objects.all() if user.has_perm(AGREE[model], row)}, user


def test_referees_are_listed_to_whom_their_page_is_open(everybody):
    for user in everybody:
        listed = set(Referee.objects.visible_to(user))
        open_pages = {
            row for row in Referee.objects.all() if user.has_perm("references.view_references", row.candidacy)
        }
        assert listed == open_pages, user


def test_debriefs_are_listed_with_their_candidacies_and_heard_by_their_room(everybody):
    for user in everybody:
        listed = set(Debrief.objects.visible_to(user))
        assert listed == {d for d in Debrief.objects.all() if user.has_perm("hiring.view_candidacy", d.candidacy)}, user
        heard = set(taking_part(user))
        assert heard == {d for d in listed if room(user, d.candidacy).takes_part}, user

"""One small world in which every page has something to show, and the ids that its address takes."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from accounts.services.invitations import open_invitation
from accounts.tokens import new_token
from core.jobs import enqueue
from core.models import Packet
from debriefs.models import Debrief, Listener, NextStep
from hiring.models import (
    CalendarFeed,
    Candidacy,
    Document,
    GateDecision,
    Material,
    Offer,
    Stage,
    StageDecision,
    WorkSample,
)
from hiring.packets import KIT
from question_bank.guide_format import to_draft
from question_bank.models import BankQuestion, GuideVersion, QuestionImport, WatchedWord
from question_bank.queries import document_of
from question_bank.question_format import QuestionValues
from references.models import FollowUp, LinkToken, RefereeLink
from tests.factories import (
    BreakGlassFactory,
    BusyCalendarFactory,
    GuideVersionFactory,
    InterviewFactory,
    PanelistFactory,
    RefereeFactory,
    ReferenceCheckFactory,
    ScorecardFactory,
    UserFactory,
    loop_plan,
    offered,
    unpublish,
)
from tests.factories.hiring import MONDAY


def ids_by_route(
    candidacy: Candidacy, *, recruiter: User, manager: User, panel: list[User]
) -> dict[str, dict[str, str]]:
    """Fill the world and return what each route's address takes; a route that takes nothing is not listed.

    The technical stage of ``candidacy`` has been held and both scorecards are sealed, its debrief is prepared, a
    referee is named and asked, a resume is attached, a work sample is under way, the first of ``panel`` has asked
    for a kit and has a calendar address, an admin has a draft.
    """
    role = candidacy.role
    interview = InterviewFactory(candidacy=candidacy)
    places = [PanelistFactory(interview=interview, user=user) for user in panel]
    cards = [ScorecardFactory(panelist=place, sealed=True) for place in places]
    debrief = Debrief.objects.create(candidacy=candidacy, facilitator=manager)
    listener = Listener.objects.create(debrief=debrief, user=UserFactory(name="Lena Lund"), by=manager, at=MONDAY)
    agenda = role.guide_version.stages.get(kind="debrief").questions.first()
    step = NextStep.objects.create(debrief=debrief, text="Call the second referee", owner=panel[0])
    decision = StageDecision.objects.create(
        candidacy=candidacy,
        stage=role.stages.get(kind="screen"),
        to_stage=candidacy.stage,
        decision=GateDecision.ADVANCE,
        reason="Depth.",
        by=manager,
        at=MONDAY,
    )
    referee = RefereeFactory(candidacy=candidacy, added_by=recruiter)
    check = ReferenceCheckFactory(referee=referee)
    follow_up = FollowUp.objects.create(candidacy=candidacy, text="Who had the idea?", asked_by=manager)
    _, referee_token = referee_link(candidacy, recruiter)
    packet = Packet.objects.create(
        kind=KIT, subject_uid=interview.uid, title="Kit", requested_by=panel[0], content_key="k"
    )
    draft = GuideVersionFactory()
    unpublish(draft)
    reviewed = GuideVersionFactory()
    unpublish(reviewed)
    GuideVersion.objects.filter(pk=reviewed.pk).update(state="in_review")
    sample, work_token = work_sample(candidacy)
    given = material(sample.interview.stage)
    offer, offer_token = offered_times(candidacy, recruiter, panel[0])
    _, token = open_invitation(user=UserFactory(name="Nora New"), by=None)
    of = {
        "role": role.uid,
        "stage": candidacy.stage.uid,
        "candidacy": candidacy.uid,
        "interview": interview.uid,
        "work": sample.interview.uid,
        "panelist": places[0].uid,
        "scorecard": cards[0].uid,
        "document": resume(candidacy).uid,
        "material": given.uid,
        "work stage": given.stage.uid,
        "decision": decision.uid,
        "offer": offer.uid,
        "debrief": debrief.uid,
        "step": step.uid,
        "referee": referee.uid,
        "check": check.uid,
        "follow-up": follow_up.uid,
        "packet": packet.uid,
        "loop": loop_plan(candidacy, by=recruiter, panel=panel, stage=role.stages.get(kind="culture")).uid,
        "version": draft.uid,
        "reviewed version": reviewed.uid,
        "edited version": edited_version().uid,
        "word": WatchedWord.objects.create(text="football club", added_by=recruiter).uid,
        "question": agenda.uid,
        "own question": bank_question(recruiter).uid,
        "question file": question_file(recruiter).uid,
        "person": UserFactory(name="Paul Pagel").uid,
        "job": enqueue("core.deliver_mail", run_after=MONDAY, message_id=0).uid,
        "calendar": BusyCalendarFactory(user=panel[0], failing=True).uid,
        "glass": BreakGlassFactory(candidacy=candidacy, ended_at=MONDAY + timedelta(hours=1)).uid,
    }
    special: Mapping[str, dict[str, str]] = {
        "agenda_note_save": {"uid": debrief.uid, "question_uid": agenda.uid},
        "listener_dismiss": {"uid": debrief.uid, "user_uid": listener.user.uid},
        "revision_create": {"uid": debrief.uid, "scorecard_uid": cards[0].uid},
        "invitation_accept": {"token": token},
        **{route: {"token": work_token} for route in WORK_SAMPLE_LINK},
        **{route: {"token": offer_token} for route in OFFER_LINK},
        **{route: {"token": referee_token} for route in REFEREE_LINK},
        "feed_read": {"token": calendar_feed(panel[0])},
        "work_sample_file_remove": {"token": work_token, "uid": sample.files.get().uid},
        "work_sample_material": {"token": work_token, "uid": given.uid},
        "device_sign_out": {"uid": "unknown"},
        "mfa_edit_webauthn": {"pk": "1"},
        "second_factor_remove": {"pk": "1"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }
    return {route: {"uid": of[kind]} for kind, routes in ROUTES.items() for route in routes.split()} | dict(special)


def work_sample(candidacy: Candidacy) -> tuple[WorkSample, str]:
    """A work sample that is under way, without a panel, and the token of its link."""
    token, hashed = new_token()
    stage = candidacy.role.stages.get(kind="work_sample")
    ends_at = timezone.now() + timedelta(days=5)
    interview = InterviewFactory(candidacy=candidacy, stage=stage, starts_at=MONDAY, ends_at=ends_at)
    sample = WorkSample.objects.create(interview=interview, token_hash=hashed)
    attached(candidacy, "train.py", kind="work_sample", work_sample=sample)
    return sample, token


def referee_link(candidacy: Candidacy, by: User) -> tuple[RefereeLink, str]:
    """A link that a referee has not opened yet, and its token."""
    token, hashed = new_token()
    referee = RefereeFactory(candidacy=candidacy, added_by=by)
    link = RefereeLink.objects.create(referee=referee, sent_by=by, expires_at=timezone.now() + timedelta(days=14))
    LinkToken.objects.create(link=link, token_hash=hashed)
    return link, token


def offered_times(candidacy: Candidacy, by: User, *panel: User) -> tuple[Offer, str]:
    """Every free hour of the next two weeks, offered to the candidate for the culture stage, and the link's token."""
    now = timezone.now()
    return offered(
        *panel, candidacy=candidacy, stage=candidacy.role.stages.get(kind="culture"), created_by=by, sent_at=now,
        expires_at=now + timedelta(days=5), first_day=now.date(), last_day=now.date() + timedelta(days=14),
    )  # fmt: skip


def calendar_feed(user: User) -> str:
    """The token of a calendar address."""
    token, hashed = new_token()
    CalendarFeed.objects.create(user=user, token_hash=hashed, session_epoch=user.session_epoch)
    return token


def material(stage: Stage) -> Material:
    """A small dataset that the candidates of ``stage`` are given."""
    return Material.objects.create(
        stage=stage,
        title="Sales of 2024",
        file=ContentFile(b"day,sales\n", name="file"),
        original_name="sales.csv",
        media_type="text/plain",
        size=10,
        sha256="0" * 64,
    )


def resume(candidacy: Candidacy) -> Document:
    """Attach a small resume."""
    return attached(candidacy, "cv.pdf", kind="resume")


def attached(candidacy: Candidacy, name: str, **fields: object) -> Document:
    """Attach a small file."""
    return Document.objects.create(
        candidacy=candidacy,
        file=ContentFile(b"%PDF-1.7", name=name),
        original_name=name,
        media_type="application/pdf",
        size=8,
        sha256="0" * 64,
        **fields,
    )


def edited_version() -> GuideVersion:
    """A draft that can be edited."""
    version = GuideVersionFactory()
    unpublish(version)
    version.refresh_from_db()
    version.draft = to_draft(document_of(version))
    version.save(update_fields=["draft"])
    return version


def bank_question(owner: User) -> BankQuestion:
    """A question that stands in the bank by itself."""
    values = QuestionValues("Which loaf was your best?", "behavioural")
    return BankQuestion.objects.create(key="best-loaf", owner=owner, changed_by=owner, **values.columns())


def question_file(by: User) -> QuestionImport:
    """A file with one question, which waits to be confirmed."""
    cells = {"text": "Which loaf was your worst?", "type": "behavioural"}
    return QuestionImport.objects.create(name="q.csv", columns=list(cells), rows=[[2, cells, {}]], uploaded_by=by)


WORK_SAMPLE_LINK = ["work_sample_page", "work_sample_file_add", "work_sample_hand_in", "work_sample_more_time"]
OFFER_LINK = ["offer_page", "offer_move", "offer_decline", "offer_entry"]
REFEREE_LINK = ["referee_page", "referee_page_save", "referee_page_decline"]
# What the ``uid`` in a route's address names.
ROUTES = {
    "person": """person_edit person_deactivate person_reactivate person_invite_again
        person_forget_company second_factor_reset""",
    "job": "job_try_again job_cancel",
    "calendar": "busy_calendar_read busy_calendar_remove",
    "packet": "packet_detail packet_download packet_retry packet_cancel",
    "question": "question_detail",
    "version": """guide_version_detail guide_version_changes guide_version_download guide_version_submit
        guide_version_retire guide_book_request guide_stage_kit_request guide_version_edit guide_preview guide_copy""",
    "reviewed version": "guide_version_publish guide_version_return",
    "edited version": """guide_edit guide_draft_discard guide_draft_save guide_draft_checks guide_draft_bank
        guide_draft_similar""",
    "own question": "bank_question_detail bank_question_edit bank_question_retire bank_question_bring_back",
    "question file": "question_import_check",
    "word": "watched_word_remove",
    "role": """role_detail role_edit role_move role_close seat_give seat_take candidacy_create loop_create
        role_independence role_schedule day_kits_request reference_policy_edit debrief_policy""",
    "loop": "loop_detail loop_confirm loop_discard loop_again",
    "stage": "stage_drop stage_move stage_names stage_kit_request grading_overview",
    "work stage": "material_edit",
    "material": "material_download material_remove",
    "candidacy": """candidacy_detail candidacy_history preparation_request candidacy_debriefs_part
        candidacy_scorecards_part candidacy_references_part
        candidacy_decide document_attach interview_create offer_create candidate_windows
        independence_explain glass_break
        candidacy_references referee_create debrief_create follow_up_add reference_report_request""",
    "decision": "stage_decision_undo",
    "offer": "offer_withdraw offer_renew",
    "document": "document_download",
    "interview": """interview_detail interview_edit interview_cancel interview_no_show kit_request panelist_add
        scorecard_edit scorecard_save scorecard_seal""",
    "work": "brief_request work_sample_link_send work_sample_time_give work_sample_reopen",
    "panelist": "panelist_release panelist_replace panelist_recuse",
    "scorecard": "scorecard_detail scorecard_compare",
    "glass": "glass_end",
    "referee": """reference_check_start referee_edit referee_consent referee_link_send referee_link_revoke
        call_attempt_log""",
    "follow-up": "follow_up_take_back",
    "check": "reference_check_detail reference_check_edit reference_check_save",
    "debrief": """debrief_detail debrief_edit debrief_open debrief_packet_request decision_file_request
        decision_create decision_undo debrief_reopen dissent_record other_role_name decision_answer listener_invite
        referees_ask debrief_stream debrief_now debrief_attend debrief_lead summary_detail summary_request
        summary_pdf_request ballot_create""",
    "step": "next_step_tick next_step_untick",
}

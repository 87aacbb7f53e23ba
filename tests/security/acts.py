"""Every form of the project, sent as somebody who may: a world in which each act is possible, and what it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from debriefs.models import Debrief
from debriefs.services import call_revote, open_debrief, prepare_debrief, set_debrief_policy, store_summary
from hiring.models import Candidacy, Role, WorkSample
from hiring.services import pick_time
from question_bank.guide_format import GuideDocument, findings, warnings
from question_bank.models import Competency, GuideVersion
from question_bank.queries import plan_of
from question_bank.services import load_guide, submit_version
from references.services import agree
from scorecards.models import Scorecard
from tests.debriefs.deciding import decide, some_grounds
from tests.factories import (
    BreakGlassFactory,
    CandidacyFactory,
    InterviewFactory,
    PanelistFactory,
    RefereeFactory,
    RoleFactory,
    ScorecardFactory,
    loop_plan,
    seat,
)
from tests.factories.accounts import PASSWORD
from tests.factories.question_bank import newer_version
from tests.factories.references import let_link
from tests.permissions_world import ids_by_route, material, offered_times, question_file, referee_link, work_sample
from tests.question_bank.documents import SMALL, small

REASON = "Because of what was said."
# A guide about which publishing asks.
ASKED = small(("slug: baker", "slug: pastry-cook"))
RETURNED = small(("slug: baker", "slug: confectioner"))
DOUBTS = [finding.id for finding in warnings(findings(ASKED))]


def workday(days: int) -> datetime:
    """Noon of the first working day that is as many ``days`` away or more."""
    at = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return at + timedelta(days={5: 2, 6: 1}.get(at.weekday(), 0))


def in_review(document: GuideDocument, by: User) -> GuideVersion:
    """The guide, given to review."""
    return submit_version(version=load_guide(document=document, by=by, publish=False).version, by=by)


class World:
    """The world of the permission table, and beside it what its acts need: another role, a draft, an open debrief."""

    def __init__(self, candidacy: Candidacy, people: Mapping[str, User]) -> None:
        self.people = people
        self.clients = {name: Client(raise_request_exception=False) for name in people}
        for name, user in people.items():
            self.clients[name].post("/sign-in/", {"login": user.email, "password": PASSWORD})
        rosa, mara, iris, ivan, stan = (people[name] for name in ("rosa", "mara", "iris", "ivan", "stan"))
        self.candidacy = candidacy
        self.ids = ids_by_route(candidacy, recruiter=rosa, manager=mara, panel=[iris, ivan])
        role = candidacy.role
        self.empty_role = RoleFactory(guide_version=role.guide_version)
        for user, kind in ((mara, "hiring_manager"), (rosa, "recruiter"), (stan, "interviewer")):
            seat(self.empty_role, user, kind)
        self.given = material(self.empty_role.stages.get(kind="work_sample"))
        self.version = role.guide_version
        self.newer = newer_version(self.version)
        self.asked, self.returned = (in_review(document, people["ada"]) for document in (ASKED, RETURNED))
        self.questions = question_file(people["ada"])
        self.early = CandidacyFactory(role=role, candidate__name="Bo Bergström")
        soon = timezone.now() + timedelta(days=1)
        self.interview = InterviewFactory(candidacy=self.early, starts_at=soon)
        self.draft = ScorecardFactory(panelist=PanelistFactory(interview=self.interview, user=iris), level=2)
        late = timezone.now() - timedelta(hours=1)
        missed = CandidacyFactory(role=role, candidate__name="Hugo Hart")
        self.missed = InterviewFactory(candidacy=missed, starts_at=late)
        at = (timezone.now() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
        self.loop = loop_plan(self.early, by=rosa, panel=[stan], stage=role.stages.get(kind="culture"), at=at)
        self.referee = RefereeFactory(candidacy=candidacy, added_by=rosa)
        let_link(candidacy)
        self.link, _ = referee_link(candidacy, rosa)
        _, self.begun_token = referee_link(candidacy, rosa)
        agree(token=self.begun_token)
        self.met = CandidacyFactory(role=role, candidate__name="Cleo Castro")
        held = InterviewFactory(candidacy=self.met)
        self.sealed = [
            ScorecardFactory(panelist=PanelistFactory(interview=held, user=u), sealed=True) for u in (iris, ivan)
        ]
        self.debrief: Debrief = prepare_debrief(candidacy=self.met, facilitator=mara, scheduled_at=None, by=mara)
        open_debrief(debrief=self.debrief, by=mara)
        store_summary(debrief=self.debrief)
        self.voting, self.voter = self.revote(role, mara, iris)
        self.decided = self.decided_debrief("Flora Falk", mara, iris)
        asks = {"role": role, "approvers": [rosa], "needed": 1, "in_order": False, "listeners": True, "by": mara}
        set_debrief_policy(covers="all", **asks)
        self.waiting = self.decided_debrief("Gil Gray", mara, iris)
        set_debrief_policy(covers="none", **asks)
        self.glass = BreakGlassFactory(candidacy=self.met, by=people["ada"], at=timezone.now())
        self.other = CandidacyFactory(role=role, candidate__name="Dara Diaz")
        self.handed_in, _ = work_sample(CandidacyFactory(role=role, candidate__name="Edda Engel"))
        WorkSample.objects.filter(pk=self.handed_in.pk).update(handed_in_at=timezone.now())
        ida = CandidacyFactory(role=role, candidate__name="Ida Iversen")
        _, self.booked_token = offered_times(ida, rosa, stan)
        pick_time(token=self.booked_token, starts_at=workday(8))

    @staticmethod
    def revote(role: Role, mara: User, iris: User) -> tuple[Debrief, Scorecard]:
        """A debrief with a silent re-vote under way, and the scorecard that a vote is owed on."""
        met = CandidacyFactory(role=role, candidate__name="Femi Falana")
        card = ScorecardFactory(
            panelist=PanelistFactory(interview=InterviewFactory(candidacy=met), user=iris), sealed=True
        )
        debrief = prepare_debrief(candidacy=met, facilitator=mara, scheduled_at=None, by=mara)
        call_revote(debrief=open_debrief(debrief=debrief, by=mara), by=mara)
        return debrief, card

    def decided_debrief(self, name: str, manager: User, rater: User) -> Debrief:
        """Decided to hold, a moment ago."""
        candidacy = CandidacyFactory(role=self.candidacy.role, candidate__name=name)
        place = PanelistFactory(interview=InterviewFactory(candidacy=candidacy), user=rater)
        ScorecardFactory(panelist=place, sealed=True)
        debrief = prepare_debrief(candidacy=candidacy, facilitator=manager, scheduled_at=None, by=manager)
        open_debrief(debrief=debrief, by=manager)
        decide(debrief=debrief, outcome="hold", reason=REASON, by=manager)
        return debrief

    def url(self, route: str) -> str:
        """The address at which the act is possible."""
        elsewhere: dict[str, dict[str, str]] = {
            "guide_version_publish": {"uid": self.asked.uid},
            "guide_version_return": {"uid": self.returned.uid},
            "question_import_check": {"uid": self.questions.uid},
            "stage_drop": {"uid": self.empty_role.stages.get(kind="culture").uid},
            "stage_names": {"uid": self.empty_role.stages.get(kind="work_sample").uid},
            "material_edit": {"uid": self.given.stage.uid},
            "material_remove": {"uid": self.given.uid},
            "stage_move": {"uid": self.empty_role.stages.get(kind="culture").uid},
            "seat_take": {"uid": self.empty_role.uid},
            "interview_edit": {"uid": self.interview.uid},
            "interview_cancel": {"uid": self.interview.uid},
            "interview_no_show": {"uid": self.missed.uid},
            **{route: {"uid": self.loop.uid} for route in ("loop_confirm", "loop_discard", "loop_again")},
            "panelist_add": {"uid": self.interview.uid},
            "offer_create": {"uid": self.other.uid},
            "offer_move": {"token": self.booked_token},
            "panelist_release": {"uid": self.draft.panelist.uid},
            "panelist_replace": {"uid": self.draft.panelist.uid},
            "panelist_recuse": {"uid": self.draft.panelist.uid},
            "scorecard_edit": {"uid": self.interview.uid},
            "scorecard_save": {"uid": self.interview.uid},
            "scorecard_seal": {"uid": self.interview.uid},
            "work_sample_reopen": {"uid": self.handed_in.interview.uid},
            "reference_check_start": {"uid": self.referee.uid},
            "referee_consent": {"uid": self.referee.uid},
            "referee_link_send": {"uid": self.referee.uid},
            "referee_link_revoke": {"uid": self.link.referee.uid},
            "call_attempt_log": {"uid": self.referee.uid},
            "referee_page_save": {"token": self.begun_token},
            "debrief_create": {"uid": self.other.uid},
            "candidacy_decide": {"uid": self.other.uid},
            "glass_break": {"uid": self.early.uid},
            "glass_end": {"uid": self.glass.uid},
            "agenda_note_save": self.ids["agenda_note_save"] | {"uid": self.debrief.uid},
            "revision_create": {"uid": self.debrief.uid, "scorecard_uid": self.sealed[0].uid},
            "decision_create": {"uid": self.debrief.uid},
            "dissent_record": {"uid": self.debrief.uid},
            "other_role_name": {"uid": self.debrief.uid},
            "decision_answer": {"uid": self.waiting.uid},
            "decision_undo": {"uid": self.decided.uid},
            "debrief_reopen": {"uid": self.decided.uid},
            "debrief_packet_request": {"uid": self.debrief.uid},
            "summary_pdf_request": {"uid": self.debrief.uid},
            "summary_request": {"uid": self.debrief.uid},
            "referees_ask": {"uid": self.debrief.uid},
            "debrief_lead": {"uid": self.debrief.uid},
            "ballot_create": {"uid": self.voting.uid},
        }
        query = f"?guide={self.version.uid}" if route == "role_create" else ""
        return reverse(route, kwargs=elsewhere.get(route, self.ids.get(route))) + query

    def filled(self, act: "Act") -> dict[str, Any]:
        """What the act's form takes, with the ids of this world."""
        made = {name: make(self) if callable(make) else make for name, make in act.data.items()}
        return {self.named(name): value for name, value in made.items()}

    def named(self, name: str) -> str:
        """The name of a field, with the scorecard's id in the place of its word."""
        return (
            name.replace("CARD", self.sealed[0].uid)
            .replace("VOTER", self.voter.uid)
            .replace("STAGE", self.candidacy.stage.uid)
        )

    def send(
        self, route: str, extra: Mapping[str, Any] | None = None, *, replaced: Mapping[str, Any] | None = None
    ) -> Any:
        """Do the act as the person who may: ``extra`` fields beside its own, ``replaced`` ones in their place."""
        act = ACTS[route]
        own = self.filled(act) | {self.named(name): value for name, value in (replaced or {}).items()}
        client = self.clients[act.by]
        if act.is_json:
            return client.post(self.url(route), {**(extra or {}), **own}, content_type="application/json")
        return client.post(self.url(route), {**(extra or {}), **own})


@dataclass(frozen=True)
class Act:
    """Who does it, what the form takes, which of that is text that a person writes, whether it goes as JSON."""

    by: str
    data: Mapping[str, Any] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    is_json: bool = False


def person(name: str) -> Callable[[World], str]:
    return lambda world: world.people[name].uid


def ground(world: World) -> list[str]:
    return some_grounds(world.people["mara"], world.debrief)


def soon(world: World) -> str:
    return (timezone.now() + timedelta(days=3)).date().isoformat()


def changes(world: World) -> dict[str, Any]:
    stage = world.draft.panelist.interview.stage.guide_stage
    question, placed = stage.questions.order_by("position")[0], stage.placements.order_by("position")[0]
    return {
        "summary": "Solid.",
        "recommendation": 3,
        "answers": {question.uid: {"notes": "Took it apart."}},
        "ratings": {placed.criterion.uid: {"level": 4, "evidence": "Said why."}},
    }


def own_answer(world: World) -> dict[str, Any]:
    question = world.version.stages.get(kind="references").questions.earliest("position")
    return {"answers": {question.uid: {"text": "Gladly."}}}


REFEREE = {
    "name": "Fay",
    "relation": "manager",
    "relationship": "Led them",
    "period": "2019 to 2022",
    "company": "Northwind",
    "email": "fay@example.net",
    "phone": "1",
}
REFEREE_TEXTS = ("name", "relationship", "period", "company", "email", "phone")
WHEN = {
    "day": soon,
    "start": "10:00",
    "minutes": "60",
    "days": "",
    "place": "Room 4",
    "occurrence": "",
    "override_reason": REASON,
}
STEPS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
CARD = {
    "summary": "Solid.",
    "recommendation": "3",
    "confidence": "2",
    "red_flags": "0",
    "red_flag_notes": "Asked for no data.",
    "base_revision": "0",
    "client_id": "tab",
}
QUESTION = {
    "text": "What did you bake last?",
    "type": "behavioural",
    "level": "senior",
    "minutes": "5",
    "rated": "on",
    "competencies": lambda _: [Competency.objects.earliest("pk").key],
    "areas": "Crust",
    "follow_ups": "Why that?",
    "guidance": "Let them think.",
    "tags": "bread",
    "source": "Field notes",
    "owner": person("rosa"),
    "act": "save",
}
QUESTION_TEXTS = ("text", "areas", "follow_ups", "guidance", "source")
ACTS: dict[str, Act] = {
    "preferences_edit": Act(
        "stan", {"name": "Stan Steel", "timezone": "Asia/Tokyo", "theme": "dark", "paper": "letter"}, ("name",)
    ),
    "availability_edit": Act(
        "stan",
        {
            "day0-starts_0": "09:00", "day0-ends_0": "12:30", "off-TOTAL_FORMS": "1", "off-INITIAL_FORMS": "0",
            "off-0-first_day": "2026-12-24", "off-0-last_day": "2026-12-31", "off-0-note": "Family",
            "per_day": "2", "per_week": "", "break_minutes": "15", "notice_hours": "24", "revision": "0",
        },
        ("off-0-note",),
    ),
    "busy_calendar_add": Act(
        "stan",
        {
            "name": "Work", "kind": "caldav", "address": "https://calendar.example.org/dav/", "username": "stan",
            "password": "of his",
        },
        ("name", "address", "username", "password"),
    ),
    "busy_calendar_read": Act("iris"),
    "busy_calendar_remove": Act("iris"),
    "person_invite": Act(
        "ada", {"email": "new@example.org", "name": "Nils New", "access_level": "member"}, ("name", "email")
    ),
    "person_edit": Act("ada", {"name": "Paula Pagel", "access_level": "recruiter"}, ("name",)),
    "person_deactivate": Act("ada"),
    "person_reactivate": Act("ada"),
    "person_invite_again": Act("ada"),
    "person_forget_company": Act("ada"),
    "second_factor_reset": Act("ada"),
    "guide_import": Act("ada", {"text": SMALL, "file": "", "act": "create"}, ("text",)),
    "guide_book_request": Act("rosa"),
    "guide_stage_kit_request": Act("rosa"),
    "guide_version_publish": Act(
        "ada",
        {"note": REASON}
        | {f"accept-{doubt}": "on" for doubt in DOUBTS}
        | {f"reason-{doubt}": REASON for doubt in DOUBTS},
        ("note", *(f"reason-{doubt}" for doubt in DOUBTS)),
    ),
    "guide_version_edit": Act("ada"),
    "guide_copy": Act("ada", {"name": "Pastry Chef"}, ("name",)),
    "guide_draft_discard": Act("ada"),
    "guide_edit": Act(
        "ada",
        {
            "act": "add profile.traits", "new.profile.traits.name": "Calm", "new.profile.traits.text": "Waits.",
            "draft.summary": "Bread, and nothing else.", "base_revision": "0",
        },
        ("new.profile.traits.name", "new.profile.traits.text", "draft.summary"),
    ),
    "guide_draft_save": Act(
        "ada", {"changes": {"summary": "Bread."}, "base_revision": 0, "client_id": "tab", "seq": 1}, is_json=True
    ),
    "guide_version_submit": Act("ada", {"text": REASON}, ("text",)),
    "guide_version_return": Act("ada", {"text": REASON}, ("text",)),
    "guide_version_retire": Act("ada"),
    "bank_question_add": Act("ada", QUESTION, QUESTION_TEXTS),
    "bank_question_edit": Act("ada", QUESTION | {"revision": "1"}, QUESTION_TEXTS),
    "question_import": Act("ada", {"file": lambda _: SimpleUploadedFile("q.csv", b"text,type\nWhy?,closing\n")}),
    "question_import_check": Act("ada", {"digest": lambda world: plan_of(world.questions, world.people["ada"]).digest}),
    "bank_question_retire": Act("ada"),
    "bank_question_bring_back": Act("ada"),
    "job_try_again": Act("ada"),
    "job_cancel": Act("ada"),
    "watched_word_add": Act("ada", {"text": "golf course", "harmless": "on"}, ("text",)),
    "watched_word_remove": Act("ada"),
    "role_create": Act(
        "rosa",
        {
            "title": "Baker", "team": "Oven", "location": "Berlin", "hiring_managers": person("mara"),
            "recruiters": person("rosa"), "interviewers": person("iris"), "watermark_packets": "on",
        },
        ("title", "team", "location"),
    ),
    "role_edit": Act(
        "mara",
        {"title": "Baker", "team": "Oven", "location": "Berlin", "watermark_packets": "on"},
        ("title", "team", "location"),
    ),
    "role_move": Act(
        "mara", {"to": lambda world: world.newer.uid, "placeholder_office": "Berlin"}, ("placeholder_office",)
    ),
    "role_close": Act("mara"),
    "seat_give": Act("mara", {"user": person("ada"), "kind": "interviewer"}),
    "seat_take": Act("mara", {"user": person("stan"), "kind": "interviewer"}),
    "stage_drop": Act("mara"),
    "stage_names": Act("mara", {"names": "show"}),
    "stage_move": Act("mara", {"to": "up"}),
    "material_edit": Act(
        "mara",
        {"title": "Sales", "file": lambda _: SimpleUploadedFile("sales.csv", b"day,sales")},
        ("title",),
    ),
    "material_remove": Act("mara"),
    "candidacy_create": Act(
        "rosa",
        {"name": "Eva Eder", "email": "eva@example.net", "phone": "1", "timezone": "Europe/Vienna", "file": ""},
        ("name", "email", "phone"),
    ),
    "candidacy_decide": Act("mara", {"decision": "hold", "reason": REASON}, ("reason",)),
    "stage_decision_undo": Act("mara"),
    "document_attach": Act("rosa", {"kind": "resume", "file": lambda _: SimpleUploadedFile("cv.pdf", b"%PDF-1.7")}),
    "interview_create": Act(
        "rosa",
        {**WHEN, "stage": lambda world: world.candidacy.stage.uid, "panel": person("stan"), "give_seats": "on"},
        ("place", "override_reason"),
    ),
    "interview_edit": Act("rosa", WHEN, ("place", "override_reason")),
    "interview_cancel": Act("rosa", {"reason": REASON}, ("reason",)),
    "interview_no_show": Act("rosa", {"words": REASON}, ("words",)),
    "offer_create": Act(
        "rosa",
        {
            "stage": lambda world: world.other.stage.uid, "panel": person("stan"), "give_seats": "on",
            "trainee": "", "minutes": "60",
            "first_day": soon, "last_day": lambda _: workday(9).date().isoformat(), "which": "some",
            "times": [], "place": "Room 4", "expires_days": "5", "moves": "1", "move_hours": "24",
        },
        ("place",),
    ),
    "candidate_windows": Act("rosa", {"day_0": soon, "from_0": "10:00", "until_0": "12:00"}),
    "offer_withdraw": Act("rosa"),
    "offer_renew": Act("rosa", {"days": "3"}),
    "offer_page": Act(
        "stan",
        {
            "act": "pick", "start": lambda _: workday(7).isoformat(), "timezone": "Europe/Lisbon", "needs": REASON,
            "spoken_name": "Am", "pronunciation": "AHM",
        },
        ("start", "needs", "spoken_name", "pronunciation"),
    ),
    "offer_move": Act("stan", {"start": lambda _: workday(11).isoformat()}, ("start",)),
    "offer_decline": Act("stan", {"words": REASON}, ("words",)),
    "loop_create": Act(
        "rosa",
        {
            "candidacies": lambda world: [world.other.uid], "first_day": soon, "days": "5", "most_days": "1",
            "hours": "6", "rest": "15", "lunch": "30", "lunch_from": "12:00", "lunch_until": "14:00", "order": "any",
            "step": "15", "place": "Room 4", "use_STAGE": "on", "minutes_STAGE": "60", "seats_STAGE": "1",
            "give_seats": "on",
            "people_STAGE": lambda world: [world.people["stan"].uid],
        },
        ("place",),
    ),
    "loop_confirm": Act("rosa"),
    "loop_discard": Act("rosa"),
    "loop_again": Act("rosa"),
    "feed_detail": Act("iris"),
    "feed_revoke": Act("iris"),
    "kit_request": Act("iris"),
    "stage_kit_request": Act("iris"),
    "day_kits_request": Act("rosa", {"day": "2026-11-17"}),
    "brief_request": Act("rosa"),
    "preparation_request": Act("rosa"),
    "work_sample_link_send": Act("rosa"),
    "work_sample_time_give": Act("rosa", {"days": "2"}),
    "work_sample_reopen": Act("rosa", {"reason": REASON}, ("reason",)),
    "work_sample_file_add": Act("stan", {"file": lambda _: SimpleUploadedFile("a.py", b"x = 1")}),
    "work_sample_file_remove": Act("stan"),
    "work_sample_hand_in": Act("stan", {"final": "on"}),
    "work_sample_more_time": Act("stan", {"words": REASON}, ("words",)),
    "panelist_add": Act(
        "rosa", {"user": person("ivan"), "shadows": "", "override_reason": REASON}, ("override_reason",)
    ),
    "panelist_release": Act("rosa", {"reason": REASON}, ("reason",)),
    "panelist_replace": Act(
        "rosa",
        {"reason": REASON, "user": person("stan"), "give_seats": "on"},
        ("reason", "override_reason"),
    ),
    "panelist_recuse": Act("iris", {"reason": REASON}, ("reason",)),
    "scorecard_edit": Act("iris", CARD, ("summary", "red_flag_notes")),
    "scorecard_save": Act("iris", {"changes": changes, "base_revision": 0, "client_id": "tab", "seq": 1}, is_json=True),
    "scorecard_seal": Act("iris", CARD, ("summary", "red_flag_notes")),
    "scorecard_detail": Act(
        "iris", {"what": "recommendation", "recommendation": "2", "level": "", "reason": REASON}, ("reason",)
    ),
    "glass_break": Act("ada", {"reason": REASON}, ("reason",)),
    "glass_end": Act("ada"),
    "reference_policy_edit": Act("mara", {"referees": "3", "told": "nothing", "by_link": "on"}),
    "referee_create": Act("rosa", REFEREE | {"agrees": "on", "how": "In a mail"}, (*REFEREE_TEXTS, "how")),
    "referee_edit": Act("rosa", REFEREE, REFEREE_TEXTS),
    "referee_consent": Act("rosa", {"of": "referee", "how": "On the phone", "act": "", "from": ""}, ("how",)),
    "referee_link_send": Act("rosa", {"from": ""}),
    "referee_link_revoke": Act("rosa", {"from": ""}),
    "call_attempt_log": Act("rosa", {"outcome": "reached", "day": "", "time": "", "from": ""}),
    "follow_up_add": Act("rosa", {"text": "Who had the idea?", "for_referee": "on"}, ("text",)),
    "follow_up_take_back": Act("rosa"),
    "reference_report_request": Act("rosa"),
    "referee_page": Act("stan", {"agree": "on"}),
    "referee_page_save": Act(
        "stan", {"changes": own_answer, "base_revision": 0, "client_id": "tab", "seq": 1}, is_json=True
    ),
    "referee_page_decline": Act("stan"),
    "reference_check_start": Act("rosa"),
    "reference_check_edit": Act(
        "rosa", {"to_verify": "Dates.", "base_revision": "0", "client_id": "tab", "act": "save"}, ("to_verify",)
    ),
    "reference_check_save": Act(
        "rosa",
        {"changes": {"to_verify": "Dates."}, "base_revision": 0, "client_id": "tab", "seq": 1},
        is_json=True,
    ),
    "debrief_create": Act("mara", {"scheduled_at": "", "facilitator": person("rosa")}),
    "debrief_edit": Act("mara", {"scheduled_at": "", "facilitator": person("rosa")}),
    "debrief_open": Act("mara", {"override_reason": ""}, ("override_reason",)),
    "agenda_note_save": Act("mara", {"text": "Agreed.", "base_revision": "0"}, ("text",)),
    "revision_create": Act(
        "iris",
        {"CARD-recommendation": "2", "CARD-criterion": "", "CARD-level": "", "CARD-reason": REASON},
        ("CARD-reason",),
    ),
    "referees_ask": Act("iris", {"text": REASON, "for_referee": "", "item": "1"}, ("text",)),
    "debrief_attend": Act("mara"),
    "debrief_lead": Act("mara", {"act": "show", "step": "agenda", "item": "1"}),
    "ballot_create": Act(
        "iris", {"vote-VOTER-recommendation": "2", "vote-VOTER-reason": REASON}, ("vote-VOTER-reason",)
    ),
    "summary_request": Act("mara"),
    "summary_pdf_request": Act("mara"),
    "decision_create": Act(
        "mara",
        {"outcome": "hire", "reason": REASON, "departure_reason": REASON, "grounds": ground, "other_role": "", **STEPS},
        ("reason", "departure_reason"),
    ),
    "dissent_record": Act("iris", {"text": REASON}, ("text",)),
    "other_role_name": Act("mara", {"role": lambda world: world.empty_role.uid, "why": "Depth."}, ("why",)),
    "decision_answer": Act("rosa", {"answer": "approve", "words": REASON}, ("words",)),
    "listener_invite": Act("mara", {"user": person("stan")}),
    "listener_dismiss": Act("mara"),
    "debrief_policy": Act(
        "mara", {"covers": "hire", "listeners": "1", "needed": "1", "in_order": "", "approver_1": person("rosa")}
    ),
    "decision_undo": Act("mara"),
    "debrief_reopen": Act("mara", {"reason": REASON}, ("reason",)),
    "debrief_packet_request": Act("mara"),
    "decision_file_request": Act("mara"),
    "next_step_tick": Act("iris", {"back": ""}),
    "next_step_untick": Act("iris", {"back": ""}),
    "packet_retry": Act("iris"),
    "packet_cancel": Act("iris"),
}  # fmt: skip

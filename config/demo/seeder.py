"""Builds the demonstration through the services, so that its past is as real as what visitors add to it."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from hiring import services as hiring
from hiring.models import Candidacy, Interview, Role, SeatKind, Stage
from hiring.services.links import fresh_link
from question_bank.guide_format import parse_guide
from question_bank.models import Guide, StageCriterion, StageKind
from question_bank.services import load_guide
from references.services import set_policy
from scorecards import services as scorecards
from scorecards.visibility import visible_scorecards

from . import aftermath
from .clock import Calendar, at
from .story import Words

GUIDE = "ml-engineer"
PASSWORD = "evenhand-demo"  # noqa: S105 - refused outside the demonstration by accounts.backends
DRAFT = "draft"
DEMO = settings.BASE_DIR / "fixtures" / "demo"


class Seeder:
    """Tells one story once. Everything is written in the order in which it happened."""

    def __init__(self, story: dict[str, Any]) -> None:
        self.story = story
        self.words = Words()
        self.calendar = Calendar(timezone.now())
        self.people: dict[str, User] = {}
        self.roles: dict[str, Role] = {}

    def run(self) -> None:
        """Publish the guides, then create people, roles and candidacies."""
        with at(self.calendar.at(-45, "10:00", "Europe/Berlin")):
            call_command("load_guides", verbosity=0, stdout=StringIO())
        for key, person in self.story["people"].items():
            self.people[key] = User.objects.create_user(password=PASSWORD, is_demo=True, **person)
        for key, role in self.story["roles"].items():
            self.roles[key] = self.open_role(role)
        for candidate in self.story["candidates"]:
            self.tell(candidate)
        self.draft_guide(self.story["draft"])

    def open_role(self, role: dict[str, Any]) -> Role:
        seats = [(self.people[role["manager"]], SeatKind.HIRING_MANAGER)]
        seats += [(self.people[role["recruiter"]], SeatKind.RECRUITER)]
        seats += [(self.people[key], SeatKind.INTERVIEWER) for key in role["interviewers"]]
        version = Guide.objects.get(key=GUIDE).versions.published().order_by("-number")[0]
        with at(self.calendar.at(-40, "09:00", "Europe/Berlin")):
            opened = hiring.open_role(
                title=role["title"],
                guide_version=version,
                team=role["team"],
                location=role["location"],
                placeholder_values=role["placeholders"],
                seats=seats,
                by=self.people[role["recruiter"]],
            )
            if "references" in role:
                set_policy(role=opened, by=self.people[role["manager"]], **role["references"])
            for name, title in role.get("material", {}).items():
                stage = opened.stages.get(kind=StageKind.WORK_SAMPLE)
                upload = SimpleUploadedFile(name, (DEMO / "material" / name).read_bytes())
                hiring.add_material(stage=stage, title=title, upload=upload, by=self.people[role["manager"]])
        return opened

    def draft_guide(self, draft: dict[str, Any]) -> None:
        """Leave an edited guide as a draft, as an admin does who has not published yet."""
        file = Path(settings.BASE_DIR) / "fixtures" / "guides" / f"{draft['guide']}.yaml"
        text = file.read_text(encoding="utf-8")
        for old, new in draft["edits"].items():
            text = text.replace(old, new)
        admin = self.people[draft["by"]]
        with at(self.calendar.at(draft["day"], "16:40", admin.timezone)):
            load_guide(document=parse_guide(text.encode(), name=file.name), by=admin, publish=False)

    def tell(self, candidate: dict[str, Any]) -> None:
        """One candidacy, from being added to where it stands today."""
        role = self.roles[candidate["role"]]
        recruiter, manager = self.decider(candidate, "recruiter"), self.decider(candidate, "manager")
        with at(self.calendar.at(candidate["added"], "09:15", recruiter.timezone)):
            candidacy = hiring.add_candidacy(
                role=role,
                name=candidate["name"],
                email=candidate["email"],
                timezone=candidate["timezone"],
                by=recruiter,
            )
        for step in candidate["stages"]:
            ended = self.interview(candidacy, step, recruiter)
            if "reason" in step:
                with at(self.calendar.morning_after(ended, manager.timezone)):
                    candidacy.refresh_from_db()
                    self.read(candidacy, manager, via="candidate page")
                    hiring.advance(candidacy=candidacy, reason=step["reason"], by=manager)
        candidacy.refresh_from_db()
        if "closed" in candidate:
            with at(self.calendar.at(candidate["closed"]["day"], "17:00", manager.timezone)):
                hiring.close_candidacy(candidacy=candidacy, reason=candidate["closed"]["reason"], by=manager)
        aftermath.tell(self, candidacy, candidate, recruiter=recruiter, manager=manager)

    @staticmethod
    def read(candidacy: Candidacy, reader: User, *, via: str) -> None:
        """Note that ``reader`` has looked at whatever they may read on ``candidacy``."""
        shown = visible_scorecards(reader).filter(panelist__interview__candidacy=candidacy)
        scorecards.record_reading(user=reader, scorecards=shown, via=via)

    def decider(self, candidate: dict[str, Any], seat: str) -> User:
        return self.people[self.story["roles"][candidate["role"]][seat]]

    def interview(self, candidacy: Candidacy, step: dict[str, Any], recruiter: User) -> datetime:
        """Plan the stage's interview, let the panel score it, and return when it ended."""
        stage = candidacy.role.stages.select_related("guide_stage").get(guide_stage__key=step["stage"])
        starts = self.starts(step, recruiter)
        ends = self.ends(step, stage, starts, recruiter)
        with at(min(starts, self.calendar.now) - timedelta(days=2, hours=1)):
            planned = hiring.plan_interview(
                candidacy=candidacy,
                stage=stage,
                starts_at=starts,
                ends_at=ends,
                timezone=recruiter.timezone,
                place="" if stage.kind == StageKind.WORK_SAMPLE else "Video call, link in the invitation",
                panel=[self.people[key] for key in step["panel"]],
                shadows=[self.people[key] for key in step.get("learns", ())],
                override_reason="Agreed with the panel.",
                give_seats=True,
                by=recruiter,
            )
        if stage.kind == StageKind.WORK_SAMPLE and ends < self.calendar.now:
            hand_in(planned, ends - timedelta(hours=5))
        for minutes, (key, scores) in enumerate((step["panel"] | step.get("learns", {})).items(), start=1):
            if scores:
                self.score(planned, stage, self.people[key], scores, ends + timedelta(minutes=17 * minutes))
        return ends

    def starts(self, step: dict[str, Any], recruiter: User) -> datetime:
        if "in" in step:
            return self.calendar.soon(step["in"])
        return self.calendar.at(step["day"], step["at"], recruiter.timezone)

    def ends(self, step: dict[str, Any], stage: Stage, starts: datetime, recruiter: User) -> datetime:
        """A work sample is open for two working days; everything else lasts as long as the guide says."""
        if stage.kind == StageKind.WORK_SAMPLE:
            return self.calendar.at(step["day"] + 2, "15:00", recruiter.timezone)
        return starts + timedelta(minutes=stage.guide_stage.minutes_max)

    def score(
        self, interview: Interview, stage: Stage, panelist: User, scores: dict[str, Any], finished: datetime
    ) -> None:
        """Fill in a scorecard as one save and seal it, unless the story leaves it a draft with so many ratings."""
        changes = self.changes(stage, scores)
        with at(finished.astimezone(ZoneInfo(panelist.timezone)) - timedelta(minutes=9)):
            card = scorecards.open_scorecard(interview=interview, by=panelist)
            scorecards.save_scorecard(
                scorecard=card, changes=changes, base_revision=0, client_id="story", seq=1, by=panelist
            )
        if DRAFT not in scores:
            with at(finished):
                card.refresh_from_db()
                scorecards.seal_scorecard(scorecard=card, by=panelist)

    def changes(self, stage: Stage, scores: dict[str, Any]) -> dict[str, Any]:
        """What the panelist typed, in the form in which the page saves it."""
        guide_stage = stage.guide_stage
        placements = StageCriterion.objects.filter(stage=guide_stage).select_related("criterion").order_by("position")
        ratings = {}
        for placement in placements[: scores.get(DRAFT)]:
            criterion = placement.criterion
            level = scores.get("but", {}).get(criterion.key, scores["level"])
            ratings[criterion.uid] = {
                "level": level,
                "evidence": self.words.evidence(guide_stage.key, criterion.key, level),
            }
        notes = self.words.notes(guide_stage.key)
        answers = {
            question.uid: {"notes": notes[question.key], "asked": "asked", "areas": [0, 1, 2], "follow_ups": [0]}
            for question in guide_stage.questions.all()
            if question.key in notes
        }
        changes: dict[str, Any] = {"answers": answers, "ratings": ratings}
        own = ("recommendation", "confidence", "red_flag_notes")
        return changes | {name: scores[name] for name in own if name in scores}


def hand_in(interview: Interview, moment: datetime) -> None:
    """Let the candidate hand in the story's files at ``moment`` (aware), through their link."""
    with at(moment):
        token = fresh_link(interview)
        for path in sorted((DEMO / "work").iterdir()):
            hiring.add_file(token=token, upload=SimpleUploadedFile(path.name, path.read_bytes()))
        hiring.hand_in(token=token)

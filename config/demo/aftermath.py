"""What follows the interviews in the story: debrief, references, the end."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from accounts.models import User
from debriefs import services as debriefs
from debriefs.models import Debrief
from debriefs.queries import ground_groups
from hiring import services as hiring
from hiring.models import Candidacy
from hiring.queries import free_for, spread
from question_bank.models import Question
from references import services as references
from scorecards import services as scorecards
from scorecards.models import Scorecard
from scorecards.queries import evidence_matrix

from .clock import at

if TYPE_CHECKING:
    from .seeder import Seeder


def tell(seeder: "Seeder", candidacy: Candidacy, candidate: dict[str, Any], *, recruiter: User, manager: User) -> None:
    """Offer times, hold the debrief, take the references, hire and ask for the packets, as far as the story goes."""
    if "offered" in candidate:
        offer_times(seeder, candidacy, candidate["offered"], recruiter)
    if "debrief" in candidate:
        hold_debrief(seeder, candidacy, candidate["debrief"], manager)
    if "asked_besides" in candidate:
        with at(seeder.calendar.at(candidate["debrief"]["day"], "16:50", manager.timezone)):
            ask_besides(candidacy, candidate["asked_besides"], manager)
    for referee in candidate.get("references", []):
        take_reference(seeder, candidacy, referee, recruiter)
    if "hired" in candidate:
        hire(seeder, candidacy, candidate["hired"], manager)


def offer_times(seeder: "Seeder", candidacy: Candidacy, told: dict[str, Any], recruiter: User) -> None:
    """Let the candidate choose a time, as the recruiter did yesterday."""
    stage = candidacy.role.stages.select_related("guide_stage").get(guide_stage__key=told["stage"])
    first, last = (seeder.calendar.at(told[end], "12:00", recruiter.timezone).date() for end in ("from", "to"))
    with at(seeder.calendar.at(-1, "09:40", recruiter.timezone)):
        panel, minutes = [seeder.people[key] for key in told["panel"]], stage.guide_stage.minutes_max
        free = free_for(panel, candidacy, minutes=minutes, first=first, last=last, zone=recruiter.zone, by=recruiter)
        hiring.make_offer(
            candidacy=candidacy, stage=stage, panel=panel, minutes=minutes, by=recruiter,
            place="Video call, link in the invitation", timezone=recruiter.timezone,
            first_day=first, last_day=last, expires_at=seeder.calendar.now + timedelta(days=4),
            times=spread(free, day_zone=recruiter.zone, there=ZoneInfo(candidacy.candidate.timezone)),
        )  # fmt: skip


def hold_debrief(seeder: "Seeder", candidacy: Candidacy, told: dict[str, Any], manager: User) -> None:
    starts = seeder.calendar.at(told["day"], "16:00", manager.timezone)
    with at(seeder.calendar.at(told.get("prepared", told["day"] - 1), "17:30", manager.timezone)):
        debrief = debriefs.prepare_debrief(candidacy=candidacy, facilitator=manager, scheduled_at=starts, by=manager)
    if not told.get("open", True):
        return
    with at(starts):
        debriefs.open_debrief(debrief=debrief, by=manager)
        for reader in User.objects.filter(panels__interview__candidacy=candidacy).distinct():
            seeder.read(candidacy, reader, via="debrief")
    for key, text in told["notes"].items():
        question = Question.objects.get(stage__version=candidacy.role.guide_version, stage__kind="debrief", key=key)
        with at(starts + timedelta(minutes=4 * question.position)):
            debriefs.write_agenda_note(debrief=debrief, question=question, text=text, base_revision=0, by=manager)
    with at(starts + timedelta(minutes=38)):
        revise(seeder, candidacy, told.get("revises", {}))
    with at(starts + timedelta(minutes=44)):
        decide(seeder, debrief, told["decision"], manager)


def hire(seeder: "Seeder", candidacy: Candidacy, told: dict[str, Any], manager: User) -> None:
    candidacy.refresh_from_db()
    debrief = candidacy.debriefs.get()
    with at(seeder.calendar.at(told["day"], "12:00", manager.timezone)):
        for step in debrief.next_steps.all():
            debriefs.tick_next_step(step=step, by=step.owner)
        hiring.mark_hired(candidacy=candidacy, reason=told["reason"], by=manager)
    debriefs.request_debrief_packet(debrief=debrief, by=manager)
    debriefs.request_decision_file(debrief=debrief, by=manager)


def revise(seeder: "Seeder", candidacy: Candidacy, told: dict[str, Any]) -> None:
    for key, change in told.items():
        card = Scorecard.objects.get(
            panelist__user=seeder.people[key],
            panelist__interview__candidacy=candidacy,
            panelist__interview__stage__guide_stage__key=change["stage"],
        )
        scorecards.revise(
            scorecard=card,
            recommendation=change["recommendation"],
            reason=change["reason"],
            by=seeder.people[key],
        )


def decide(seeder: "Seeder", debrief: Debrief, told: dict[str, Any], manager: User) -> None:
    steps = [
        debriefs.NextStepInput(
            text=step["text"],
            owner=seeder.people[step["owner"]],
            due_on=seeder.calendar.at(step["day"], "12:00", manager.timezone).date(),
        )
        for step in told["next_steps"]
    ]
    debrief.refresh_from_db()
    debriefs.decide(
        debrief=debrief,
        outcome=told["outcome"],
        reason=told["reason"],
        grounds=grounds(debrief, manager, for_hire=told["outcome"] == "hire"),
        next_steps=steps,
        by=manager,
    )


def grounds(debrief: Debrief, manager: User, *, for_hire: bool) -> list[str]:
    """The keys of the three ratings that speak most clearly for the outcome."""
    groups = ground_groups(evidence_matrix(manager, debrief.candidacy))
    rated = [option for group in groups for option in group.options if option.cell.level]
    return [option.key for option in sorted(rated, key=lambda one: one.cell.level or 0, reverse=for_hire)[:3]]


def take_reference(seeder: "Seeder", candidacy: Candidacy, told: dict[str, Any], recruiter: User) -> None:
    candidacy.refresh_from_db()
    contact = {key: told[key] for key in ("email", "phone") if key in told}
    with at(seeder.calendar.at(told.get("day", -1) - 1, "09:40", recruiter.timezone)):
        referee = references.add_referee(
            candidacy=candidacy,
            name=told["name"],
            relation=told.get("relation", ""),
            relationship=told["relationship"],
            period=told.get("period", ""),
            company=told["company"],
            candidate_agrees="In the interview, with the address",
            by=recruiter,
            **contact,
        )
    if "link" in told:
        with at(seeder.calendar.at(told["link"], "10:10", recruiter.timezone)):
            references.send_link(referee=referee, by=recruiter)
    if "day" not in told:
        return
    with at(seeder.calendar.at(told["day"], "15:00", recruiter.timezone)):
        check = references.start_check(referee=referee, by=recruiter)
        references.log_attempt(referee=referee, outcome="reached", by=recruiter)
        references.record_consent(referee=referee, of="referee", how="On the phone", by=recruiter)
        stage = candidacy.role.guide_version.stages.get(kind="references")
        changes = spoken(seeder, stage, told) | follow_ups_answered(candidacy, told)
        references.save_check(check=check, changes=changes, base_revision=0, client_id="demo", seq=1, by=recruiter)
        references.finish_check(check=check, by=recruiter)


def follow_ups_answered(candidacy: Candidacy, told: dict[str, Any]) -> dict[str, Any]:
    """What the referee said to the debrief's questions, in their order."""
    said = zip(candidacy.follow_ups.order_by("pk"), told.get("follow_ups", []), strict=False)
    return {"follow_ups": {follow_up.uid: {"text": text} for follow_up, text in said}}


def ask_besides(candidacy: Candidacy, told: list[dict[str, Any]], manager: User) -> None:
    """What the debrief left open, as questions for every referee."""
    for question in told:
        references.add_follow_up(
            candidacy=candidacy, text=question["text"], for_referee=question.get("for_referee", False), by=manager
        )


def spoken(seeder: "Seeder", stage: Any, told: dict[str, Any]) -> dict[str, Any]:
    """What the referee said to each question, with numbers and marks, and the levels it was rated with."""
    notes = seeder.words.notes(told.get("words", stage.key))
    numbers, marks = told.get("numbers", {}), told.get("marks", {})
    answers: dict[str, dict[str, Any]] = {}
    for question in stage.questions.all():
        said: dict[str, Any] = {"text": notes[question.key]} if question.key in notes else {}
        if question.scale and question.key in numbers:
            said["number"] = numbers[question.key]
        answers[question.uid] = said | dict.fromkeys(marks.get(question.key, []), True)
    ratings = {}
    for placement in stage.placements.select_related("criterion").order_by("position"):
        level = told.get("but", {}).get(placement.criterion.key, told["level"])
        evidence = seeder.words.evidence(stage.key, placement.criterion.key, level)
        ratings[placement.criterion.uid] = {"level": level, "evidence": evidence}
    return {"answers": answers, "ratings": ratings}

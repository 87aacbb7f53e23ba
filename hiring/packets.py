"""The interview kit: everything one panelist needs in the room, and nothing about anybody's scores."""

from typing import Any

from accounts.models import User
from core.documents import Document
from question_bank.models import RECOMMENDATIONS, GuideStage, Question, StageCriterion

from .models import Interview, Panelist
from .queries.names import hide_name
from .wording import Spoken, spoken

KIT = "interview_kit"


def may_read_kit(user: User, interview_uid: str) -> bool:
    """Whether ``user`` may have the kit: they sit on the panel and have not stepped back, or plan the interview."""
    interview = Interview.objects.visible_to(user).filter(uid=interview_uid).select_related("candidacy").first()
    if interview is None:
        return False
    own = interview.panelists.filter(user=user).first()
    if own is not None:
        return own.left_at is None and own.recused_at is None
    return user.has_perm("hiring.change_interview", interview)


def kit_scope(interview_uid: str) -> str:
    """The uid of the candidacy that a kit is about."""
    return Interview.objects.values_list("candidacy__uid", flat=True).get(uid=interview_uid)


def kit(interview_uid: str, reader: User) -> Document:
    """Compose the kit of an interview for a ``reader`` who may have it (``may_read_kit``). Nine queries at most.

    It holds who meets whom, when and where, the guide's stage with its placeholders filled, the scales to rate by, and
    room to write. No document of the candidate and no other person's notes are part of it.
    """
    rows = Interview.objects.select_related("stage", "candidacy__candidate", "candidacy__role", "created_by")
    interview = hide_name(rows.get(uid=interview_uid), reader)
    candidacy = interview.candidacy
    role, candidate = candidacy.role, candidacy.candidate
    stage = _held_by(interview, reader)
    words = spoken(interview)
    panel = Panelist.objects.active().filter(interview=interview).select_related("user").order_by("user__name", "pk")
    return Document(
        kind=KIT,
        subject_uid=interview.uid,
        title=f"{interview.stage.name} with {candidate.name}",
        template="hiring/pdf/interview_kit.html",
        context={
            "interview": interview,
            "stage": interview.stage,
            "guide_stage": stage,
            "version": stage.version,
            "role": role,
            "candidate": candidate,
            "panel": list(panel),
            "material": [] if interview.blocks_time else list(interview.stage.material.order_by("pk")),
            "minutes": int((interview.ends_at - interview.starts_at).total_seconds() // 60),
            "directions": words.all(stage.directions),
            "share": words.all(stage.share),
            "brief": words.all(stage.brief),
            "questions": _questions(stage, words),
            "criteria": _criteria(stage),
            "recommendations": RECOMMENDATIONS.items(),
        },
    )


def _held_by(interview: Interview, reader: User) -> GuideStage:
    """What ``reader`` interviews by: what their own scorecard was begun with, else what the interview is held by."""
    places = Panelist.objects.filter(interview=interview, user=reader)
    begun = places.values_list("scorecard__guide_stage", flat=True).first()
    return GuideStage.objects.select_related("version").get(pk=begun or interview.guide_stage_id)


def _questions(stage: GuideStage, words: Spoken) -> list[dict[str, Any]]:
    asked = Question.objects.filter(stage=stage).in_order()
    return [
        {
            "text": words.all(question.text),
            "minutes": question.minutes,
            "type": question.get_type_display(),
            "rated": question.rated,
            "areas": words.all(question.areas),
            "follow_ups": words.all(question.follow_ups),
            "guidance": words.all(question.guidance),
            "lines": _lines(question, first=question.position == 1),
        }
        for question in asked
    ]


def _lines(question: Question, *, first: bool) -> int:
    """How many lines for notes fill the page below a question; the first shares its page with the words to share.

    Estimated in millimetres from the length of its texts on A4.
    """
    rows = max(sum(1 + len(text) // 46 for text in part) for part in (question.areas, question.follow_ups))
    used = 40 + 6 * rows + 7 * (len(question.text) // 80) + 5 * (len(question.guidance) // 100)
    free = (150 if first else 232) - used
    return max(4, min(14, free // 16 * 2))


def _criteria(stage: GuideStage) -> list[dict[str, Any]]:
    placed = StageCriterion.objects.filter(stage=stage).select_related("criterion__competency").order_by("position")
    return [
        {
            "name": placement.criterion.name,
            "competency": placement.criterion.competency.name if placement.criterion.competency else "",
            "levels": list(enumerate(placement.criterion.levels)),
        }
        for placement in placed
    ]

"""The interview kit: everything one panelist needs in the room, and nothing about anybody's scores.

For one interview and reader, blank for a stage of a role, and for all interviews of a role on one day.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import User
from core.documents import Document
from question_bank.models import RECOMMENDATIONS, GuideStage, Question, StageCriterion
from question_bank.packets import lines_below

from ..models import Interview, Panelist, Role, Seat, Stage
from ..models.interview import InterviewQuerySet
from ..queries.names import hide_name
from ..wording import Spoken, spoken

KIT = "interview_kit"
STAGE_KIT = "stage_kit"
DAY_KITS = "day_kits"


def may_read_kit(user: User, interview_uid: str) -> bool:
    """Whether ``user`` may have the kit: they sit on the panel and have not stepped back, or plan the interview."""
    # Whoever has a place sees the interview: one look-up instead of the long query for everybody else.
    own = Panelist.objects.filter(interview__uid=interview_uid, user=user).first()
    if own is not None:
        return own.left_at is None and own.recused_at is None
    interview = Interview.objects.visible_to(user).filter(uid=interview_uid).select_related("candidacy").first()
    return interview is not None and user.has_perm("hiring.change_interview", interview)


def may_read_stage_kit(user: User, stage_uid: str) -> bool:
    """Whether ``user`` works on every role, holds a seat on the stage's role, or sits on an interview of the stage."""
    stage = Stage.objects.filter(uid=stage_uid)
    if user.access_level in {"admin", "recruiter"}:
        return stage.exists()
    sits = Panelist.objects.active().filter(user=user, interview__stage=OuterRef("pk"))
    seat = Seat.objects.filter(user=user, role=OuterRef("role"))
    return stage.filter(Exists(sits) | Exists(seat)).exists()


def may_read_day_kits(user: User, role_uid: str, detail: str) -> bool:
    """Whether ``user`` sees the role and may have the kit of every interview that ``detail`` names."""
    _, *uids = detail.split()
    if not Role.objects.visible_to(user).filter(uid=role_uid).exists():
        return False
    return len(having_kits(user, Interview.objects.filter(uid__in=uids, candidacy__role__uid=role_uid))) == len(uids)


def having_kits(user: User, interviews: InterviewQuerySet) -> list[Interview]:
    """Those of ``interviews`` whose kit ``user`` may have, in the order of time."""
    visible = interviews.visible_to(user).select_related("candidacy").order_by("starts_at", "pk")
    places = Panelist.objects.filter(user=user, interview__in=interviews)
    active = dict.fromkeys(places.values_list("interview", flat=True), False)
    active |= dict.fromkeys(places.active().values_list("interview", flat=True), True)
    return [
        each
        for each in visible
        if active.get(each.pk, False) or (each.pk not in active and user.has_perm("hiring.change_interview", each))
    ]


def kit_scope(interview_uid: str) -> str:
    """The uid of the candidacy that a kit is about."""
    return Interview.objects.values_list("candidacy__uid", flat=True).get(uid=interview_uid)


def stage_kit_scope(stage_uid: str) -> str:
    """Nothing: a blank kit is about no candidacy."""
    return ""


def kit(interview_uid: str, reader: User) -> Document:
    """Compose the kit of an interview for a ``reader`` who may have it (``may_read_kit``). Nine queries at most.

    It holds who meets whom, when and where, the guide's stage with its placeholders filled, the scales to rate by, and
    room to write. No document of the candidate and no other person's notes are part of it.
    """
    context = _kit_of(interview_uid, reader)
    return Document(
        kind=KIT,
        subject_uid=interview_uid,
        title=f"{context['stage'].name} with {context['candidate'].name}",
        template="hiring/pdf/interview_kit.html",
        context={**context, "watermark": context["role"].watermark_packets},
    )


def stage_kit(stage_uid: str, reader: User) -> Document:
    """Compose the kit of a role's stage without a candidate, for a ``reader`` who may have it. Four queries."""
    stage = Stage.objects.select_related("role", "guide_stage__version").get(uid=stage_uid)
    words = Spoken({name: text for name, text in stage.role.placeholder_values.items() if text}, "")
    return Document(
        kind=STAGE_KIT,
        subject_uid=stage.uid,
        title=f"{stage.name}, blank kit",
        template="hiring/pdf/stage_kit.html",
        context={
            "stage": stage,
            "role": stage.role,
            "watermark": stage.role.watermark_packets,
            **_stage_parts(stage.guide_stage, words, reader),
        },
    )


def day_kits(role_uid: str, detail: str, reader: User) -> Document:
    """Compose the kits of the interviews that ``detail`` names, "2026-11-17 uid uid", as one document.

    For a ``reader`` who may have them all (``may_read_day_kits``). Nine queries for each interview.
    """
    day, *uids = detail.split()
    role = Role.objects.get(uid=role_uid)
    order = Interview.objects.filter(uid__in=uids).order_by("starts_at", "pk").values_list("uid", flat=True)
    return Document(
        kind=DAY_KITS,
        subject_uid=role_uid,
        title=f"Kits of {date.fromisoformat(day):%a} {date.fromisoformat(day).day} {date.fromisoformat(day):%b %Y}",
        template="hiring/pdf/day_kits.html",
        context={
            "role": role,
            "day": date.fromisoformat(day),
            "kits": [_kit_of(uid, reader) for uid in order],
            "watermark": role.watermark_packets,
        },
        detail=detail,
    )


def _kit_of(interview_uid: str, reader: User) -> dict[str, Any]:
    rows = Interview.objects.select_related("stage", "candidacy__candidate", "candidacy__role", "created_by")
    interview = hide_name(rows.get(uid=interview_uid), reader)
    panel = Panelist.objects.active().filter(interview=interview).select_related("user").order_by("user__name", "pk")
    return {
        "interview": interview,
        "stage": interview.stage,
        "role": interview.candidacy.role,
        "candidate": interview.candidacy.candidate,
        "panel": list(panel),
        "material": [] if interview.blocks_time else list(interview.stage.material.order_by("pk")),
        "minutes": int((interview.ends_at - interview.starts_at).total_seconds() // 60),
        **_stage_parts(_held_by(interview, reader), spoken(interview), reader),
    }


def _stage_parts(stage: GuideStage, words: Spoken, reader: User) -> dict[str, Any]:
    return {
        "guide_stage": stage,
        "version": stage.version,
        "directions": words.all(stage.directions),
        "share": words.all(stage.share),
        "brief": words.all(stage.brief),
        "questions": _questions(stage, words, reader),
        "criteria": _criteria(stage),
        "recommendations": RECOMMENDATIONS.items(),
    }


def _held_by(interview: Interview, reader: User) -> GuideStage:
    """What ``reader`` interviews by: what their own scorecard was begun with, else what the interview is held by."""
    places = Panelist.objects.filter(interview=interview, user=reader)
    begun = places.values_list("scorecard__guide_stage", flat=True).first()
    return GuideStage.objects.select_related("version").get(pk=begun or interview.guide_stage_id)


def _questions(stage: GuideStage, words: Spoken, reader: User) -> list[dict[str, Any]]:
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
            "lines": lines_below(
                words.all(question.text),
                question.areas,
                question.follow_ups,
                question.guidance,
                first=question.position == 1,
                paper=reader.paper,
            ),
        }
        for question in asked
    ]


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

"""What the interview page reads before anything of one's own: its interview, the questions, the criteria, the panel."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User, any_reader
from core.statements import Statement
from hiring.models import Interview, Panelist, Stage
from question_bank.models import GuideStage, Question, StageCriterion, StageKind

from ..models import Scorecard


def find_with_kit(user: User, uid: str) -> Interview:
    """The interview ``uid`` with what its page reads, if ``user`` sees it, else 404. One query."""
    found = _WITH_KIT.first(user.access_level, user=user.pk, uid=uid)
    if found is None:
        raise Http404
    return found


def find_place(user: User, interview: Interview) -> Panelist | None:
    """The place of ``user`` on the panel of ``interview``, past ones too, with its scorecard. One query."""
    return _PLACE.first(user=user.pk, interview=interview.pk)


def find_own(user: User, uid: str) -> Scorecard | None:
    """The scorecard that ``user`` writes on the interview ``uid``, with that. One query."""
    return _OWN.first(user=user.pk, uid=uid)


def questions_of(stage: GuideStage) -> list[Question]:
    """The questions of ``stage`` in order, with their competencies. Two queries."""
    return _QUESTIONS.all(stage=stage.pk)


def placements_of(stage: GuideStage) -> list[StageCriterion]:
    """The criteria of ``stage`` in order, with their competencies. One query."""
    return _PLACEMENTS.all(stage=stage.pk)


def names_on(interview: Interview) -> list[tuple[str, bool]]:
    """Who is on the panel of ``interview``, by name, and whether they sit in to learn. One query."""
    return _PANEL.all(interview=interview.pk)


def covered(interview: Interview, own: GuideStage) -> list[tuple[str, int, str]]:
    """The names of stage and criterion, with the stage's id: of ``own``, and of the role's other scored stages.

    One query.
    """
    return _COVERS.all(role=interview.candidacy.role_id, besides=interview.stage_id, own=own.pk)


def _with_kit(access_level: str, user: int, uid: str) -> QuerySet[Interview]:
    version = "guide_stage__version"
    unread = [f"{version}__{name}" for name in ("how_to_use", "job_description", "profile", "faq", "summary")]
    related = ("stage", "candidacy__candidate", "candidacy__role", "created_by", version)
    visible = Interview.objects.visible_to(any_reader(access_level, user)).filter(uid=uid)
    return visible.select_related(*related).defer(*unread)


def _place(_: str, user: int, interview: int) -> QuerySet[Panelist]:
    places = Panelist.objects.filter(interview=interview, user=user)
    return places.select_related("scorecard", "interview").order_by("pk")


def _own(_: str, user: int, uid: str) -> QuerySet[Scorecard]:
    own = Scorecard.objects.written_by(any_reader("", user)).filter(panelist__interview__uid=uid)
    return own.select_related("panelist__interview").order_by("pk")


def _questions(_: str, stage: int) -> QuerySet[Question]:
    return Question.objects.filter(stage=stage).order_by("position").prefetch_related("competencies")


def _placements(_: str, stage: int) -> QuerySet[StageCriterion]:
    return StageCriterion.objects.filter(stage=stage).order_by("position").select_related("criterion__competency")


def _panel(_: str, interview: int) -> QuerySet[Panelist, Any]:
    panel = Panelist.objects.active().filter(interview=interview).order_by("user__name")
    return panel.values_list("user__name", "shadows")


def _covers(_: str, role: int, besides: int, own: int) -> QuerySet[StageCriterion, Any]:
    """The names of stage and criterion of the stage ``own`` of a guide, and of the role's stages but ``besides``."""
    others = Stage.objects.filter(role=role, kind__in=StageKind.scored()).exclude(pk=besides).values("guide_stage")
    return (
        StageCriterion.objects.filter(Q(stage=own) | Q(stage__in=others), criterion__outcome="")
        .order_by("stage__position", "stage", "position")
        .values_list("stage__name", "stage", "criterion__name")
    )


_WITH_KIT = Statement(_with_kit, user=int, uid=str)
_PLACE = Statement(_place, user=int, interview=int)
_OWN = Statement(_own, user=int, uid=str)
_QUESTIONS = Statement(_questions, stage=int)
_PLACEMENTS = Statement(_placements, stage=int)
_PANEL = Statement(_panel, interview=int)
_COVERS = Statement(_covers, role=int, besides=int, own=int)

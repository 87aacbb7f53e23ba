"""A version as the people will find it who work with it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.http import Request
from question_bank.guide_format.document import Question
from question_bank.queries import GuideText, document_of
from question_bank.queries.content import CriterionText, StageText
from question_bank.services import request_stage_kit
from question_bank.wording import say

from .guides import version_for


@require_GET
def guide_preview(request: Request, uid: str) -> HttpResponse:
    """What an interviewer of a stage finds, or what a candidate reads."""
    version = version_for(request, uid)
    text = GuideText(document_of(version))
    context = {"version": version, "text": text, "guide": text.guide}
    if request.GET.get("reader") == "candidate":
        return render(request, "question_bank/guide_preview_candidate.html", context)
    scored, stage = _stage(text, request.GET.get("stage"))
    context |= _scorecard(text, stage) | {"row": stage, "stage": stage.part, "scored": scored}
    return render(request, "question_bank/guide_preview.html", context)


@require_POST
def guide_stage_kit_request(request: Request, uid: str) -> HttpResponse:
    """Ask for the kit of a stage as an interviewer would get it, without a role or a candidate."""
    version = version_for(request, uid)
    _, stage = _stage(GuideText(document_of(version)), request.POST.get("stage"))
    packet = request_stage_kit(version=version, key=stage.part.key, by=request.user)
    return redirect("packet_detail", uid=packet.uid)


def _stage(text: GuideText, key: str | None) -> tuple[list[StageText], StageText]:
    """The stages with a scorecard (of a guide without any: all), and among them the one that ``key`` asks for."""
    scored = [row for row in text.stages if row.part.is_scored] or text.stages
    return scored, next((row for row in scored if row.part.key == key), scored[0])


def _scorecard(text: GuideText, stage: StageText) -> dict[str, Any]:
    """What the scorecard's own templates take for the ``stage``, unanswered; what a role fills in stays in brackets."""
    return {
        "questions": [_question(text, row, number, stage) for number, row in enumerate(stage.part.questions, 1)],
        "criteria": [_criterion(row) for row in [*stage.criteria, *stage.shared]],
        "watched": _said(stage.part.directions.watch_for.items) if stage.part.directions.watch_for else [],
    }


def _question(text: GuideText, part: Question, number: int, stage: StageText) -> dict[str, Any]:
    return {
        # Each is the one at hand, so that all are seen.
        "page": {"questions": stage.part.questions, "first_question": number},
        "number": number,
        "question": {"uid": part.key, "minutes": part.minutes},
        "text": say(part.text, values={}),
        "guidance": say(part.guidance or "", values={}),
        "areas": [{"place": place, "text": line} for place, line in enumerate(_said(part.areas))],
        "follow_ups": [{"place": place, "text": line} for place, line in enumerate(_said(part.follow_ups))],
        "competencies": ", ".join(text.names[key] for key in part.competencies),
        "answer": {"seconds": 0, "notes": "", "own_follow_up": "", "skip_reason": ""},
        "prefix": f"answers.{part.key}",
    }


def _criterion(row: CriterionText) -> dict[str, Any]:
    return {
        "criterion": {"uid": row.part.key, "name": row.part.name, "levels": row.levels},
        "competency": row.competency if row.competency != row.part.name else "",
        "level": None,
        "evidence": "",
        "prefix": f"ratings.{row.part.key}",
    }


def _said(lines: list[str]) -> list[str]:
    return [say(line, values={}) for line in lines]

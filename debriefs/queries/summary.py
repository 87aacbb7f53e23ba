"""The summary of a debrief: put together from what is recorded, by the rules that stand here, and nothing guessed.

* A **strength** is a criterion on which every sealed level is 3 or 4, a **concern** one on which every one is 1 or 2,
  the clearest first. With one rating only it says so.
* A **disagreement** is a criterion with two levels apart or more, widest first.
* A **hole** is a criterion on which nobody could give a level 1-4.
* Level 0 is no level: it enters nothing. Revised values stand beside the sealed ones and decide nothing above.
"""

import hashlib
import json
from typing import Any

from accounts.models import User
from core.models import Job
from question_bank.models import RECOMMENDATIONS
from scorecards.models import Scorecard
from scorecards.queries import Cell, EvidenceMatrix, Row, composite, matrix_of
from scorecards.visibility import revealed_scorecards, visible_scorecards

from ..models import Debrief, Summary
from .changes import Change, changes
from .holes import holes
from .meeting import agenda, asked_of_referees

SUMMARISE = "debriefs.summarise"
MEAN_DIGITS = 2
Part = dict[str, Any]


def compose(debrief: Debrief) -> tuple[Part, list[Scorecard]]:
    """What is recorded of ``debrief`` as plain values (moments in ISO 8601, UTC), and the scorecards it is made of.

    What was sealed or changed after it closed belongs to a later one.
    """
    candidacy = debrief.candidacy
    found = revealed_scorecards(candidacy)
    if debrief.closed_at:
        found = found.filter(sealed_at__lte=debrief.closed_at)
    matrix = matrix_of(debrief.facilitator, candidacy, found, until=debrief.closed_at)
    combined = composite(debrief.facilitator, candidacy, matrix)
    left_open = holes(matrix)
    content = {
        "candidate": candidacy.candidate.name,
        "role": candidacy.role.title,
        "guide": f"{debrief.version.name}, version {debrief.version.number}",
        "opened_at": _moment(debrief.opened_at),
        "override_reason": debrief.override_reason,
        "led_by": debrief.facilitator.name,
        "attended": _attended(debrief),
        "recommendations": _recommendations(matrix),
        "composite": str(combined.value) if combined else "",
        "parts": [{"name": part.name, "mean": str(part.mean)} for part in combined.stages] if combined else [],
        "strengths": [_rated(row) for row in _strengths(matrix)],
        "concerns": [_rated(row) for row in _concerns(matrix)],
        "disagreements": [_rated(row) for row in matrix.disagreements],
        "holes": left_open.criteria,
        "ways": left_open.stages,
        "changes": [_change(change) for change in changes(matrix)],
        "notes": [{"question": item.text, "note": item.note.text} for item in agenda(debrief) if item.note],
        "questions": [{"text": asked.text, "by": asked.asked_by.name} for asked in asked_of_referees(debrief)],
        "decision": _decision(debrief),
        "next_steps": _next_steps(debrief),
    }
    return content, matrix.scorecards


def key_of(content: Part) -> str:
    """The hash that stands for a summary: the same for the same facts."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def readable_summaries(user: User, debrief: Debrief) -> list[Summary]:
    """The summaries of ``debrief`` that ``user`` may read, newest first: those made of what they may read. Two queries.

    Whether they take part in the debrief is asked elsewhere, before.
    """
    hidden = Scorecard.objects.filter(panelist__interview__candidacy=debrief.candidacy_id).exclude(
        pk__in=visible_scorecards(user).values("pk")
    )
    closed = set(debrief.summaries.filter(scorecards__in=hidden.values("pk")).values_list("pk", flat=True))
    return [summary for summary in debrief.summaries.order_by("-number") if summary.pk not in closed]


def summary_under_way(debrief: Debrief) -> Job | None:
    """The job that will put the summary of ``debrief`` together, if one waits or runs. One query."""
    return Job.objects.unfinished().filter(name=SUMMARISE, args__debrief_id=debrief.pk).order_by("pk").last()


def _strengths(matrix: EvidenceMatrix) -> list[Row]:
    found = [row for row in matrix.rows if row.levels and min(row.levels) >= 3]
    return sorted(found, key=lambda row: (-_mean(row), -len(row.levels)))


def _concerns(matrix: EvidenceMatrix) -> list[Row]:
    found = [row for row in matrix.rows if row.levels and max(row.levels) <= 2]
    return sorted(found, key=lambda row: (_mean(row), -len(row.levels)))


def _mean(row: Row) -> float:
    return sum(row.levels) / len(row.levels)


def _rated(row: Row) -> Part:
    return {
        "criterion": row.criterion.name,
        "stage": row.stage_name,
        "mean": f"{_mean(row):.{MEAN_DIGITS}f}",
        "low": row.low,
        "high": row.high,
        "views": [_view(cell) for cell in row.cells if cell.level],
    }


def _view(cell: Cell) -> Part:
    return {"who": cell.column.name, "level": cell.level, "evidence": cell.evidence, "now": cell.revised}


def _recommendations(matrix: EvidenceMatrix) -> list[Part]:
    return [
        {
            "who": column.name,
            "stage": stage.name,
            "sealed": _words(column.recommendation),
            "now": _words(column.revised_recommendation),
            "independent": column.independence == "independent",
        }
        for stage in matrix.stages
        for column in stage.columns
    ]


def _change(change: Change) -> Part:
    return {
        "who": change.who,
        "stage": change.stage,
        "what": change.what,
        "sealed": "" if change.sealed is None else str(change.sealed),
        "now": str(change.now),
        "reason": change.revision.reason,
        "after_reveal": change.revision.after_reveal,
    }


def _attended(debrief: Debrief) -> list[Part]:
    """Whoever was here after it had opened."""
    opened = debrief.opened_at
    if opened is None:
        return []
    rows = debrief.attendances.filter(last_at__gte=opened).select_related("user").order_by("first_at", "pk")
    return [{"who": row.user.name, "from": _moment(max(row.first_at, opened))} for row in rows]


def _decision(debrief: Debrief) -> Part:
    decision = debrief.decision
    if decision is None:
        return {}
    return {
        "outcome": decision.get_outcome_display(),
        "reason": decision.reason,
        "by": decision.by.name,
        "at": _moment(decision.at),
        "composite": "" if decision.composite is None else str(decision.composite),
        "departure_reason": decision.departure_reason,
        "other_role": decision.other_role.title if decision.other_role else "",
        "waits": decision.waits,
        "dissent": decision.dissent,
        "dissents": [{"who": each.by.name, "text": each.text} for each in decision.dissents.in_order()],
    }


def _next_steps(debrief: Debrief) -> list[Part]:
    return [
        {
            "text": step.text,
            "owner": step.owner.name,
            "due_on": f"{step.due_on.day} {step.due_on:%b %Y}" if step.due_on else "",
            "done": step.done_at is not None,
        }
        for step in debrief.next_steps.in_order()
    ]


def _words(recommendation: int | None) -> str:
    return RECOMMENDATIONS.get(recommendation or 0, "")


def _moment(moment: Any) -> str:
    return moment.isoformat() if moment else ""

"""What each step of the debrief shows. Whatever shows a score records first that it was read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.http import Request
from references.forms import FollowUpForm
from scorecards.queries import Column, EvidenceMatrix, composite, evidence_matrix
from scorecards.services import record_reading

from ..forms import OpenForm, RevisionForm, VoteForm
from ..models import Debrief
from ..queries import (
    Vote,
    agenda,
    asked_of_referees,
    changes,
    find_cell,
    gate,
    grid_by_competency,
    holes,
    how_to_lead,
    in_speaking_order,
)
from ..visibility import Room

Context = dict[str, Any]


def ready(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """Before the reveal: what is in, what is owed, by whom, what nobody learned; no score."""
    context = {"open_form": given.get("open_form") or OpenForm(), "at_this_moment": timezone.now()}
    if given["sees_progress"] and not debrief.opened_at and around.places:
        context["gate"] = gate(debrief.candidacy, around, shown_matrix(request.user, debrief))
    return context


def requirements(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """What the role requires, by the version that the debrief was opened with.

    By the role's own to whoever does not take part: they must not learn that it was opened before the role moved.
    """
    version = debrief.version if given["attends"] else debrief.candidacy.role.guide_version
    leading = how_to_lead(debrief) if given["attends"] or given["may_open"] else []
    return {"version": version, "leading": leading, "competencies": list(version.competencies.order_by("position"))}


def evidence(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """The matrix, what nobody could rate, and the composite."""
    matrix = shown_matrix(request.user, debrief)
    by_competency = request.GET.get("by") == "competency"
    return {
        "matrix": matrix,
        "by_competency": grid_by_competency(matrix) if by_competency else None,
        "holes": holes(matrix),
        "composite": composite(request.user, debrief.candidacy, matrix),
        "cell_shown": find_cell(matrix, request.GET.get("cell", "")),
    }


def disagreements(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """The criteria on which people lie apart, widest first, one at a time."""
    matrix = shown_matrix(request.user, debrief)
    rows = matrix.disagreements
    place = _place(request, len(rows))
    current = rows[place] if rows else None
    return {
        "rows": rows,
        "place": place,
        "more": place + 1 < len(rows),
        "current": current,
        "cells": in_speaking_order(debrief, around, current.cells) if current else [],
        "leading": how_to_lead(debrief),
        "close_rows": [row for row in matrix.rows if not row.is_apart and len(row.levels) > 1],
    }


def agenda_step(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """The guide's questions, one at a time, with a note field."""
    items = agenda(debrief)
    place = _place(request, len(items))
    return {
        "items": items,
        "asked": asked_of_referees(debrief),
        "ask_form": given.get("ask_form") or FollowUpForm(),
        "leading": how_to_lead(debrief),
        "place": place,
        "more": place + 1 < len(items),
        "current": items[place] if items else None,
        "may_note": request.user.has_perm("debriefs.write_note", debrief),
    }


def revote(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """Everybody's recommendation, sealed and revised, and one's own to change."""
    matrix = shown_matrix(request.user, debrief)
    columns = [column for stage in matrix.stages for column in stage.columns]
    may_change = request.user.has_perm("debriefs.change_mind", debrief)
    refused = given.get("revision_form")
    own = [column for column in columns if column.is_own and (may_change or refused or given.get("vote_forms_given"))]
    forms = [
        (column, refused if refused and refused.prefix == column.scorecard.uid else _revision_form(column, matrix))
        for column in own
    ]
    vote = given["now"].vote if given["now"] else None
    return {
        "stages": matrix.stages,
        "forms": forms,
        "vote_forms": [
            (column, form) for column in own if (form := _vote_form(column, vote, given.get("vote_forms_given", {})))
        ],
        "changes": changes(matrix),
    }


def shown_matrix(user: User, debrief: Debrief) -> EvidenceMatrix:
    """The matrix as ``user`` may read it; that they were shown it is on record from here on."""
    matrix = evidence_matrix(user, debrief.candidacy)
    record_reading(user=user, scorecards=matrix.scorecards, via="debrief")
    return matrix


def _place(request: Request, count: int) -> int:
    asked = request.GET.get("item", "1")
    return min(max(int(asked) if asked.isdecimal() and len(asked) < 4 else 1, 1), max(count, 1)) - 1


def _vote_form(column: Column, vote: Vote | None, refused: Mapping[str, VoteForm]) -> VoteForm | None:
    """What was refused comes back with its words, whether or not the re-vote goes on."""
    prefix = f"vote-{column.scorecard.uid}"
    if prefix in refused:
        return refused[prefix]
    if vote is None:
        return None
    entered = vote.own.get(column.scorecard.pk)
    before = {"recommendation": entered.recommendation, "reason": entered.reason} if entered else None
    return VoteForm(prefix=prefix, initial=before)


def _revision_form(column: Any, matrix: EvidenceMatrix) -> RevisionForm:
    return RevisionForm(column=column, stages=matrix.stages)


BUILDERS: dict[str, Callable[[Request, Debrief, Room, Context], Context]] = {
    "ready": ready,
    "requirements": requirements,
    "evidence": evidence,
    "disagreements": disagreements,
    "agenda": agenda_step,
    "revote": revote,
}

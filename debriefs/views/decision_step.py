"""The step of the decision: its form while the debrief is open, the record once it has closed."""

from typing import Any

from core.http import Request
from hiring.models import Role
from scorecards.queries import EvidenceMatrix, composite

from ..forms import ApprovalForm, DecisionForm, DissentForm, NextStepFormSet, OtherRoleForm, ReopenForm
from ..models import Debrief, OtherRole
from ..queries import HIRE_FROM, ground_groups, grounds_of, roles_to_consider
from ..visibility import Room
from .steps import Context, shown_matrix

DAY = "%Y-%m-%d"


def decision(request: Request, debrief: Debrief, around: Room, given: Context) -> Context:
    """The form of the decision, or the record of it."""
    matrix = given.get("matrix") or shown_matrix(request.user, debrief)
    if debrief.closed_at:
        # Somebody spoke up while it was closed: the words are on the page again.
        late = voices(request, debrief, given) if {"dissent_form", "other_role_form"} & given.keys() else {}
        reopen_form = given.get("reopen_form") or ReopenForm()
        approval_form = given.get("approval_form") or ApprovalForm()
        record = recorded(request, debrief, around, matrix)
        return {**late, **record, "reopen_form": reopen_form, "approval_form": approval_form}
    roles = list(roles_to_consider(request.user, debrief))
    return {
        **voices(request, debrief, given, roles),
        "set_aside": debrief.set_aside,
        "composite": composite(request.user, debrief.candidacy, matrix),
        "hire_from": HIRE_FROM,
        "decision_form": given.get("decision_form") or decision_form(debrief, matrix, roles),
        "steps_formset": given.get("steps_formset") or _formset(debrief, around),
        "changed": sum(_has_changed(column) for stage in matrix.stages for column in stage.columns),
        "references": debrief.references_ahead,
    }


def voices(request: Request, debrief: Debrief, given: Context, roles: list[Role] | None = None) -> Context:
    """Dissent and other roles to consider, as they stand, with the forms for one's own."""
    dissents = list(debrief.dissents.standing().in_order())
    own = next((one for one in dissents if one.by_id == request.user.pk), None)
    context = {
        "debrief": debrief,
        "may_speak_up": request.user.has_perm("debriefs.dissent", debrief),
        "dissents": dissents,
        "own_dissent": own,
        "dissent_form": given.get("dissent_form") or DissentForm(initial={"text": own.text if own else ""}),
        "other_roles": OtherRole.objects.filter(debrief=debrief).in_order(),
    }
    roles = list(roles_to_consider(request.user, debrief)) if roles is None else roles
    return context | {"other_role_form": given.get("other_role_form") or OtherRoleForm(roles=roles)}


def decision_form(debrief: Debrief, matrix: EvidenceMatrix, roles: list[Role], data: Any = None) -> DecisionForm:
    """The form, filled with what was decided before if that was undone, declined or set aside."""
    before = debrief.set_aside[-1] if debrief.set_aside and data is None else None
    initial = {}
    if before:
        initial = {name: getattr(before, name) for name in ("outcome", "reason", "departure_reason", "other_role")}
        initial["grounds"] = [option.key for option in grounds_of(before, matrix)]
        if before.other_role:
            initial["other_role"] = before.other_role.uid
    return DecisionForm(data, groups=ground_groups(matrix), roles=roles, initial=initial)


def recorded(request: Request, debrief: Debrief, around: Room, matrix: EvidenceMatrix) -> Context:
    """The record of the decision in force, of those before it, and what the reader may do about it."""
    made, may_tick = debrief.decision, "debriefs.tick_next_step"
    steps = made.next_steps.in_order() if made else []
    for step in steps:
        step.debrief = debrief
    thinks_again = request.user.has_perm("debriefs.think_again", debrief)
    approvals = list(made.approvals.in_order()) if made and made.needed else []
    own = next((one for one in approvals if one.approver_id == request.user.pk), None)
    return {
        "decision": made,
        "approvals": approvals,
        "may_answer": bool(made and made.waits and own and own.asked_at and not own.answered_at and not around.bound),
        "set_aside": debrief.set_aside,
        "grounds": grounds_of(made, matrix) if made else [],
        "dissents": made.dissents.in_order() if made else [],
        "next_steps": [(step, request.user.has_perm(may_tick, step)) for step in steps],
        "may_undo": bool(thinks_again and made and made.can_be_undone),
        "may_reopen": thinks_again,
        "comes_back": made.origin if made and made.origin else debrief.candidacy.stage.name,
    }


def _formset(debrief: Debrief, around: Room) -> Any:
    before = debrief.set_aside[-1] if debrief.set_aside else None
    owners = {user.pk for user in around.owners}
    kept = [step for step in before.next_steps.undone().in_order() if step.owner_id in owners] if before else []
    initial = [
        {"text": step.text, "owner": step.owner.uid, "due_on": f"{step.due_on:{DAY}}" if step.due_on else ""}
        for step in kept
    ]
    return NextStepFormSet(form_kwargs={"around": around}, prefix="steps", initial=initial)


def _has_changed(column: Any) -> bool:
    return column.revised_recommendation not in {None, column.recommendation}

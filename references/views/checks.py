"""One reference check: the sheet that is filled in during the call, and the finished one to read."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.autosave import UNREADABLE, Conflict, InvalidChanges, answer_save, sent_changes
from core.errors import Refused
from core.http import SOMEONE_ELSES, Request, is_someone_elses, json_of
from core.models.base import new_uid

from ..forms import typed_changes, with_typed
from ..models import AttemptOutcome, Consent, ConsentOf, ReferenceCheck
from ..queries import sheet_of, shown_follow_ups
from ..services import NotReadyToFinish, finish_check, save_check


def _check(request: Request, uid: str) -> ReferenceCheck:
    visible = ReferenceCheck.objects.visible_to(request.user).select_related(
        "referee__candidacy__role", "referee__candidacy__candidate", "taken_by"
    )
    return get_object_or_404(visible, uid=uid)


@require_safe
def reference_check_detail(request: Request, uid: str) -> HttpResponse:
    """Read a check; one that is not finished is written on."""
    check = _check(request, uid)
    if not check.is_finished:
        return redirect("reference_check_edit", uid=uid)
    return render(request, "references/reference_check_detail.html", {"check": check, "sheet": sheet_of(check)})


@require_http_methods(["GET", "HEAD", "POST"])
def reference_check_edit(request: Request, uid: str) -> HttpResponse:
    """Fill in a check. A sent form saves what it changed; the button "Finish" closes it as well."""
    check = _check(request, uid)
    if check.is_finished:
        return redirect("reference_check_detail", uid=uid)
    if request.method != "POST":
        return _sheet(request, check)
    if is_someone_elses(request, request.POST):
        messages.error(request, SOMEONE_ELSES)
        return redirect("reference_check_edit", uid=uid)
    refused = _save_form(request, check)
    if refused:
        return refused
    finish = request.POST.get("act") == "finish"
    try:
        if finish:
            finish_check(check=check, by=request.user)
    except NotReadyToFinish as refusal:
        return _sheet(request, _check(request, uid), errors=refusal.errors, problem=refusal.message)
    messages.success(request, "The reference check is finished." if finish else "Saved.")
    return redirect("reference_check_detail" if finish else "reference_check_edit", uid=uid)


@require_POST
def reference_check_save(request: Request, uid: str) -> JsonResponse:
    """One autosave, JSON in and out: 200 saved, 401 sign in again, 409 conflict or finished, 422 refused by field."""
    body = json_of(request)
    if is_someone_elses(request, body):
        return JsonResponse({"kind": "signin", "message": SOMEONE_ELSES}, status=401)
    check = _check(request, uid)
    sent = sent_changes(body)
    if sent is None:
        return JsonResponse(UNREADABLE, status=400)
    return answer_save(lambda: save_check(check=check, by=request.user, **sent))


def _save_form(request: Request, check: ReferenceCheck) -> HttpResponse | None:
    """Store what the plain form changed; the page with words beside the fields if something is refused."""
    sheet = sheet_of(check, shown_follow_ups(request.user, check.referee.candidacy))
    typed, changes = typed_changes(request.POST, sheet.values() | {"to_verify": check.to_verify})
    if not changes:
        return None
    base, client = request.POST.get("base_revision", ""), request.POST.get("client_id", "")[:40] or "form"
    try:
        save_check(
            check=check,
            changes=changes,
            base_revision=int(base) if base.isdecimal() else check.revision,
            client_id=client,
            # A page that was sent before and comes back (by the Back button) holds new words under the same name.
            seq=check.saved_by.get(client, 0) + 1,
            by=request.user,
        )
    except InvalidChanges as refusal:
        return _sheet(request, check, typed=typed, errors=refusal.errors, problem=refusal.message)
    except Conflict as refusal:
        return _sheet(request, check, typed=typed, server=refusal.server, problem=refusal.message)
    except Refused as refusal:
        return _sheet(request, check, typed=typed, problem=refusal.message)
    return None


def _sheet(
    request: Request,
    check: ReferenceCheck,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    server: Mapping[str, Any] | None = None,
    problem: str = "",
) -> HttpResponse:
    referee, typed, errors = check.referee, typed or {}, errors or {}
    sheet = sheet_of(check, shown_follow_ups(request.user, referee.candidacy))
    attempts = list(referee.attempts.select_related("by").order_by("-pk"))
    context = {
        "check": check,
        "referee": referee,
        "sheet": sheet,
        **with_typed(sheet, typed, errors),
        "to_verify": typed.get("to_verify", check.to_verify),
        "errors": errors,
        "server": server or {},
        "problem": problem,
        "first_wrong": _place(next(iter(errors), "")),
        "attempts": attempts,
        "call": next((attempt for attempt in attempts if attempt.outcome == AttemptOutcome.REACHED), None),
        "agrees": Consent.objects.in_force().filter(referee=referee, of=ConsentOf.REFEREE).first(),
        "client_id": new_uid(),
        "journal_key": salted_hmac("references.journal", request.user.uid, algorithm="sha256").hexdigest(),
    }
    return render(request, "references/reference_check_edit.html", context, status=422 if problem else 200)


def _place(path: str) -> str:
    """The id of the place on the page that a field path belongs to."""
    kind, _, rest = path.partition(".")
    return f"criterion-{rest.partition('.')[0]}" if kind == "ratings" else path

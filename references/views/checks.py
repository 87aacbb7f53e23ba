"""One reference check: the sheet that is filled in during the call, and the finished one to read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.http import SOMEONE_ELSES, Request, is_someone_elses, json_of

from ..forms import CheckEntries
from ..models import ReferenceCheck
from ..queries import sheet_of
from ..services import ChangedElsewhere, InvalidEntries, finish_check, save_check

NO_ENTRIES = CheckEntries({})


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
    """Fill in a check. A sent form saves it whole; the button "Finish" closes it as well."""
    check = _check(request, uid)
    if check.is_finished:
        return redirect("reference_check_detail", uid=uid)
    if request.method != "POST":
        return _sheet(request, check, NO_ENTRIES)
    if is_someone_elses(request, request.POST):
        messages.error(request, SOMEONE_ELSES)
        return redirect("reference_check_edit", uid=uid)
    entries = CheckEntries(request.POST)
    finish = request.POST.get("act") == "finish"
    try:
        _save(request, check, entries, request.POST.get("revision"), request.POST.get("client"))
        if finish:
            finish_check(check=check, by=request.user)
    except Refused as refusal:
        entries.explain(getattr(refusal, "errors", {}))
        return _sheet(request, check, entries, refusal.message)
    messages.success(request, "The reference check is finished." if finish else "Saved.")
    return redirect("reference_check_detail" if finish else "reference_check_edit", uid=uid)


@require_POST
def reference_check_save(request: Request, uid: str) -> JsonResponse:
    """Save what changed, sent as JSON ``{author, revision, client, fields}``; answers with the revision stored now."""
    sent = json_of(request)
    if is_someone_elses(request, sent):
        return JsonResponse({"message": SOMEONE_ELSES}, status=401)
    check = _check(request, uid)
    try:
        entries = CheckEntries(sent["fields"])
        stored = _save(request, check, entries, sent["revision"], sent["client"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"message": "The save could not be read. Load the page again."}, status=400)
    except ChangedElsewhere as refusal:
        return JsonResponse({"message": refusal.message, "revision": refusal.revision}, status=409)
    except InvalidEntries as refusal:
        entries.explain(refusal.errors)
        return JsonResponse({"message": refusal.message, "errors": entries.errors}, status=422)
    except Refused as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    return JsonResponse({"revision": stored.revision, "at": stored.saved_at})


def _save(request: Request, check: ReferenceCheck, entries: CheckEntries, base: Any, client: Any) -> ReferenceCheck:
    entries.refuse()
    return save_check(
        check=check,
        answers=entries.answers,
        ratings=entries.ratings,
        to_verify=entries.to_verify,
        base_revision=int(base) if str(base).isdecimal() else 0,
        client=str(client or "")[:40],
        by=request.user,
    )


def _sheet(request: Request, check: ReferenceCheck, entries: CheckEntries, problem: str = "") -> HttpResponse:
    check.refresh_from_db(fields=["revision", "saved_at", "to_verify"])
    sheet = sheet_of(check)
    context = {
        "check": check,
        "sheet": sheet,
        "questions": entries.questions(sheet),
        "criteria": entries.criteria(sheet),
        "to_verify": entries.sent.get("to_verify", check.to_verify),
        "problem": problem,
        "first_wrong": entries.first_wrong,
    }
    return render(request, "references/reference_check_edit.html", context, status=422 if problem else 200)

"""The interview page: kit and scorecard in one, saved as it is typed, sealed at the end."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from accounts.models import User
from core.autosave import UNREADABLE, Conflict, InvalidChanges, Saved, answer_save, sent_changes
from core.errors import Refused
from core.http import SOMEONE_ELSES, Request, is_someone_elses, json_of
from core.models.base import new_uid
from hiring.models import Interview
from hiring.queries import hide_name

from ..forms import changed_values, hold_time_alone, typed_values
from ..models import Scorecard
from ..queries.beginning import begun_with
from ..queries.grading import grading, side_by_side
from ..queries.interview_page import InterviewPage
from ..queries.kit import find_own, find_place, find_with_kit
from ..services import (
    NotReadyToSeal,
    open_scorecard,
    save_scorecard,
    seal_scorecard,
)

NOT_STORED = f"{SOMEONE_ELSES} What they typed is kept on this device."


def scorecard_edit(request: Request, uid: str) -> HttpResponse:
    """The page; a plain POST saves the draft."""
    page = _page(request, uid)
    if page.scorecard.is_sealed:
        return redirect("scorecard_detail", page.scorecard.uid)
    if request.method != "POST":
        return _answer(request, page)
    if is_someone_elses(request, request.POST):
        return _not_stored(request, uid)
    refused = _save_form(request, page)
    if refused:
        return refused
    messages.success(request, "Draft saved.")
    return redirect(f"{reverse('scorecard_edit', args=[uid])}{_round_kept(request)}")


@require_POST
def scorecard_save(request: Request, uid: str) -> JsonResponse:
    """One autosave, JSON in and out: 200 saved, 401 sign in again, 409 conflict or sealed, 422 refused by field."""
    body = json_of(request)
    # Asked first: whoever signed in meanwhile need not have anything to do with this interview.
    if is_someone_elses(request, body):
        return JsonResponse({"kind": "signin", "message": NOT_STORED}, status=401)
    scorecard = find_own(request.user, uid)
    interview = scorecard.panelist.interview if scorecard else _sat_on(request, uid)
    sent = sent_changes(body)
    if sent is None:
        return JsonResponse(UNREADABLE, status=400)

    def save() -> Saved:
        if scorecard is None and hold_time_alone(sent["changes"]):
            return Saved(0, None)  # Looking at the questions is no beginning.
        shown = body.get("guide_stage", "")
        opened = scorecard or open_scorecard(interview=interview, by=request.user, shown=shown)
        return save_scorecard(scorecard=opened, by=request.user, **sent)

    return answer_save(save)


@require_POST
def scorecard_seal(request: Request, uid: str) -> HttpResponse:
    """Save what the form still holds, then seal; a second submission arrives at the same sealed scorecard."""
    page = _page(request, uid)
    if is_someone_elses(request, request.POST):
        return _not_stored(request, uid)
    if not page.scorecard.is_sealed:
        refused = _save_form(request, page)
        if refused:
            return refused
    try:
        scorecard = seal_scorecard(scorecard=_stored(page, request.user), by=request.user)
    except NotReadyToSeal as error:
        fresh = _page(request, uid)
        return _answer(request, fresh, missing=error.missing, view="review", status=422)
    except Refused as error:
        messages.error(request, error.message)
        return redirect("scorecard_edit", uid)
    messages.success(request, "Scorecard sealed.")
    return redirect("scorecard_detail", scorecard.uid)


def _not_stored(request: Request, uid: str) -> HttpResponse:
    messages.error(request, NOT_STORED)
    return redirect("scorecard_edit", uid)


def _sat_on(request: Request, uid: str) -> Interview:
    interview = find_with_kit(request.user, uid)
    if find_place(request.user, interview) is None:
        raise PermissionDenied
    return interview


def _page(request: Request, uid: str) -> InterviewPage:
    interview = find_with_kit(request.user, uid)
    hide_name(interview, request.user)
    panelist = find_place(request.user, interview)
    if panelist is None:
        raise PermissionDenied
    scorecard = getattr(panelist, "scorecard", None)
    if scorecard is None:
        scorecard = Scorecard(panelist=panelist, guide_stage=begun_with(interview, request.POST.get("guide_stage", "")))
    elif scorecard.guide_stage_id == interview.guide_stage_id:
        scorecard.guide_stage = interview.guide_stage  # read already
    if not scorecard.is_sealed and not request.user.has_perm("scorecards.write_scorecard", panelist):
        raise PermissionDenied
    return InterviewPage(interview, scorecard)


def _stored(page: InterviewPage, by: User) -> Scorecard:
    if page.scorecard.pk:
        return page.scorecard
    return open_scorecard(interview=page.interview, by=by, shown=page.stage.uid)


def _save_form(request: Request, page: InterviewPage) -> HttpResponse | None:
    """Store what the plain form changed; the page with words beside the fields if something is refused."""
    typed = typed_values(request.POST, page)
    changes = changed_values(typed, page)
    if not changes or (not page.scorecard.pk and hold_time_alone(changes)):
        return None
    try:
        base = int(request.POST.get("base_revision", ""))
    except ValueError:
        base = page.scorecard.revision
    client = request.POST.get("client_id", "")[:40] or "form"
    errors: Mapping[str, str] = {}
    server: Mapping[str, Any] = {}
    try:
        save_scorecard(
            scorecard=_stored(page, request.user),
            changes=changes,
            base_revision=base,
            client_id=client,
            # A page that was sent before and comes back (by the Back button) holds new words under the same name.
            seq=page.scorecard.saved_by.get(client, 0) + 1,
            by=request.user,
        )
    except InvalidChanges as error:
        errors = error.errors
    except Conflict as error:
        server = error.server
    except Refused as error:
        errors = {"": error.message}
    else:
        return None
    shown = InterviewPage(page.interview, page.scorecard, typed=typed)
    return _answer(request, shown, errors=errors, server=server, status=422)


def _round_kept(request: Request) -> str:
    """The part of the address that keeps a round through several works on its step."""
    across = request.POST.get("across", "")
    return f"?across={across}" if across.isalnum() else ""


def _round(request: Request, page: InterviewPage) -> dict[str, Any]:
    """The step of a round on which the page was opened, or how many works a round would go through."""
    across = request.GET.get("across", "") or request.POST.get("across", "")
    if not across:
        return {"side_by_side": side_by_side(request.user, page.interview)}
    around = grading(request.user, page.interview.stage).around(page.interview, across)
    return dict(zip(("step", "previous", "next"), around, strict=True)) if around else {}


def _answer(
    request: Request,
    page: InterviewPage,
    *,
    errors: Mapping[str, str] | None = None,
    missing: Mapping[str, str] | None = None,
    server: Mapping[str, Any] | None = None,
    view: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _round(request, page) | {
        "page": page,
        "interview": page.interview,
        "scorecard": page.scorecard,
        "errors": {**(errors or {}), **(missing or {})},
        "missing": list((missing or {}).items()),
        "server": server or {},
        "start_view": view,
        "client_id": new_uid(),
        "journal_key": salted_hmac("scorecards.journal", request.user.uid, algorithm="sha256").hexdigest(),
    }
    return render(request, "scorecards/scorecard_edit.html", context, status=status)

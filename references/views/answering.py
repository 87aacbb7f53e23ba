"""A referee's own page, behind a secret link: no account, saved as it is typed, sent once."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_POST

from accounts.sessions import device_mark
from core.autosave import UNREADABLE, Conflict, InvalidChanges, answer_save, sent_changes
from core.errors import Refused
from core.http import behind_link, json_of, keep_private
from core.models.base import new_uid

from .. import services
from ..forms import AgreeForm, typed_changes, with_typed
from ..models import RefereeLink, ReferenceCheck
from ..queries import sheet_of

_behind_link = behind_link(services.find_link)


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link
def referee_page(request: HttpRequest, token: str, link: RefereeLink) -> HttpResponse:
    """Say what is asked and what happens with the answers; then the questions. A sent form saves, or sends it all."""
    check = _own_check(link)
    if request.method != "POST" or not link.is_open:
        return _page(request, token, link, check)
    if check is None:
        return _agree(request, token, link)
    refused = _save_form(request, token, link, check)
    if refused:
        return refused
    if request.POST.get("act") == "send":
        try:
            services.submit_answers(token=token)
        except services.NothingToSend as refusal:
            return _page(request, token, link, check, problem=refusal.message)
    return redirect("referee_page", token)


@require_POST
@login_not_required
def referee_page_save(request: HttpRequest, token: str) -> JsonResponse:
    """One autosave, JSON in and out: 200 saved, 409 conflict or ended, 422 refused by field."""
    sent = sent_changes(json_of(request))
    if sent is None:
        return keep_private(JsonResponse(UNREADABLE, status=400))
    device = device_mark(request)
    return keep_private(answer_save(lambda: services.save_own_answers(token=token, device=device, **sent)))


@require_http_methods(["GET", "HEAD", "POST"])
@_behind_link
def referee_page_decline(request: HttpRequest, token: str, link: RefereeLink) -> HttpResponse:
    """Ask whether they really would rather not, then note it."""
    if request.method == "POST":
        services.decline(token=token)
    if request.method == "POST" or not link.is_open:
        return redirect("referee_page", token)
    return render(request, "references/referee_page_decline.html", {"token": token, "link": link})


def _own_check(link: RefereeLink) -> ReferenceCheck | None:
    """What the referee has begun, if they agreed."""
    agreed = link.referee.consents.in_force().filter(of="referee").exists()
    check = ReferenceCheck.objects.filter(referee=link.referee_id, by_link=True).first() if agreed else None
    if check is not None:
        check.referee = link.referee
    return check


def _agree(request: HttpRequest, token: str, link: RefereeLink) -> HttpResponse:
    form = AgreeForm(request.POST)
    if form.is_valid():
        try:
            services.agree(token=token, device=device_mark(request))
        except services.NoReferenceQuestions as refusal:
            form.refuse(refusal)
        else:
            return redirect("referee_page", token)
    return _page(request, token, link, None, form=form)


def _save_form(request: HttpRequest, token: str, link: RefereeLink, check: ReferenceCheck) -> HttpResponse | None:
    sheet = sheet_of(check, services.questions_for_referee(link))
    own = {path: value for path, value in sheet.values().items() if path.endswith((".text", ".number"))}
    typed, changes = typed_changes(request.POST, own)
    if not changes:
        return None
    base, client = request.POST.get("base_revision", ""), request.POST.get("client_id", "")[:40] or "form"
    try:
        services.save_own_answers(
            token=token,
            changes=changes,
            base_revision=int(base) if base.isdecimal() else check.revision,
            client_id=client,
            seq=check.saved_by.get(client, 0) + 1,
            device=device_mark(request),
        )
    except InvalidChanges as refusal:
        return _page(request, token, link, check, typed=typed, errors=refusal.errors, problem=refusal.message)
    except Conflict as refusal:
        return _page(request, token, link, check, typed=typed, server=refusal.server, problem=refusal.message)
    except services.LinkEnded:
        raise
    except Refused as refusal:
        return _page(request, token, link, check, typed=typed, problem=refusal.message)
    return None


def _page(
    request: HttpRequest,
    token: str,
    link: RefereeLink,
    check: ReferenceCheck | None,
    *,
    form: AgreeForm | None = None,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    server: Mapping[str, Any] | None = None,
    problem: str = "",
) -> HttpResponse:
    candidacy = link.referee.candidacy
    context: dict[str, Any] = {
        "token": token,
        "link": link,
        "referee": link.referee,
        "candidate": candidacy.candidate,
        "role": candidacy.role,
        "company": candidacy.role.placeholder_values.get("company", ""),
        "form": form or AgreeForm(),
    }
    if check is not None and link.is_open:
        sheet = sheet_of(check, services.questions_for_referee(link))
        context |= with_typed(sheet, typed or {}, errors or {}) | {
            "check": check,
            "sheet": sheet,
            "errors": errors or {},
            "server": server or {},
            "problem": problem,
            "client_id": new_uid(),
            "journal_key": salted_hmac("references.journal", token, algorithm="sha256").hexdigest(),
        }
    is_refused = problem or (form and form.errors)
    return render(request, "references/referee_page.html", context, status=422 if is_refused else 200)

"""People: the list, inviting, changing, letting go. For admins."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import queries, services
from accounts.forms import InvitePersonForm, PersonForm
from accounts.models import User
from core.errors import Refused
from core.http import Request

SHOW = {"": "Everybody", "active": "Active", "invited": "Invited", "inactive": "Deactivated"}
PER_PAGE = 50


@require_safe
@permission_required("accounts.view_people", raise_exception=True)
def people_list(request: Request) -> HttpResponse:
    """List people by name, searched with ``q`` and narrowed with ``show``."""
    show = request.GET.get("show", "")
    show = show if show in SHOW else ""
    search = request.GET.get("q", "").strip()[:100]
    page = Paginator(queries.people(search=search, show=show), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "search": search, "show": show, "shows": SHOW.items()}
    return render(request, "accounts/people_list.html", context)


@permission_required("accounts.invite_person", raise_exception=True)
def person_invite(request: Request) -> HttpResponse:
    """Add a person and mail them a link."""
    form = InvitePersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.invite_person(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"{person.name} is invited. The link in the mail works for seven days.")
            return redirect("people_list")
    return render(request, "accounts/person_invite.html", {"form": form}, status=422 if form.errors else 200)


@permission_required("accounts.edit_person", raise_exception=True)
def person_edit(request: Request, uid: str) -> HttpResponse:
    """Change a person's name and access level."""
    person = get_object_or_404(queries.people(), uid=uid)
    initial = {"name": person.name, "access_level": person.access_level}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(person=person, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "Saved.")
            return redirect("people_list")
    context = {"form": form, "person": person, "is_linked": queries.has_company_account(person)}
    return render(request, "accounts/person_edit.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("accounts.edit_person", raise_exception=True)
def person_deactivate(request: Request, uid: str) -> HttpResponse:
    """Shut a person out at once."""
    person = get_object_or_404(User, uid=uid)
    try:
        services.deactivate_person(person=person, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{person.name} cannot sign in any more, and is signed out everywhere.")
    return redirect("person_edit", uid=uid)


@require_POST
@permission_required("accounts.edit_person", raise_exception=True)
def person_reactivate(request: Request, uid: str) -> HttpResponse:
    """Let a person in again."""
    person = get_object_or_404(User, uid=uid)
    services.reactivate_person(person=person, by=request.user)
    messages.success(request, f"{person.name} can sign in again.")
    return redirect("person_edit", uid=uid)


@require_POST
@permission_required("accounts.invite_person", raise_exception=True)
def person_invite_again(request: Request, uid: str) -> HttpResponse:
    """Mail a fresh link."""
    person = get_object_or_404(User, uid=uid)
    try:
        services.invite_again(person=person, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"A new link is on its way to {person.email}. Earlier ones have ended.")
    return redirect("person_edit", uid=uid)


@require_POST
@permission_required("accounts.edit_person", raise_exception=True)
def person_forget_company(request: Request, uid: str) -> HttpResponse:
    """Undo the link to an account of the company."""
    person = get_object_or_404(User, uid=uid)
    services.forget_company_account(person=person, by=request.user)
    messages.success(request, f"{person.name} is signed out, and linked again at the next sign-in with the company.")
    return redirect("person_edit", uid=uid)

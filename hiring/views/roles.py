"""Roles: the list, the board, opening, changing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.http import Request
from hiring import queries, services
from hiring.forms import RoleForm, SeatForm
from hiring.models import Candidacy, Role, RoleState, Seat, SeatKind
from hiring.packets import may_read_stage_kit
from hiring.queries.board import SORTS, STATES
from hiring.queries.moving import newer_version
from question_bank.models import GuideVersion

from .answers import permit, status_of

ROLES_PER_PAGE = 30
CANDIDACIES_PER_PAGE = 50
PINNED = "This role keeps its version of the guide until somebody moves it to a newer one. What has begun stays."
SORT_WORDS = [
    ("waiting", "Waiting longest"),
    ("-waiting", "Waiting shortest"),
    ("name", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("stage", "Stage, first to last"),
    ("-stage", "Stage, last to first"),
]
STATE_WORDS = [
    ("running", "In progress"),
    ("on_hold", "On hold"),
    ("hired", "Hired"),
    ("ended", "Closed and withdrawn"),
    ("all", "Everybody"),
]


@require_safe
def role_list(request: Request) -> HttpResponse:
    """Show the roles that the person sees, open ones first."""
    show_closed = request.GET.get("state") == RoleState.CLOSED
    seen = Candidacy.objects.visible_to(request.user).running().filter(role=OuterRef("pk"))
    running = seen.order_by().values("role").annotate(count=Count("pk")).values("count")
    managers = Seat.objects.filter(kind=SeatKind.HIRING_MANAGER).select_related("user").order_by("pk")
    roles = (
        Role.objects.visible_to(request.user)
        .filter(state=RoleState.CLOSED if show_closed else RoleState.OPEN)
        .annotate(running=Coalesce(Subquery(running), 0))
        .select_related("guide_version")
        .defer(*(f"guide_version__{field}" for field in GuideVersion.LONG))
        .prefetch_related(Prefetch("seats", queryset=managers, to_attr="managers"))
        .order_by("-created_at", "pk")
    )
    page = Paginator(roles, ROLES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "show_closed": show_closed, "may_open": request.user.has_perm("hiring.open_role")}
    return render(request, "hiring/role_list.html", context)


@require_safe
def role_detail(request: Request, uid: str) -> HttpResponse:
    """Show a role's board, its list, or what its guide says about it."""
    rows = Role.objects.visible_to(request.user).select_related("guide_version")
    role = get_object_or_404(rows, uid=uid)
    view = request.GET.get("view", "board")
    context = {
        "role": role,
        "view": view if view in {"list", "guide"} else "board",
        "may_edit": request.user.has_perm("hiring.edit_role", role),
        "may_add": role.state == RoleState.OPEN and request.user.has_perm("hiring.add_candidacy", role),
    }
    if view == "list":
        return render(request, "hiring/role_list_view.html", context | _list_of(request, role))
    if view == "guide":
        context |= {"seats": _team(role), "competencies": list(role.guide_version.competencies.order_by("position"))}
        context |= {"pinned": PINNED, "newer": _newer(role) if context["may_edit"] else None}
        context["stages"] = [stage for stage in role.stages.in_order() if stage.is_scored]
        context["may_have_kits"] = may_read_stage_kit(request.user, context["stages"][0].uid)
        context["today"] = timezone.localdate()
        return render(request, "hiring/role_guide.html", context)
    columns = queries.board(request.user, role)
    chosen = request.GET.get("stage") or next((c.stage.uid for c in columns if c.cards), columns[0].stage.uid)
    context |= {"columns": columns, "count": sum(len(c.cards) for c in columns), "chosen": chosen}
    return render(request, "hiring/role_detail.html", context)


def _list_of(request: Request, role: Role) -> dict[str, object]:
    chosen = {key: request.GET.get(key, "") for key in ("sort", "state", "stage")}
    sort = chosen["sort"] if chosen["sort"] in SORTS else "waiting"
    state = chosen["state"] if chosen["state"] in STATES else "running"
    rows = queries.candidacy_list(request.user, role, sort=sort, state=state, stage=chosen["stage"])
    page = Paginator(rows, CANDIDACIES_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "cards": queries.standings(request.user, page.object_list),
        "sort": sort,
        "state": state,
        "stage": chosen["stage"],
        "stages": list(role.stages.in_order()),
        "sorts": SORT_WORDS,
        "states": STATE_WORDS,
    }


def _newer(role: Role) -> GuideVersion | None:
    """The version that the role could be moved to."""
    return newer_version(role) if role.state == RoleState.OPEN else None


def _team(role: Role) -> list[Seat]:
    return list(role.seats.select_related("user").order_by("kind", "user__name"))


@require_http_methods(["GET", "HEAD", "POST"])
def role_create(request: Request) -> HttpResponse:
    """Choose a published guide, then open a role from it."""
    permit(request, "hiring.open_role")
    versions = GuideVersion.objects.visible_to(request.user).published().order_by("name", "-number")
    chosen = request.GET.get("guide", "")
    version = get_object_or_404(versions, uid=chosen) if chosen else None
    if version is None:
        found = list(versions)
        if len(found) != 1:
            return render(request, "hiring/role_choose_guide.html", {"versions": found})
        version = found[0]
    initial = {"title": version.name, "recruiters": [request.user]}
    form = RoleForm(request.POST or None, version=version, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            role = services.open_role(
                guide_version=version,
                seats=form.seats,
                placeholder_values=form.placeholder_values,
                by=request.user,
                **{name: form.cleaned_data[name] for name in RoleForm.WORDS},
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The role is open. Its stages come from the guide.")
            return redirect("role_detail", role.uid)
    context = {"form": form, "version": version}
    return render(request, "hiring/role_form.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: Request, uid: str) -> HttpResponse:
    """Change a role's words; its team and stages have their own buttons on the page."""
    rows = Role.objects.visible_to(request.user).select_related("guide_version")
    role = get_object_or_404(rows, uid=uid)
    permit(request, "hiring.edit_role", role)
    form = RoleForm(request.POST or None, version=role.guide_version, role=role)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in RoleForm.WORDS}
        try:
            services.change_role(role=role, placeholder_values=form.placeholder_values, by=request.user, **words)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("role_detail", role.uid)
    context = {
        "form": form,
        "role": role,
        "version": role.guide_version,
        "seats": _team(role),
        "seat_form": SeatForm(),
        "stages": list(role.stages.in_order().annotate(files=Count("material"))),
        "newer": _newer(role),
        "stages_open": role.state == RoleState.OPEN and not role.candidacies.exists(),
    }
    return render(request, "hiring/role_edit.html", context, status=status_of(form))


@require_POST
def role_close(request: Request, uid: str) -> HttpResponse:
    """Close a role to new candidates."""
    role = get_object_or_404(Role.objects.visible_to(request.user), uid=uid)
    permit(request, "hiring.edit_role", role)
    services.close_role(role=role, by=request.user)
    messages.success(request, "The role is closed. Candidacies under way go on.")
    return redirect("role_detail", role.uid)

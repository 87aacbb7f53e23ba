"""The material of a work sample: what a role's editors give its candidates, and its way out to the panel."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.http import Request
from hiring import services
from hiring.forms import MaterialForm
from hiring.models import Material, Role, Stage
from question_bank.models import StageKind

from .answers import as_attachment, permit, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def material_edit(request: Request, uid: str) -> HttpResponse:
    """Show a work sample's material, and take one more file."""
    rows = Stage.objects.filter(kind=StageKind.WORK_SAMPLE, role__in=Role.objects.visible_to(request.user))
    stage = get_object_or_404(rows.select_related("role"), uid=uid)
    permit(request, "hiring.edit_role", stage.role)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            services.add_material(stage=stage, title=words["title"], upload=words["file"], by=request.user)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The file is there for every candidate of this stage.")
            return redirect("material_edit", stage.uid)
    context = {
        "stage": stage,
        "role": stage.role,
        "material": list(stage.material.order_by("pk")),
        "refusal": services.material_refusal(stage=stage, by=request.user),
        "form": form,
    }
    return render(request, "hiring/material_edit.html", context, status=status_of(form))


@require_POST
def material_remove(request: Request, uid: str) -> HttpResponse:
    """Take a file away."""
    material = _material(request, uid)
    stage = material.stage
    permit(request, "hiring.edit_role", stage.role)
    try:
        services.remove_material(material=material, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The file is removed.")
    return redirect("material_edit", stage.uid)


@require_safe
def material_download(request: Request, uid: str) -> HttpResponseBase:
    """Hand a file to somebody who sees the role."""
    return as_attachment(_material(request, uid))


def _material(request: Request, uid: str) -> Material:
    rows = Material.objects.visible_to(request.user).select_related("stage__role")
    return get_object_or_404(rows, uid=uid)

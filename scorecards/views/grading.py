"""Rating several candidates' work side by side: the overview, from which each step leads to a scorecard."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.http import Request
from hiring.models import Panelist, Role, Stage
from question_bank.models import StageKind

from ..queries.grading import grading


@require_safe
def grading_overview(request: Request, uid: str) -> HttpResponse:
    """Show the reader's own ratings, criterion by work, and where to go on; 404 to whoever rates nothing here."""
    stages = Stage.objects.filter(role__in=Role.objects.visible_to(request.user), kind=StageKind.WORK_SAMPLE)
    stage = get_object_or_404(stages.select_related("role"), uid=uid)
    rounds = grading(request.user, stage)
    if not rounds.works and not Panelist.objects.filter(user=request.user, interview__stage=stage).exists():
        raise Http404
    works = [(work, rounds.rated[work.pk], rounds.criteria[work.pk]) for work in rounds.works]
    context = {"stage": stage, "rounds": rounds, "works": works}
    return render(request, "scorecards/grading_overview.html", context)

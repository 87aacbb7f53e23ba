"""Why something is hidden: the rule in the reader's own case, told without looking at anybody else's scorecards."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.http import Request
from core.policy import Kind, terms
from hiring.models import Candidacy

from ..queries.explaining import explain


@require_safe
def independence_explain(request: Request, uid: str) -> HttpResponse:
    """Which rule binds the reader on this candidacy, and what ends it."""
    candidacies = Candidacy.objects.visible_to(request.user).select_related("candidate", "role")
    candidacy = get_object_or_404(candidacies, uid=uid)
    context = {
        "candidacy": candidacy,
        "why": explain(request.user, candidacy),
        "rule": terms(Kind.INDEPENDENCE),
    }
    return render(request, "scorecards/independence_explain.html", context)

"""What a page costs at least, on this server and in this run: nothing at all, and three queries by index."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template

from core.models import AuditEvent
from hiring.models import Candidacy, Seat

LIST = Template("{% for row in rows %}<p>{{ row }}</p>{% endfor %}")


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Answer without a look at the request, behind the product's middleware."""
    return HttpResponse("ok")


def three_queries(request: HttpRequest) -> HttpResponse:
    """Answer whoever is signed in with what three queries by index give, in a small template."""
    latest = list(Candidacy.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    seats = list(Seat.objects.filter(user=request.user.pk).values_list("pk", flat=True)[:20])
    events = list(AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    return HttpResponse(LIST.render(Context({"rows": [*latest, *seats, *events]})))

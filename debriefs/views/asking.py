"""Giving the reference checks one more question, in the meeting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request
from references.forms import FollowUpForm

from .. import services
from ..queries import find_debrief
from .page import meeting_page, place_of


@require_POST
def referees_ask(request: Request, uid: str) -> HttpResponse:
    """Ask every referee of the candidate."""
    debrief = find_debrief(request.user, uid)
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    form = FollowUpForm(request.POST)
    if form.is_valid():
        try:
            services.ask_referees(debrief=debrief, by=request.user, **form.cleaned_data)
        except services.NotInTheRoom as refused:
            raise PermissionDenied from refused
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, "The reference checks carry this question.")
            _, item = place_of("agenda", request.POST.get("item", "1"))
            return redirect(f"{reverse('debrief_detail', kwargs={'uid': debrief.uid})}?step=agenda&item={item}")
    return meeting_page(request, debrief, "agenda", status=422, ask_form=form)

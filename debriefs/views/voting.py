"""Entering what one recommends in the silent re-vote."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.http import Request
from scorecards.models import Scorecard

from .. import services
from ..forms import VoteForm
from ..models import Debrief
from ..queries import find_debrief
from .page import meeting_page


@require_POST
def ballot_create(request: Request, uid: str) -> HttpResponse:
    """Enter the recommendation of each of one's own scorecards; entered again, it replaces what was entered."""
    debrief = find_debrief(request.user, uid)
    # Whether it is still open is the service's to say: what was typed comes back with the answer.
    if not request.user.has_perm("debriefs.attend_debrief", debrief):
        raise PermissionDenied
    own = Scorecard.objects.filter(
        panelist__user=request.user, panelist__interview__candidacy=debrief.candidacy_id, sealed_at__isnull=False
    )
    forms = {card: VoteForm(request.POST, prefix=f"vote-{card.uid}") for card in own.counting()}
    if not forms:
        raise PermissionDenied
    invalid = [form for form in forms.values() if not form.is_valid()]
    if not invalid and _entered(request, debrief, forms):
        messages.success(request, "Entered. It is shown together with the others'; until then you can change it.")
        return redirect(f"{reverse('debrief_detail', kwargs={'uid': debrief.uid})}?step=revote")
    given = {form.prefix: form for form in forms.values()}
    return meeting_page(request, debrief, "revote", status=422, vote_forms_given=given)


def _entered(request: Request, debrief: Debrief, forms: dict[Scorecard, VoteForm]) -> bool:
    """Whether all were taken; each is one's own, so one that was refused holds up no other."""
    for card, form in forms.items():
        try:
            services.vote(debrief=debrief, scorecard=card, by=request.user, **form.cleaned_data)
        except services.NotInTheRoom as refused:
            raise PermissionDenied from refused
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return not any(form.errors for form in forms.values())

"""The second step at sign-in: what one has, and removing it. Setting up and asking is django-allauth's."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import queries, services
from accounts.models import User
from accounts.permissions import needs_second_factor
from core.errors import Refused
from core.http import Request


@require_safe
def second_factor_list(request: Request) -> HttpResponse:
    """Show one's app, passkeys and how many recovery codes are left."""
    factors = list(queries.second_factors().filter(user=request.user))
    context = {
        "app": next((each for each in factors if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": queries.recovery_codes_left(request.user),
        "needed": needs_second_factor(request.user),
    }
    return render(request, "accounts/second_factor_list.html", context)


@require_POST
@reauthentication_required(app="allauth.mfa")
def second_factor_remove(request: Request, pk: int) -> HttpResponse:
    """Remove an app or a passkey of one's own."""
    factor = get_object_or_404(queries.second_factors().filter(user=request.user), pk=pk)
    try:
        services.remove_second_factor(factor=factor, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Removed.")
    return redirect("mfa_index")


@require_POST
@permission_required("accounts.edit_person", raise_exception=True)
@reauthentication_required(app="allauth.mfa")
def second_factor_reset(request: Request, uid: str) -> HttpResponse:
    """Let somebody who lost their phone begin anew."""
    person = get_object_or_404(User, uid=uid)
    try:
        services.reset_second_factors(person=person, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{person.name} signs in with the password alone now, and was signed out everywhere.")
    return redirect("person_edit", uid=uid)

"""The page behind an invitation's link."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import FirstPasswordForm
from accounts.permissions import must_come_through_company
from accounts.services import LinkNotValid, accept_invitation, find_invitation
from core.http import keep_private


@login_not_required
@sensitive_post_parameters("password1", "password2")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password, then sign in, with the second step if there is one. Looking uses nothing up."""
    try:
        user = find_invitation(token=token).user
        if must_come_through_company(user):
            return keep_private(render(request, "accounts/invitation_company.html", {"person": user}))
        form = FirstPasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            user = accept_invitation(token=token, password=form.cleaned_data["password1"])
            return perform_password_login(request, {"email": user.email}, Login(user=user))
    except LinkNotValid as refusal:
        return keep_private(render(request, "accounts/invitation_gone.html", {"reason": refusal.message}, status=410))
    except ValidationError as error:
        form.add_error("password1", error)
    status = 422 if form.errors else 200
    return keep_private(
        render(request, "accounts/invitation_accept.html", {"form": form, "person": user}, status=status)
    )

"""Signing in through the company: sent there by a button, and coming back."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from allauth.socialaccount.helpers import complete_social_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.company import failures, flow, provider
from core.http import keep_private

logger = logging.getLogger(__name__)


def _if_configured(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Open a page to everybody, or, without a company in the settings, to nobody."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        if settings.COMPANY_SIGN_IN is None:
            raise Http404
        return view(request)

    return opened


@_if_configured
@require_POST
def company_start(request: HttpRequest) -> HttpResponse:
    """Answer the button with a page that leads on to the provider at once; a form may only be sent to ourselves."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if too_many := ratelimit.consume_or_429(request, action="login"):
        return too_many
    try:
        url = flow.begin(request)
    except failures.ProviderFailure as failure:
        return _failed(request, failure)
    return keep_private(render(request, "accounts/company_start.html", {"url": url}))


@_if_configured
@require_GET
def company_return(request: HttpRequest) -> HttpResponse:
    """Sign in whoever comes back from the provider with something that holds, and may come in."""
    company = provider.company()
    try:
        identity, login = flow.finish(request)
        services.welcome_from_company(
            issuer=identity.issuer,
            subject=identity.subject,
            email=identity.email,
            name=identity.name,
            maps_groups=company.maps_groups,
            access_level=company.level_of(identity.groups),
        )
    except failures.ProviderFailure as failure:
        return _failed(request, failure)
    except services.NotLetIn as refusal:
        logger.warning("The company's sign-in was right, but not enough: %s", type(refusal).__name__)
        page = render(request, "accounts/company_refused.html", {"reason": refusal.message}, status=403)
        return keep_private(page)
    return complete_social_login(request, login)


def _failed(request: HttpRequest, failure: failures.ProviderFailure) -> HttpResponse:
    logger.warning("A company sign-in failed: %s (%s)", type(failure).__name__, failure.reason)
    return keep_private(render(request, "accounts/company_failed.html", {"failure": failure}, status=failure.status))

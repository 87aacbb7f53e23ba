"""Who may do what: the whole policy, for everybody who is signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import policy_groups
from core.http import Request
from core.policy import Kind, terms


@require_safe
def policy_explain(request: Request) -> HttpResponse:
    """Show every permission with who has it, made from the code that decides."""
    explained = {kind.value: terms(kind) for kind in Kind}
    return render(request, "accounts/policy_explain.html", {"groups": policy_groups(), "terms": explained})

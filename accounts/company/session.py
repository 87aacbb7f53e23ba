"""How a session began."""

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest


def came_through_company(request: HttpRequest) -> bool:
    """Whether the signed-in person of this session was sent here by the company's provider, which checked them."""
    records = get_authentication_records(request, request.user)
    company = settings.COMPANY_SIGN_IN
    return company is not None and any(
        record["method"] == "socialaccount" and record.get("provider") == company.issuer for record in records
    )

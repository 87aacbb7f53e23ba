"""What it means for a session that the company's provider vouched for its person."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ..models import User


def came_through_company(request: HttpRequest, user: User) -> bool:
    """Whether ``user`` was sent here by the company's provider in this session, which checked them."""
    records = get_authentication_records(request, user)
    company = settings.COMPANY_SIGN_IN
    return company is not None and any(
        record["method"] == "socialaccount" and record.get("provider") == company.issuer for record in records
    )


class SecondStep(AuthenticateStage):
    """Asks for the second step after a password; whoever came through the company showed theirs over there."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return the page that asks, if one has to, and whether the sign-in goes on."""
        if came_through_company(self.request, self.login.user):
            return None, True
        return super().handle()

"""What the pages around signing in ask for: ``{% load accounts_panels %}``."""

from django import template
from django.conf import settings

from accounts.models import User
from accounts.permissions import must_come_through_company

register = template.Library()


@register.simple_tag
def company_name() -> str:
    """The name of the company whose sign-in is offered here, or nothing."""
    company = settings.COMPANY_SIGN_IN
    return company.name if company else ""


@register.simple_tag
def company_only_for() -> str:
    """Whom the settings let in through the company only: nobody, all-but-admins, everybody."""
    company = settings.COMPANY_SIGN_IN
    return company.required_for if company else "nobody"


@register.filter
def has_password_door(user: User) -> bool:
    """Whether a person may sign in with a password."""
    return not must_come_through_company(user)

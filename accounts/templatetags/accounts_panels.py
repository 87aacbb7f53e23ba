"""What the pages around signing in ask for: ``{% load accounts_panels %}``."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def company_name() -> str:
    """The name of the company whose sign-in is offered here, or nothing."""
    company = settings.COMPANY_SIGN_IN
    return company.name if company else ""

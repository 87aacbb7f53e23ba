"""The secret links to work samples."""

from django.db import transaction

from accounts.tokens import new_token
from hiring.models import Interview, WorkSample

from .locks import lock_stage


@transaction.atomic
def fresh_link(interview: Interview) -> str:
    """Give ``interview`` its work sample if it has none, and return the token of a new link; an earlier one ends.

    The first link to a stage fixes its material.
    """
    lock_stage(interview.stage)
    token, hashed = new_token()
    WorkSample.objects.update_or_create(interview=interview, defaults={"token_hash": hashed})
    return token

"""The secret links to work samples."""

from accounts.tokens import new_token
from hiring.models import Interview, WorkSample


def fresh_link(interview: Interview) -> str:
    """Give ``interview`` its work sample if it has none, and return the token of a new link; an earlier one ends."""
    token, hashed = new_token()
    WorkSample.objects.update_or_create(interview=interview, defaults={"token_hash": hashed})
    return token

"""What the views of hiring share: permission or 403, and the fields of a wrong form or 422."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from core.http import Request


def permit(request: Request, permission: str, obj: Model | None = None) -> None:
    """Raise ``PermissionDenied`` unless the person may do this."""
    if not request.user.has_perm(permission, obj):
        raise PermissionDenied("Your seat on this role does not allow this. Its hiring manager can change that.")


def status_of(form: object) -> int:
    """Return 422 for a form with errors, else 200."""
    return 422 if getattr(form, "is_bound", False) else 200

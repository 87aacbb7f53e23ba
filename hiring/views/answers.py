"""What the views of hiring share: permission or 403, the fields of a wrong form or 422, a file as an attachment."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404

from core.http import Request
from hiring.models import Document, Material

# Whatever a file holds, a browser that shows it anyway runs nothing and loads nothing.
SANDBOX = "sandbox; default-src 'none'"


def permit(request: Request, permission: str, obj: Model | None = None) -> None:
    """Raise ``PermissionDenied`` unless the person may do this."""
    if not request.user.has_perm(permission, obj):
        raise PermissionDenied("Your seat on this role does not allow this. Its hiring manager can change that.")


def status_of(form: object) -> int:
    """Return 422 for a form with errors, else 200."""
    return 422 if getattr(form, "is_bound", False) else 200


def as_attachment(stored: Document | Material, *, name: str = "") -> FileResponse:
    """Return the file of ``stored`` so that a browser saves it, under ``name`` or its own.

    Raises ``Http404`` if the storage has it no more.
    """
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    filename = name or stored.original_name
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=stored.media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

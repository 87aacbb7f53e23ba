"""Every app's own URLs, side by side; names are ``noun_action`` and carry no namespace."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from core.views.styleguide import styleguide

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.permission_denied"
handler404 = "core.views.errors.page_not_found"
handler500 = "core.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("question_bank.urls")),
    path("", include("hiring.urls")),
    path("", include("scorecards.urls")),
    path("", include("references.urls")),
    path("", include("debriefs.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

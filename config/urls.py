"""Every app's own URLs, side by side; names are ``noun_action`` and carry no namespace."""

from django.conf import settings
from django.urls import include, path

from core.views.styleguide import styleguide

urlpatterns = [
    path("", include("question_bank.urls")),
    path("", include("hiring.urls")),
    path("", include("scorecards.urls")),
    path("", include("references.urls")),
    path("", include("debriefs.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

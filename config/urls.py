"""Every app's own URLs, side by side; names are ``noun_action`` and carry no namespace."""

from django.urls import include, path

urlpatterns = [
    path("", include("question_bank.urls")),
    path("", include("hiring.urls")),
    path("", include("scorecards.urls")),
    path("", include("references.urls")),
    path("", include("debriefs.urls")),
]

"""Referees and reference checks."""

from django.urls import path

from .views import checks, referees

urlpatterns = [
    path("candidacies/<slug:uid>/references/", referees.candidacy_references, name="candidacy_references"),
    path("candidacies/<slug:uid>/referees/new/", referees.referee_create, name="referee_create"),
    path("referees/<slug:uid>/check/", referees.reference_check_start, name="reference_check_start"),
    path("references/<slug:uid>/", checks.reference_check_detail, name="reference_check_detail"),
    path("references/<slug:uid>/edit/", checks.reference_check_edit, name="reference_check_edit"),
    path("references/<slug:uid>/save/", checks.reference_check_save, name="reference_check_save"),
]

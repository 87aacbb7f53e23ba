"""Referees and reference checks."""

from django.urls import path

from .views import answering, checks, contacts, follow_ups, policy, referees

urlpatterns = [
    path("roles/<slug:uid>/references/", policy.reference_policy_edit, name="reference_policy_edit"),
    path("candidacies/<slug:uid>/references/", referees.candidacy_references, name="candidacy_references"),
    path("candidacies/<slug:uid>/referees/new/", referees.referee_create, name="referee_create"),
    path(
        "candidacies/<slug:uid>/references/report/", referees.reference_report_request, name="reference_report_request"
    ),
    path("candidacies/<slug:uid>/references/questions/", follow_ups.follow_up_add, name="follow_up_add"),
    path("reference-questions/<slug:uid>/take-back/", follow_ups.follow_up_take_back, name="follow_up_take_back"),
    path("referees/<slug:uid>/edit/", referees.referee_edit, name="referee_edit"),
    path("referees/<slug:uid>/consent/", referees.referee_consent, name="referee_consent"),
    path("referees/<slug:uid>/calls/", contacts.call_attempt_log, name="call_attempt_log"),
    path("referees/<slug:uid>/link/", contacts.referee_link_send, name="referee_link_send"),
    path("referees/<slug:uid>/link/end/", contacts.referee_link_revoke, name="referee_link_revoke"),
    path("referees/<slug:uid>/check/", referees.reference_check_start, name="reference_check_start"),
    path("references/<slug:uid>/", checks.reference_check_detail, name="reference_check_detail"),
    path("references/<slug:uid>/edit/", checks.reference_check_edit, name="reference_check_edit"),
    path("references/<slug:uid>/save/", checks.reference_check_save, name="reference_check_save"),
    path("reference-links/<str:token>/", answering.referee_page, name="referee_page"),
    path("reference-links/<str:token>/save/", answering.referee_page_save, name="referee_page_save"),
    path("reference-links/<str:token>/decline/", answering.referee_page_decline, name="referee_page_decline"),
]

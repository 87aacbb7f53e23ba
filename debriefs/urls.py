"""The pages of a debrief, from preparing it to its decision."""

from django.urls import path

from . import views

urlpatterns = [
    path("candidacies/<slug:uid>/debrief/new/", views.debrief_create, name="debrief_create"),
    path("debriefs/<slug:uid>/", views.debrief_detail, name="debrief_detail"),
    path("debriefs/<slug:uid>/edit/", views.debrief_edit, name="debrief_edit"),
    path("debriefs/<slug:uid>/open/", views.debrief_open, name="debrief_open"),
    path("debriefs/<slug:uid>/questions/", views.referees_ask, name="referees_ask"),
    path("debriefs/<slug:uid>/stream/", views.debrief_stream, name="debrief_stream"),
    path("debriefs/<slug:uid>/now/", views.debrief_now, name="debrief_now"),
    path("debriefs/<slug:uid>/attend/", views.debrief_attend, name="debrief_attend"),
    path("debriefs/<slug:uid>/lead/", views.debrief_lead, name="debrief_lead"),
    path("debriefs/<slug:uid>/vote/", views.ballot_create, name="ballot_create"),
    path("debriefs/<slug:uid>/notes/<slug:question_uid>/", views.agenda_note_save, name="agenda_note_save"),
    path("debriefs/<slug:uid>/revote/<slug:scorecard_uid>/", views.revision_create, name="revision_create"),
    path("debriefs/<slug:uid>/packet/", views.debrief_packet_request, name="debrief_packet_request"),
    path("debriefs/<slug:uid>/file/", views.decision_file_request, name="decision_file_request"),
    path("debriefs/<slug:uid>/summary/", views.summary_detail, name="summary_detail"),
    path("debriefs/<slug:uid>/summary/pdf/", views.summary_pdf_request, name="summary_pdf_request"),
    path("debriefs/<slug:uid>/summary/new/", views.summary_request, name="summary_request"),
    path("debriefs/<slug:uid>/decision/", views.decision_create, name="decision_create"),
    path("debriefs/<slug:uid>/dissent/", views.dissent_record, name="dissent_record"),
    path("debriefs/<slug:uid>/other-role/", views.other_role_name, name="other_role_name"),
    path("debriefs/<slug:uid>/approval/", views.decision_answer, name="decision_answer"),
    path("debriefs/<slug:uid>/listeners/", views.listener_invite, name="listener_invite"),
    path("debriefs/<slug:uid>/listeners/<slug:user_uid>/end/", views.listener_dismiss, name="listener_dismiss"),
    path("roles/<slug:uid>/debrief-policy/", views.debrief_policy, name="debrief_policy"),
    path("debriefs/<slug:uid>/undo/", views.decision_undo, name="decision_undo"),
    path("debriefs/<slug:uid>/reopen/", views.debrief_reopen, name="debrief_reopen"),
    path("next-steps/<slug:uid>/tick/", views.next_step_tick, name="next_step_tick"),
    path("next-steps/<slug:uid>/untick/", views.next_step_untick, name="next_step_untick"),
]

"""Addresses of hiring: uids, kebab-case paths, names ``noun_action``."""

from django.urls import path

from .views import (
    candidacies,
    documents,
    gates,
    interviews,
    kits,
    material,
    moving,
    panels,
    role_parts,
    roles,
    today,
    work_samples,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/new/", roles.role_create, name="role_create"),
    path("roles/<slug:uid>/", roles.role_detail, name="role_detail"),
    path("roles/<slug:uid>/edit/", roles.role_edit, name="role_edit"),
    path("roles/<slug:uid>/newer-version/", moving.role_move_confirm, name="role_move"),
    path("roles/<slug:uid>/close/", roles.role_close, name="role_close"),
    path("roles/<slug:uid>/seats/", role_parts.seat_give, name="seat_give"),
    path("roles/<slug:uid>/seats/take/", role_parts.seat_take, name="seat_take"),
    path("roles/<slug:uid>/candidates/new/", candidacies.candidacy_create, name="candidacy_create"),
    path("stages/<slug:uid>/drop/", role_parts.stage_drop, name="stage_drop"),
    path("stages/<slug:uid>/names/", role_parts.stage_names, name="stage_names"),
    path("stages/<slug:uid>/move/", role_parts.stage_move, name="stage_move"),
    path("stages/<slug:uid>/material/", material.material_edit, name="material_edit"),
    path("materials/<slug:uid>/", material.material_download, name="material_download"),
    path("materials/<slug:uid>/remove/", material.material_remove, name="material_remove"),
    path("candidacies/<slug:uid>/", candidacies.candidacy_detail, name="candidacy_detail"),
    path("candidacies/<slug:uid>/history/", candidacies.candidacy_history, name="candidacy_history"),
    *(
        path(
            f"candidacies/<slug:uid>/parts/{part}/",
            candidacies.candidacy_part,
            {"part": part},
            name=f"candidacy_{part}_part",
        )
        for part in ("debriefs", "scorecards", "references")
    ),
    path("candidacies/<slug:uid>/decide/", gates.candidacy_decide, name="candidacy_decide"),
    path("candidacies/<slug:uid>/documents/new/", documents.document_attach, name="document_attach"),
    path("candidacies/<slug:uid>/interviews/new/", interviews.interview_create, name="interview_create"),
    path("stage-decisions/<slug:uid>/undo/", gates.stage_decision_undo, name="stage_decision_undo"),
    path("documents/<slug:uid>/", documents.document_download, name="document_download"),
    path("calendar/", interviews.interview_list, name="interview_list"),
    path("interviews/<slug:uid>/", interviews.interview_detail, name="interview_detail"),
    path("interviews/<slug:uid>/edit/", interviews.interview_edit, name="interview_edit"),
    path("interviews/<slug:uid>/cancel/", interviews.interview_cancel, name="interview_cancel"),
    path("interviews/<slug:uid>/kit/", kits.kit_request, name="kit_request"),
    path("interviews/<slug:uid>/panel/", panels.panelist_add, name="panelist_add"),
    path("interviews/<slug:uid>/link/", work_samples.work_sample_link_send, name="work_sample_link_send"),
    path("interviews/<slug:uid>/more-time/", work_samples.work_sample_time_give, name="work_sample_time_give"),
    path("interviews/<slug:uid>/reopen/", work_samples.work_sample_reopen, name="work_sample_reopen"),
    path("panelists/<slug:uid>/release/", panels.panelist_release, name="panelist_release"),
    path("panelists/<slug:uid>/recuse/", panels.panelist_recuse, name="panelist_recuse"),
    path("work-samples/<str:token>/", work_samples.work_sample_page, name="work_sample_page"),
    path("work-samples/<str:token>/files/", work_samples.work_sample_file_add, name="work_sample_file_add"),
    path(
        "work-samples/<str:token>/files/<slug:uid>/remove/",
        work_samples.work_sample_file_remove,
        name="work_sample_file_remove",
    ),
    path(
        "work-samples/<str:token>/materials/<slug:uid>/",
        work_samples.work_sample_material,
        name="work_sample_material",
    ),
    path("work-samples/<str:token>/hand-in/", work_samples.work_sample_hand_in, name="work_sample_hand_in"),
    path("work-samples/<str:token>/more-time/", work_samples.work_sample_more_time, name="work_sample_more_time"),
]

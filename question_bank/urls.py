from django.urls import path

from question_bank import views

urlpatterns = [
    path("question-bank/", views.guide_list, name="guide_list"),
    path("question-bank/questions/", views.question_list, name="question_list"),
    path("question-bank/words/", views.watched_word_list, name="watched_word_list"),
    path("question-bank/words/add/", views.watched_word_add, name="watched_word_add"),
    path("question-bank/words/<slug:uid>/remove/", views.watched_word_remove, name="watched_word_remove"),
    path("question-bank/questions/add/", views.bank_question_add, name="bank_question_add"),
    path("question-bank/own-questions/<slug:uid>/", views.bank_question_detail, name="bank_question_detail"),
    path("question-bank/own-questions/<slug:uid>/edit/", views.bank_question_edit, name="bank_question_edit"),
    path("question-bank/own-questions/<slug:uid>/retire/", views.bank_question_retire, name="bank_question_retire"),
    path(
        "question-bank/own-questions/<slug:uid>/bring-back/",
        views.bank_question_bring_back,
        name="bank_question_bring_back",
    ),
    path("question-bank/questions/<slug:uid>/", views.question_detail, name="question_detail"),
    path("question-bank/import/", views.guide_import, name="guide_import"),
    path("question-bank/versions/<slug:uid>/", views.guide_version_detail, name="guide_version_detail"),
    path("question-bank/versions/<slug:uid>/changes/", views.guide_version_changes, name="guide_version_changes"),
    path("question-bank/versions/<slug:uid>/download/", views.guide_version_download, name="guide_version_download"),
    path("question-bank/versions/<slug:uid>/book/", views.guide_book_request, name="guide_book_request"),
    path("question-bank/versions/<slug:uid>/edit/", views.guide_edit, name="guide_edit"),
    path("question-bank/versions/<slug:uid>/edit/open/", views.guide_version_edit, name="guide_version_edit"),
    path("question-bank/versions/<slug:uid>/edit/save/", views.guide_draft_save, name="guide_draft_save"),
    path("question-bank/versions/<slug:uid>/edit/checks/", views.guide_draft_checks, name="guide_draft_checks"),
    path("question-bank/versions/<slug:uid>/edit/bank/", views.guide_draft_bank, name="guide_draft_bank"),
    path("question-bank/versions/<slug:uid>/edit/discard/", views.guide_draft_discard, name="guide_draft_discard"),
    path("question-bank/versions/<slug:uid>/copy/", views.guide_copy, name="guide_copy"),
    path("question-bank/versions/<slug:uid>/preview/", views.guide_preview, name="guide_preview"),
    path("question-bank/versions/<slug:uid>/submit/", views.guide_version_submit, name="guide_version_submit"),
    path("question-bank/versions/<slug:uid>/return/", views.guide_version_return, name="guide_version_return"),
    path("question-bank/versions/<slug:uid>/publish/", views.guide_version_publish, name="guide_version_publish"),
    path("question-bank/versions/<slug:uid>/retire/", views.guide_version_retire, name="guide_version_retire"),
]

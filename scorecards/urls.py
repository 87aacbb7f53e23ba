"""Addresses of the interview page, of sealed scorecards and of the independence rule."""

from django.urls import path

from . import views

urlpatterns = [
    path("interviews/<slug:uid>/scorecard/", views.scorecard_edit, name="scorecard_edit"),
    path("interviews/<slug:uid>/scorecard/save/", views.scorecard_save, name="scorecard_save"),
    path("interviews/<slug:uid>/scorecard/seal/", views.scorecard_seal, name="scorecard_seal"),
    path("stages/<slug:uid>/grading/", views.grading_overview, name="grading_overview"),
    path("scorecards/<slug:uid>/", views.scorecard_detail, name="scorecard_detail"),
    path("scorecards/<slug:uid>/compare/", views.scorecard_compare, name="scorecard_compare"),
    path("candidacies/<slug:uid>/why/", views.independence_explain, name="independence_explain"),
    path("candidacies/<slug:uid>/break-glass/", views.glass_break, name="glass_break"),
    path("roles/<slug:uid>/independence/", views.role_independence, name="role_independence"),
    path("break-glass/<slug:uid>/end/", views.glass_end, name="glass_end"),
]

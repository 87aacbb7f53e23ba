"""Addresses of the interview page and of sealed scorecards."""

from django.urls import path

from . import views

urlpatterns = [
    path("interviews/<slug:uid>/scorecard/", views.scorecard_edit, name="scorecard_edit"),
    path("interviews/<slug:uid>/scorecard/save/", views.scorecard_save, name="scorecard_save"),
    path("interviews/<slug:uid>/scorecard/seal/", views.scorecard_seal, name="scorecard_seal"),
    path("scorecards/<slug:uid>/", views.scorecard_detail, name="scorecard_detail"),
    path("candidacies/<slug:uid>/why/", views.independence_explain, name="independence_explain"),
]

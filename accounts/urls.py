"""Sign-in, preferences and people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

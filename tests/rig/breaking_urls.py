"""All pages, and one that breaks with the words that it is asked for."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def broken(request: HttpRequest, words: str) -> HttpResponse:
    """Raise an error that quotes somebody."""
    raise RuntimeError(words)


urlpatterns = [*urlpatterns, path("broken/<str:words>/", broken, name="broken")]

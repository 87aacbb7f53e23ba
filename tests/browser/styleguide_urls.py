"""The application's addresses with the style guide, which is otherwise served only while DEBUG is on."""

from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as all_patterns
from core.views.styleguide import styleguide

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *all_patterns]

"""The product's URLs, and beside them the floors."""

from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

from .floors import empty, three_queries

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("floor/empty", empty), path("floor/three-queries", three_queries), *urlpatterns]

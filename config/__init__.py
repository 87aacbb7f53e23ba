"""Settings, root URLs, Celery and WSGI: names every app and is imported by none."""

from .celery import app as celery_app

__all__ = ["celery_app"]

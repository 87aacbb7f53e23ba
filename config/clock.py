"""Celery's application for beat: `celery -A config.clock beat`.

Beat rings by name, so it loads the technical floor for its sign of life, and none of the apps: half of the memory.
"""

from celery import Celery
from django.apps import apps
from django.conf import settings
from django.utils.log import configure_logging

from .celery import wherever_it_runs

app = Celery("evenhand-clock", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(wherever_it_runs)

configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
apps.populate(["core"])

"""The Celery application. The database's job table is the queue of record; Celery is its doorbell."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

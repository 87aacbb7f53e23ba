"""The Celery application. The database's job table is the queue of record; Celery is its doorbell."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")


def wherever_it_runs() -> dict[str, Any]:
    """Return what is nothing to set."""
    return {
        "task_publish_retry": False,
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_time_limit": 300,
        "task_soft_time_limit": 240,
        "worker_prefetch_multiplier": 1,
        "worker_max_memory_per_child": 600_000,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "beat_schedule": {
            "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 30.0},
            "link-audit-trail": {"task": "core.link_audit_trail", "schedule": 30.0},
            "link-late-audit-events": {"task": "core.link_audit_trail", "schedule": 86_400.0, "args": [True]},
            "remind-of-scorecards": {"task": "scorecards.remind", "schedule": 300.0},
            "tell-of-missing-work": {"task": "hiring.tell_of_missing_work", "schedule": 300.0},
            "remind-of-interviews": {"task": "hiring.remind", "schedule": 300.0},
            "read-calendars": {"task": "accounts.queue_calendars", "schedule": 300.0},
            "drop-old-packets": {"task": "core.drop_old_packets", "schedule": 86_400.0},
            "remind-of-references": {"task": "references.remind", "schedule": 300.0},
            "tidy-references": {"task": "references.tidy", "schedule": 3_600.0},
            "forget-devices": {"task": "hiring.forget_devices", "schedule": 86_400.0},
            "drop-old-sessions": {"task": "core.drop_old_sessions", "schedule": 86_400.0},
        },
    }


app.add_defaults(wherever_it_runs)
app.autodiscover_tasks()


@worker_process_init.connect
def warm_up(**_: object) -> None:
    """Let what prints PDFs import what it needs while nobody waits for it."""
    from core.pdf import press

    press.warm_up()


@worker_process_init.connect
def trace(**_: object) -> None:
    """Trace jobs, if somebody wants to see them."""
    if settings.TRACES_TO:
        from config import tracing

        tracing.start()


@worker_process_shutdown.connect
def send_traces(**_: object) -> None:
    """Send what waits: Celery ends its children past what Python does at an end."""
    if settings.TRACES_TO:
        from config import tracing

        tracing.stop()

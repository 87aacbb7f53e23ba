"""The app config of ``core``."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Fills Celery's task registry in every process, so that an enqueued name can be checked at once."""

    name = "core"

    def ready(self) -> None:
        """Import ``tasks`` of every installed app, and what ``check`` and ``migrate`` ask of the database."""
        from . import limits  # noqa: F401 - registers the check

        autodiscover_modules("tasks")

"""Which static files are published, and under which names."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.functional import cached_property
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PublishedFiles(CompressedManifestStaticFilesStorage):
    """Names every file by its content and keeps a compressed copy beside it.

    Modules import each other by these names too: browsers keep them for good, and never mix two releases.
    """

    support_js_module_import_aggregation = True

    @cached_property
    def _addresses(self) -> dict[tuple[str, bool], str]:
        return {}

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file, looked for once per process: pages name some thirty, mostly the same icons."""
        if (name, force) not in self._addresses:
            self._addresses[name, force] = super().url(name, force)
        return self._addresses[name, force]


class PublishedStaticFiles(StaticFilesConfig):
    """Publishes of Bootstrap the one style sheet and of htmx the one script: no page uses the rest."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.rtl.*",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.css*",
        "bootstrap.*js*",
        "jquery*",
        "hx-*",
        "htmx-2-compat*",
        "htmx-4*",
        "htmax-*",
    ]

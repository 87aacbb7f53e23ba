"""Which static files are published: of Bootstrap only the builds that a page can ask for."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class PublishedStaticFiles(StaticFilesConfig):
    """Leaves out variants that no page uses: publishing them would take most of the time."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.rtl.*",
        "*.esm.*",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.css*",
        "bootstrap.js*",
        "bootstrap.bundle.js*",
    ]

"""Settings of a release to come, for its ``migrate``: the code is today's, with more migrations."""

from tests.rig.settings_faults import *  # noqa: F403

NEW = ("core", "hiring", "scorecards")
MIGRATION_MODULES = {app: f"tests.rig.next_release.{app}.migrations" for app in NEW}

"""Production's settings for a server with a page that breaks."""

from tests.rig.settings_faults import *  # noqa: F403

ROOT_URLCONF = "tests.rig.breaking_urls"

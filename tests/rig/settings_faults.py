"""Production's settings for servers that tests kill."""

from tests.rig.settings_mortal import *  # noqa: F403

# A hasher that costs nothing: nobody's password is at stake.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

"""Evenhand's tests: mirrored to the source, with the rig that starts databases, Redis and Chromium in `rig/`."""

"""Where this machine's Chromium is, and how to start it. Imported by the setup script too, so standard library only."""

import os
import shutil
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
MAC_APPS = ["/Applications/Chromium.app/Contents/MacOS/Chromium"]
MAC_APPS += ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]


def find() -> str | None:
    """The path of the browser: `CHROMIUM` from the environment, else what the machine has, else None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    candidates = NAMES + (MAC_APPS if sys.platform == "darwin" else [])
    return next(filter(None, map(shutil.which, candidates)), None)


def launch_options() -> dict:
    """Arguments for Playwright's `chromium.launch`: this machine's browser, headless, calling nobody by itself."""
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    # Chromium refuses its sandbox to root; pages under test are our own.
    return {"executable_path": find(), "headless": True, "args": flags, "chromium_sandbox": not as_root}

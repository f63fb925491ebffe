"""Look for the browser that tests of pages need; as root on Debian or Ubuntu (a container) it is installed when it is
missing, otherwise what to install is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = (
    "On Debian or Ubuntu: sudo apt-get install chromium. Elsewhere: a Chromium or Chrome that PATH leads to."
)


def main() -> int:
    """0 = it is there."""
    if browser() is None and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if browser() is None:
        sys.exit(f"browser: `make test` needs Chromium. {INSTALL}")
    return 0


def browser() -> str | None:
    """The program; None = there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def install() -> None:
    """Add Debian's package."""
    print("browser: installing the system package chromium", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for wanted in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *wanted], check=False, env=env, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())

"""Run a command beside a PostgreSQL of its own, which is gone when it ends: `with_postgres.py [--durable] COMMAND ...`.

MAKEGOOD_DATABASE and MAKEGOOD_TEST_DATABASE name it. The cluster lies in a temporary folder, listens on a socket in it
and on no port, and does not wait for the disk: it is thrown away. With `--durable` it does, as a shop's would: for
measuring. Without a command only the server programs are looked for; as root on Debian or Ubuntu (a container) they are
installed when they are missing.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

OLDEST = 14
INSTALL = "On Debian or Ubuntu: sudo apt-get install postgresql. On a Mac: brew install postgresql."
# A folder that Debian's own settings include: with it, installing makes no cluster that runs from then on.
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/no-cluster-for-makegood.conf")
SERVER = (
    "-c listen_addresses='' -c shared_buffers=64MB -c max_connections=100 -c deadlock_timeout=200ms "
    "-c timezone=UTC "
)
CARELESS = "-c fsync=off -c full_page_writes=off "
DURABLE = "--durable"


def main(command: Sequence[str]) -> int:
    """The command's exit code."""
    # Whoever stops us leaves no server behind: also with SIGTERM, and where a shell starts us deaf to SIGINT.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        programs = server_programs()
        durable = command[:1] == [DURABLE]
        command = command[durable:]
        if not command:
            return 0
        with cluster(programs, durable=durable) as address:
            named = {"MAKEGOOD_DATABASE": address, "MAKEGOOD_TEST_DATABASE": address}
            # What the shell says of another server must not lead there.
            ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
            return run(command, environment={**ours, **named})
    except KeyboardInterrupt:
        return 130


def run(command: Sequence[str], *, environment: Mapping[str, str]) -> int:
    """The command's exit code; Ctrl-C reaches it by itself, and it is given the time to tidy up."""
    with subprocess.Popen(command, env=environment) as running:
        try:
            return running.wait()
        except KeyboardInterrupt:
            running.terminate()
            raise


def server_programs() -> Path:
    """The folder of `initdb` and its kin, the newest; installs them where that is ours to do, or says what to do."""
    found = newest_programs()
    if found is None and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
        found = newest_programs()
    if found is None:
        sys.exit(
            f"with_postgres: `make test` needs the server programs of PostgreSQL {OLDEST} or later. {INSTALL}"
        )
    return found


def newest_programs() -> Path | None:
    """The folder of the newest server programs that are new enough."""
    folders = {path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    if config := shutil.which("pg_config"):
        folders.add(Path(told([config, "--bindir"])))
    if initdb := shutil.which("initdb"):
        folders.add(Path(initdb).resolve().parent)
    versions = {folder: version(folder) for folder in folders}
    best = max(versions, key=lambda folder: (versions[folder], str(folder)), default=None)
    return best if best and versions[best] >= OLDEST else None


def version(folder: Path) -> int:
    """The major version of the server programs in a folder; 0 when they are not all there."""
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return 0
    found = re.search(r"(\d+)", told([str(folder / "postgres"), "--version"]))
    return int(found[1]) if found else 0


def install() -> None:
    """Add Debian's package, without a cluster that would run from now on."""
    print("with_postgres: installing the system package postgresql", flush=True)
    NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    NO_CLUSTER.write_text("create_main_cluster = false\n", encoding="utf-8")
    quiet: dict[str, Any] = {
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        "stdout": subprocess.DEVNULL,
    }
    try:
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        wanted = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "postgresql"]
        subprocess.run(wanted, check=False, **quiet)
    finally:
        NO_CLUSTER.unlink()
        with suppress(OSError):  # somebody else's settings lie there too
            NO_CLUSTER.parent.rmdir()


@contextmanager
def cluster(programs: Path, *, durable: bool = False) -> Iterator[str]:
    """The address of an empty database in a new cluster, which is stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="makegood-pg-", dir=short_temporary_folder()))
    owner = unprivileged(folder)
    data, control = folder / "data", [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    try:
        call([str(programs / "initdb"), "-D", str(data), *initial()], owner)
        options = f"{SERVER}{'' if durable else CARELESS}-c unix_socket_directories='{folder}'"
        call([*control, "-l", str(folder / "log"), "-o", options, "start"], owner)
        try:
            call([str(programs / "createdb"), "-h", str(folder), "-U", "makegood", "makegood"], owner)
            yield f"postgresql://makegood@:5432/makegood?host={folder}"
        finally:
            call([*control, "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def initial() -> list[str]:
    """One user, no passwords behind a folder that only its owner enters, the same order of texts everywhere."""
    return ["-U", "makegood", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]


def short_temporary_folder() -> str | None:
    """Where the socket's whole path stays within the 100 characters that systems allow; None = the usual place."""
    return "/tmp" if len(tempfile.gettempdir()) > 60 else None  # noqa: S108 - mkdtemp makes a private folder in it


def unprivileged(folder: Path) -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses root, so root lends the folder to `postgres` or to `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    sys.exit("with_postgres: PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`.")


def call(command: Sequence[str], owner: Mapping[str, Any]) -> None:
    """Run one of PostgreSQL's own programs; what it says is shown only when it fails."""
    # A session of its own: Ctrl-C in the terminal is for the command, and the server is stopped after it.
    ran = subprocess.run(
        command,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        start_new_session=True,
        **owner,
    )
    if ran.returncode:
        sys.exit(f"with_postgres: {Path(command[0]).name} failed: {ran.stdout.strip()}")


def told(command: Sequence[str]) -> str:
    """What a program prints; nothing when it cannot run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

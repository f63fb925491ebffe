"""What a SQLite file stands on: room, rights, and others who use it. Each answer is a state (ok, warn, fail) and what
was found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from stat import S_IROTH, S_IXOTH

MANY_PROCESSES = 4
"""From so many other processes on one SQLite file on, PostgreSQL serves them better: there is one writer at a time."""
LITTLE_SPACE, NO_SPACE = 2_000_000_000, 200_000_000
"""Bytes free below which a disk is soon full, and below which it is as good as full."""
FULL = 4_000_000
"""Bytes free below which a disk takes no more: what one command writes, and the file beside the database with it."""
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})

Found = tuple[str, str]


def writing(file: Path) -> Found:
    """Whether we may write where SQLite must: the file, what stands beside it, and their folder."""
    shut = [str(each) for each in (file.parent, *_with_what_is_beside(file)) if not os.access(each, os.W_OK)]
    if not shut:
        return "ok", "the file and its folder can be written"
    why = "the disk is read-only" if os.statvfs(file.parent).f_flag & os.ST_RDONLY else "no right to"
    return "fail", f"{', '.join(shut)} cannot be written: {why}"


def shut(file: Path) -> str:
    """Why nothing can be written at the moment; empty where it can, as far as is seen without trying."""
    if writing(file)[0] != "ok":
        return "the database cannot be written"
    return "the disk is full" if shutil.disk_usage(file.parent).free < FULL else ""


def readers(file: Path) -> Found:
    """Whether others on this computer get as far as the file, and may read it."""
    shown = [str(each) for each in _with_what_is_beside(file.resolve()) if _others_may(S_IROTH, each)]
    if shown and all(_others_may(S_IXOTH, folder) for folder in file.resolve().parents):
        return "warn", f"everybody on this computer may read {', '.join(shown)}"
    return "ok", "not for everybody on this computer"


def room(file: Path) -> Found:
    """Whether the disk takes more."""
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    network = _mounted_as(file) in NETWORK
    state = "fail" if free < NO_SPACE else "warn" if network or free < max(LITTLE_SPACE, size) else "ok"
    where = ", on a network disk" if network else ""
    return state, f"{free / 1e9:,.1f} GB free, the database takes {size / 1e9:,.1f} GB{where}"


def processes(file: Path) -> Found:
    """How many others have it open."""
    others = sum(1 for _ in _other_processes(file.resolve()))
    state = "warn" if others >= MANY_PROCESSES else "ok"
    return state, f"{others} other process{'' if others == 1 else 'es'} on this file"


def _with_what_is_beside(file: Path) -> Iterator[Path]:
    yield file
    yield from sorted(file.parent.glob(f"{escape(file.name)}-*"))


def _others_may(right: int, path: Path) -> bool:
    return bool(path.stat().st_mode & right)


def _mounted_as(file: Path) -> str:
    """The kind of file system a file lies on; empty where the system does not say."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text(encoding="utf-8").splitlines()]
    above = [(len(place), kind) for place, kind in found if file.resolve().is_relative_to(place)]
    return max(above, default=(0, ""))[1]


def _other_processes(file: Path) -> Iterator[str]:
    """Processes that hold the file open, as far as the system lets us see."""
    own = Path("/proc/self").resolve().name if Path("/proc/self").exists() else ""
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == own:
            continue
        try:
            if any(each.resolve() == file for each in (process / "fd").iterdir()):
                yield process.name
        except OSError:
            # Another user's, or it ended meanwhile.
            continue

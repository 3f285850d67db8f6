"""Files that appear whole: written beside their place, flushed, then put there at once.

The run that writes a file holds a lock on it until it is in place. A file without one was left by
a run that was killed; the next run to the same output deletes it. Where the system has no locks, an
open file cannot be deleted (Windows), or nothing is (some network drives).
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from estimator.model.disk import probe_stream, system_errno

T = TypeVar("T")

WINDOWS = os.name == "nt"
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
UNFINISHED = ".tmp"
# Characters of the output's name that people recognize; a name may have 255 bytes.
SHOWN = 40


def write_whole(path: Path, fill: Callable[[BinaryIO], list[T]], *, force: bool = True) -> list[T]:
    """Writes what ``fill`` writes to ``path``, unless it returns findings; returns those.

    A link is followed: the file that it names is replaced, and the link stays.

    Args:
        path: on failure, an earlier file is unchanged.
        fill: is given a seekable stream.
        force: whether a file that is there may be replaced.

    Raises:
        FileExistsError: there is a file, and no ``force``; nothing that came meanwhile is replaced.
        OSError: the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    delete_abandoned(target)
    while True:
        # The name is known before the file exists, so that it can be removed at any moment.
        name = target.with_name(f"{_unfinished_prefix(target)}{secrets.token_hex(6)}{UNFINISHED}")
        try:
            handle = os.open(name, NEW_FILE, 0o600)
            with os.fdopen(handle, "wb") as stream:
                if try_lock(handle) is False or not name.exists():
                    # Another run took it for abandoned before it was locked.
                    continue
                findings = _fill_stream(stream, fill)
                stream.flush()
                os.fsync(stream.fileno())
                if not findings and not WINDOWS:
                    _put_in_place(name, target, force=force)
            # Windows moves no file that is open.
            if not findings and WINDOWS:
                _put_in_place(name, target, force=force)
            return findings
        finally:
            # After success there is no file of this name.
            with contextlib.suppress(OSError):
                name.unlink()


def _fill_stream(stream: BinaryIO, fill: Callable[[BinaryIO], list[T]]) -> list[T]:
    try:
        return fill(stream)
    except Exception as error:  # a library may hide that the disk takes no more
        if not system_errno(error) and (number := probe_stream(stream)):
            raise OSError(number, os.strerror(number)) from error
        raise


def _unfinished_prefix(target: Path) -> str:
    """How the names of the unfinished files of ``target`` begin; no other output has it."""
    whole = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    return f".{target.name[:SHOWN]}.{whole}."


def _put_in_place(name: Path, target: Path, *, force: bool) -> None:
    os.chmod(name, _file_permissions(target))  # noqa: PTH101 - the temporary file was private to its owner
    if force:
        os.replace(name, target)  # noqa: PTH105 - in line with the other calls of os
    elif WINDOWS:
        os.rename(name, target)  # noqa: PTH104 - there it replaces nothing
    else:
        _link_new(name, target)


def _link_new(name: Path, target: Path) -> None:
    """Gives ``name`` the name ``target`` as well, which nothing may have."""
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except OSError:
        # Some disks have no links. There, an empty file holds the name for a moment.
        os.close(os.open(target, NEW_FILE, 0o600))
        os.replace(name, target)  # noqa: PTH105 - in line with the other calls of os


def _file_permissions(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def delete_abandoned(target: Path) -> None:
    """Deletes the unfinished files of ``target`` whose writers are dead."""
    prefix = _unfinished_prefix(target)
    with contextlib.suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith(UNFINISHED):
                with contextlib.suppress(OSError):
                    _delete_unlocked(entry.path)


def _delete_unlocked(name: str) -> None:
    if WINDOWS:
        os.unlink(name)  # noqa: PTH108 - in line with the other calls of os
        return
    handle = os.open(name, os.O_RDWR)
    try:
        if try_lock(handle):
            os.unlink(name)  # noqa: PTH108 - in line with the other calls of os
    finally:
        os.close(handle)


def try_lock(handle: int) -> bool | None:
    """Whether the file is now locked for this run; None where there are no locks."""
    try:
        fcntl: Any = __import__("fcntl")
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True

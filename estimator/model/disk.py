"""What the system says of files: names that nothing can have, and disks that are full."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

# The errors of a disk that takes no more: it, a quota or a limit of the session is exhausted.
FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
# polars tells errors of the system in words, some of them as errors of another kind.
SAID_NUMBER = re.compile(r"\(os error (\d+)\)")


def is_there(path: Path) -> bool:
    """Whether there is anything at ``path``; False for a name that nothing can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def legible_name(name: str) -> str:
    """``name`` of a file as text that can be written; bytes that are no UTF-8 are replaced."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def system_errno(error: BaseException) -> int:
    """The number of the system's error in ``error``, whoever raised it; 0 if it is none."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    said = SAID_NUMBER.search(str(error))
    return int(said[1]) if said else 0


def error_reason(error: BaseException) -> str:
    """What ``error`` says, as a phrase: ``No space left on device``."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    number = system_errno(error)
    return os.strerror(number) if number else type(error).__name__


class TemporaryFilesError(OSError):
    """The folder for temporary files takes no more; the text says which, and the way out."""


@contextmanager
def temporary_writes(folder: Path | str) -> Iterator[None]:
    """Turns every error of writing to ``folder``, which is temporary, into one of our own.

    Raises:
        TemporaryFilesError: the system refused.
    """
    try:
        yield
    except TemporaryFilesError:
        raise
    except Exception as error:  # polars has exceptions of its own for errors of the system
        number = system_errno(error) or _probe_folder(Path(folder))
        if not number:
            raise
        raise TemporaryFilesError(number, describe_temporary_folder(folder, number)) from error


# Bytes written to see whether a disk takes more.
PROBE = 2**20


def probe_stream(stream: BinaryIO) -> int:
    """The number of the error of writing more to the end of ``stream``; 0 if there is room.

    For errors that do not say that they are of the system: polars lets some of it go unsaid.
    """
    try:
        stream.seek(0, os.SEEK_END)
        stream.write(bytes(PROBE))
        stream.flush()
    except OSError as error:
        return system_errno(error)
    return 0


def _probe_folder(folder: Path) -> int:
    """The number of the error, if ``folder`` takes no more; 0 if it does, or is not there."""
    path, number = folder / "probe", 0
    with suppress(OSError):
        with path.open("wb", buffering=0) as stream:
            number = probe_stream(stream)
        path.unlink()
    return number


def describe_temporary_folder(folder: Path | str, number: int = errno.ENOSPC) -> str:
    """Why the temporary ``folder`` cannot be used, by the system's error, and the way out."""
    where = Path(folder).parent
    if number in FULL:
        reason = f"is full ({os.strerror(number)}); free some space there, or"
    else:
        reason = f"cannot be used ({os.strerror(number)});"
    variable = "TEMP" if os.name == "nt" else "TMPDIR"
    return f"the folder for temporary files, {where}, {reason} set {variable} to another folder"

"""What the system says of files: names that nothing can have, and disks that are full."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    except Exception as error:
        if not (number := system_errno(error)):
            raise
        raise TemporaryFilesError(number, describe_temporary_folder(folder, number)) from error


def describe_temporary_folder(folder: Path | str, number: int = errno.ENOSPC) -> str:
    """Why the temporary ``folder`` cannot be used, by the system's error, and the way out."""
    where = Path(folder).parent
    if number in FULL:
        reason = f"is full ({os.strerror(number)}); free some space there, or"
    else:
        reason = f"cannot be used ({os.strerror(number)});"
    variable = "TEMP" if os.name == "nt" else "TMPDIR"
    return f"the folder for temporary files, {where}, {reason} set {variable} to another folder"

"""The streams of the command, which may be closed, full or narrow, and the signals that end it."""

import codecs
import errno
import io
import json
import os
import signal
import sys
from types import FrameType
from typing import Any

# The exit code where what was to be printed could not be.
CANNOT_WRITE = 4
UNPRINTED = "The result cannot be printed: {reason}."
# A reader that has had enough, such as head, is no error. On Windows its pipe is invalid.
READER_GONE = {errno.EPIPE, errno.ESHUTDOWN, *([errno.EINVAL] if os.name == "nt" else [])}
ESCAPING = "estimator-escape"


class LastingStream(io.RawIOBase):
    """A stream that never fails: after the first error, what is written is dropped.

    Attributes:
        error: the first error; None without one, and where only the reader has gone.
    """

    def __init__(self, raw: io.RawIOBase, whole: object) -> None:
        self.error: OSError | None = None
        self._raw, self._broken = raw, False
        # The stream that ``raw`` belongs to would close it on its way out.
        self._whole = whole

    def write(self, content: Any) -> int | None:  # noqa: ANN401 - any buffer
        """Writes ``content``, or drops it; the number of bytes that need no further call."""
        if not self._broken:
            try:
                return self._raw.write(content)
            except OSError as error:
                self._broken = True
                self.error = None if error.errno in READER_GONE else error
        return len(content)

    def writable(self) -> bool:
        """It is only written to."""
        return True

    def fileno(self) -> int:
        """That of the stream below."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Whether the stream below is a terminal."""
        return self._raw.isatty()


def lose_no_stream() -> None:
    """Prepares the standard streams, so that printing to them never fails.

    A stream that is closed takes everything and shows nothing: the next file that is opened would
    have its number. A character that the stream's encoding lacks is written as JSON escapes it, so
    that an object stays one.
    """
    codecs.register_error(ESCAPING, _escape_unencodable)
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = _lasting_text(sys.stdout, 1)
    sys.stderr = _lasting_text(sys.stderr, 2)


def _lasting_text(stream: Any, number: int) -> Any:  # noqa: ANN401 - whatever stands for a stream
    if stream is None:
        return open(number, "w", encoding="utf-8", closefd=False)
    buffer = getattr(stream, "buffer", None)
    # Without a buffer of its own where Python is told so (PYTHONUNBUFFERED).
    raw = getattr(buffer, "raw", buffer)
    if not isinstance(raw, io.RawIOBase):
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(LastingStream(raw, stream)),
        encoding=stream.encoding,
        errors=ESCAPING,
        line_buffering=stream.line_buffering or stream.write_through,
    )


def _escape_unencodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def end_streams(code: Any) -> Any:  # noqa: ANN401 - as of SystemExit
    """The exit code, ``code`` or another where the result could not be printed."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    error = getattr(getattr(getattr(sys.stdout, "buffer", None), "raw", None), "error", None)
    if error is None:
        return code
    print(UNPRINTED.format(reason=error.strerror), file=sys.stderr)  # noqa: T201 - rich writes to what failed
    sys.stderr.flush()
    return CANNOT_WRITE


# Asked to end, by another program or as the terminal closes: in order, so that nothing is left.
ENDING = ("SIGTERM", "SIGHUP")


def end_by_signals() -> None:
    """Lets the signals that end a program end this one in order, with 128 and their number."""
    for name in ENDING:
        number = getattr(signal, name, None)
        # Under nohup a signal is ignored already.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end_in_order)


def _end_in_order(number: int, _: FrameType | None) -> None:
    for name in ENDING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    sys.exit(128 + number)

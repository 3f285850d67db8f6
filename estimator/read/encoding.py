"""Bytes to text: by the byte order mark, as UTF-8, or as Windows-1252 with a notice."""

import codecs
from collections.abc import Iterator
from hashlib import sha256
from io import IncrementalNewlineDecoder
from itertools import chain

from msgspec import Struct

from estimator.model.problem import Problem
from estimator.model.text import quote_text
from estimator.read.files import StoredFile

NO_TEXT = "it holds zero bytes, so it is no text; save it as CSV UTF-8"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes shown on either side of the first that is not UTF-8.
AROUND = 15


class DecodableText(Struct, frozen=True):
    """A file that is text throughout, and how to read it: ``begin`` is the length of its mark."""

    stored: StoredFile
    encoding: str
    begin: int
    sha256: str

    def read_pieces(self) -> Iterator[str]:
        r"""The text in pieces, each of which ends where a line does; the last may not.

        A line ends in ``\n``, ``\r\n`` or ``\r``. A line longer than a piece is whole in one.

        Raises:
            OSError: the file cannot be read any more, or was changed.
        """
        # Keeps \r\n together where the bytes are cut between the two.
        decoder = IncrementalNewlineDecoder(_incremental_decoder(self.encoding), translate=False)
        begun: list[str] = []
        for raw in self.stored.read_chunks(self.begin):
            piece = decoder.decode(raw)
            if cut := 1 + max(piece.rfind("\n"), piece.rfind("\r")):
                yield "".join([*begun, piece[:cut]])
                begun, piece = [], piece[cut:]
            begun.append(piece)
        if last := "".join([*begun, decoder.decode(b"", final=True)]):
            yield last


class _DecodingAttempt(Struct, frozen=True):
    """Result of one way to decode a file; with a ``fault``, at the byte ``position``."""

    sha256: str = ""
    zeros: bool = False
    fault: str = ""
    position: int = 0


def detect_text(file: str, stored: StoredFile) -> tuple[DecodableText | None, list[Problem]]:
    """The text in ``stored``; None, with a problem, where it is none.

    A file without a mark that is not UTF-8 is taken as Windows-1252, what Excel's plain "CSV" is in
    western countries, and one converted line is shown: only a reader can tell whether it is right.
    """
    start = stored.read_range(0, max(len(mark) for mark, _ in MARKS))
    mark, encoding = next((one for one in MARKS if start.startswith(one[0])), (b"", "utf-8"))
    looked = _try_decoding(stored, encoding)
    if looked.fault and not mark:
        return _decode_as_western(file, stored, looked.position)
    if looked.fault:
        damage = f"it is damaged: {looked.fault} at byte {looked.position:,}"
        return None, [_undecodable(file, damage)]
    if looked.zeros:
        return None, [_undecodable(file, NO_TEXT)]
    return DecodableText(stored, encoding, len(mark), looked.sha256), []


def _decode_as_western(
    file: str, stored: StoredFile, position: int
) -> tuple[DecodableText | None, list[Problem]]:
    """The text of a file that is not UTF-8 from the byte ``position`` on."""
    line = 1 + sum(piece.count(b"\n") for piece in stored.read_chunks(0, position))
    looked = _try_decoding(stored, "cp1252")
    if looked.fault:
        return None, [_undecodable(file, f"line {line} is not UTF-8 text; save it as CSV UTF-8")]
    if looked.zeros:
        return None, [_undecodable(file, NO_TEXT)]
    around = stored.read_range(max(0, position - AROUND), position + AROUND)
    sample = around.decode("cp1252").strip()
    notice = Problem.of("encoding-assumed", file=file, line=line, sample=sample)
    return DecodableText(stored, "cp1252", 0, looked.sha256), [notice]


def _try_decoding(stored: StoredFile, encoding: str) -> _DecodingAttempt:
    """Decodes the whole file, so that nothing is found wrong with it later."""
    decoder, digest = _incremental_decoder(encoding), sha256()
    position, zeros = 0, False
    for raw in chain(stored.read_chunks(), [b""]):
        held = len(decoder.getstate()[0])
        try:
            zeros |= "\0" in decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            return _DecodingAttempt(fault=error.reason, position=position - held + error.start)
        digest.update(raw)
        position += len(raw)
    return _DecodingAttempt(digest.hexdigest(), zeros)


def _incremental_decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)()


def _undecodable(file: str, reason: str) -> Problem:
    return Problem("unreadable-file", wording=f"{quote_text(file)} cannot be read: {reason}.")

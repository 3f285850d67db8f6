"""The texts of a workbook: how long they are, without keeping them."""

import re
from array import array
from collections.abc import Sequence

from estimator.model.limits import Limits
from estimator.read.scan import stream
from estimator.read.scan.findings import UnreadableError
from estimator.read.scan.package import Package

# How .xlsx writes a character that XML cannot: _x000D_.
ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
ESCAPED = 7


def length(text: str) -> int:
    """The characters of ``text`` with its escapes undone."""
    return len(text) - (ESCAPED - 1) * len(ESCAPE.findall(text))


class Budget:
    """The characters that all cells of a workbook hold together.

    One text that a million cells use is small in the file and too much for the memory.
    """

    def __init__(self, limits: Limits) -> None:
        self._left = self._most = limits.inflated_bytes

    def take(self, characters: int) -> None:
        """Counts ``characters``.

        Raises:
            UnreadableError: they are too many.
        """
        self._left -= characters
        if self._left < 0:
            raise UnreadableError(
                f"its texts, used again and again, come to more than {self._most:,} characters "
                "(limit inflated_bytes)"
            )


def shared(package: Package, part: str, limits: Limits) -> Sequence[int]:
    """The length of each shared text of ``part``, as many as there are.

    Raises:
        UnreadableError: the part is damaged or hostile.
    """
    texts = _Texts(limits)
    if part in package:
        stream.feed(texts.parser, package, part)
    return texts.lengths


class _Texts:
    """Streams shared texts; of one far too long no more than its beginning is kept."""

    def __init__(self, limits: Limits) -> None:
        self.lengths = array("Q")
        self._most = ESCAPED * (limits.cell_length + 1)
        self._text, self._inside = "", False
        self.parser = stream.parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, _: dict[str, str]) -> None:
        tag = name.partition(":")[2] or name
        if tag == "si":
            self._text = ""
        self._inside = tag == "t"

    def _characters(self, text: str) -> None:
        if self._inside and len(self._text) <= self._most:
            self._text += text

    def _end(self, name: str) -> None:
        self._inside = False
        if name == "si" or name.endswith(":si"):
            self.lengths.append(length(self._text))

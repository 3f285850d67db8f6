"""A workbook as a packed folder of parts: opened within limits, each part streamed."""

import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from estimator.model.limits import Limits
from estimator.read.scan.findings import UnreadableError

BLOCK = 1 << 16


class Package:
    """The parts of one workbook in an open ``stream``, within ``limits``.

    Raises:
        UnreadableError: the parts are too many or too large, encrypted, or a name stands twice.
    """

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._archive = zipfile.ZipFile(stream)
        self.names = self._archive.namelist()
        if len(self.names) > limits.parts:
            raise UnreadableError(f"it has more than {limits.parts:,} parts (limit parts)")
        if twice := [name for name, count in Counter(self.names).items() if count > 1]:
            raise UnreadableError(f"its part {twice[0]} is there twice; save it again as .xlsx")
        if any(one.flag_bits & 1 for one in self._archive.infolist()):
            raise UnreadableError("its parts are encrypted; save it without a password")
        self._measure(limits)

    def _measure(self, limits: Limits) -> None:
        """Unpacks every part once, counting: what a part says of its own size is not trusted."""
        inflated = 0
        for name in self.names:
            for block in self.blocks(name):
                inflated += len(block)
                if inflated > limits.inflated_bytes:
                    most = limits.inflated_bytes
                    raise UnreadableError(
                        f"it unpacks to more than {most:,} bytes (limit inflated_bytes)"
                    )

    def blocks(self, part: str) -> Iterator[bytes]:
        """The content of ``part``, piece by piece."""
        with self._archive.open(part) as stream:
            while block := stream.read(BLOCK):
                yield block

    def tree(self, part: str) -> ET.Element:
        """The XML of a small ``part``.

        Raises:
            UnreadableError: it declares a document type, as no workbook does.
        """
        content = self._archive.read(part)
        if b"<!DOCTYPE" in content or b"<\0!\0D\0O\0C\0" in content:
            raise UnreadableError(f"its part {part} declares a document type, as no workbook does")
        # Python's own expat bounds the growth of entities and opens no file.
        return ET.fromstring(content)  # noqa: S314

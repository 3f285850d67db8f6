"""The texts that the cells of an .xlsx workbook share."""

import polars as pl
from msgspec import Struct

from estimator.model.limits import Limits
from estimator.read.cells import VISIBLE, odd_unless
from estimator.read.workbook import stream, xlsx_bulk
from estimator.read.workbook.package import Package
from estimator.read.workbook.xlsx_bulk import ESCAPED, PLAIN, PRESERVED, SPACES

# What stands behind "<si" where the element has one text, or none.
PLAINLY = rf"(?s)^(?:/|><(?:t((?: [^<>/]*)?)(?:/|>({PLAIN})</t)><)?/si)>[ \t\n]*$"


class RichText:
    """A text in runs of one font each, without its pronunciation.

    Attributes:
        text: what was read; of a text with far more than ``limits`` allow, the beginning.
    """

    def __init__(self, limits: Limits) -> None:
        self.text = ""
        self._most = ESCAPED * (limits.cell_length + 1)
        self._run = ""
        self._inside = self._preserved = self._phonetic = False

    def start_element(self, tag: str, attributes: dict[str, str]) -> None:
        """Takes in the start of an element."""
        if tag == "rPh":
            self._phonetic = True
        elif tag == "t" and not self._phonetic:
            self._inside, self._run = True, ""
            self._preserved = attributes.get("xml:space") == "preserve"

    def add_text(self, text: str) -> None:
        """Takes in characters."""
        if self._inside and len(self._run) <= self._most:
            self._run += text

    def end_element(self, tag: str) -> None:
        """Takes in the end of an element."""
        if tag == "rPh":
            self._phonetic = False
        elif tag == "t" and self._inside:
            self._inside = False
            kept = self._preserved or len(self._run) > self._most
            self.text += xlsx_bulk.unescape_text(self._run if kept else self._run.strip(SPACES))
            self.text = self.text[: self._most]


class SharedTexts(Struct, frozen=True):
    """The shared texts of a workbook.

    Attributes:
        texts: String; of one far too long, the beginning; null where blank.
        lengths: UInt32; the characters of each.
    """

    texts: pl.Series
    lengths: pl.Series


def read_shared_texts(package: Package, part: str, limits: Limits) -> SharedTexts:
    """The texts of ``part``, none where there is no such part.

    Raises:
        UnreadableError: the part is damaged or hostile.
    """
    texts = SharedTextReader(limits)
    if part in package:
        stream.read_part(texts, package, part)
    return texts.all_texts()


class SharedTextReader:
    """Streams shared texts."""

    mark = b"</si>"

    def __init__(self, limits: Limits) -> None:
        self.ended = -1
        self._limits = limits
        self._gathered = [pl.Series(dtype=pl.String)]
        self._parsed: list[str] = []
        self._runs = RichText(limits)
        self.parser = stream.make_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def all_texts(self) -> SharedTexts:
        """All texts that were read."""
        texts = pl.concat(self._gathered, rechunk=True)
        blank = ~texts.str.contains(VISIBLE)
        return SharedTexts(texts.set(blank, None), texts.str.len_chars())

    def split_piece(self, piece: bytes) -> pl.Series:
        """The texts of ``piece`` where each is in one font."""
        parts = xlsx_bulk.decode_piece(piece).str.split("<si").explode()
        found = parts[1:].str.extract_groups(PLAINLY).struct.unnest()
        kept, written = found.get_columns()
        odd_unless(
            not parts[0].strip(SPACES),
            parts[1:].str.contains(PLAINLY).all(),
            (parts.str.len_bytes() <= self._limits.cell_length).all(),
            kept.is_in(["", PRESERVED]).all(),
        )
        return xlsx_bulk.read_texts(written, (kept != "").fill_null(value=False)).fill_null("")

    def take_found(self, found: pl.Series) -> None:
        """Gathers the texts ``found``."""
        self._gathered.append(found)

    def hand_on(self) -> None:
        """Gathers what was parsed."""
        self._gathered.append(pl.Series(self._parsed, dtype=pl.String))
        self._parsed = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.partition(":")[2] or name
        if tag == "si":
            self._runs = RichText(self._limits)
        else:
            self._runs.start_element(tag, attributes)

    def _characters(self, text: str) -> None:
        self._runs.add_text(text)

    def _end(self, name: str) -> None:
        tag = name.partition(":")[2] or name
        self._runs.end_element(tag)
        if tag == "si":
            self._parsed.append(self._runs.text)
            self.ended = self.parser.CurrentByteIndex

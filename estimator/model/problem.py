"""Problems that know their cell, and the catalog of their codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from estimator.model import address, shipped
from estimator.model.text import name_some, printable, quote_text

ERROR = "error"
NOTICE = "notice"
# A file's and a sheet's name and the cell's address; longer ones are cut.
PLACE_LENGTH = 200
# In characters; what stands in another cell of one cause is only hinted at.
LONGEST_FOUND = 24


class MessageFormatter(Formatter):
    """Format strings with the conversions ``!q``, in quotes, and ``!n``, with separators."""

    def convert_field(self, value: Any, conversion: Any) -> Any:  # noqa: ANN401 - as in Formatter
        """The value as the conversion writes it."""
        from estimator.model.money import grouped_number  # noqa: PLC0415 - --help needs no polars

        if conversion == "q":
            return quote_text(value)
        if conversion == "n":
            return grouped_number(value)
        return super().convert_field(value, conversion)


MESSAGES = MessageFormatter()


class ProblemKind(Struct, frozen=True):
    """One entry of the catalog: the meaning of a code and how to fix it.

    Attributes:
        message: the sentence of a problem, a template; ``{name!q}`` is put in quotes, and
            ``{name!n}`` is a number with separators.
    """

    code: str
    severity: str
    title: str
    meaning: str
    fix: str
    exit_code: int = 1
    message: str = ""

    def sentence(self, **values: object) -> str:
        """The message filled with ``values``; empty where the code has no message of its own."""
        return MESSAGES.format(self.message, **values)


class Coded:
    """Anything with a code of the catalog: a problem, or many of one kind."""

    __slots__ = ()
    code: str

    @property
    def kind(self) -> ProblemKind:
        """The catalogue's entry for the code."""
        return problem_catalog()[self.code]

    @property
    def severity(self) -> str:
        """``error`` stops the estimate, ``notice`` does not."""
        return self.kind.severity

    @property
    def exit_code(self) -> int:
        """The exit code of the command because of it, if it is an error."""
        return self.kind.exit_code


@dataclass(frozen=True)
class TableSource:
    """One table among the inputs.

    Attributes:
        file: as people tell it from the other inputs.
        header_row: the row of the headings, the lower one where they take two; 0 if not known.
        sha256: of the file.
        named: whether addresses name the file too, as they must where there are several.
        set_columns: the columns that have one text in every row, each with the text.
    """

    file: str
    sheet: str = ""
    header_row: int = 0
    sha256: str = ""
    named: bool = False
    set_columns: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def cell_address(self, row: int, position: int = 0) -> str:
        """The address of the cell in the 1-based column ``position``; 0 for the row's first."""
        return f"{self.quoted_name}!{address.column_letters(position or 1)}{row}"

    @property
    def quoted_name(self) -> str:
        """The sheet as addresses begin with it: ``Plan``, or ``'[ops.xlsx]Plan'`` among several."""
        return address.quoted_sheet(f"[{self.file}]{self.sheet}" if self.named else self.sheet)


# A row of a table, by its number on the sheet.
Row = tuple[TableSource, int]


class Problem(Coded, Struct, frozen=True):
    """One thing that is wrong (an error) or worth knowing (a notice).

    Attributes:
        code: the catalogue's word for it.
        found: what stands there, as the user wrote it; empty where nothing does.
        expected: what could stand there, as a phrase that follows "expected".
        wording: the sentence, where "found ...; expected ..." would not say it.
        place: the cell as people name it, ``Workloads!D7``; empty where there is none.
        source: the table that it stands in; None where it is not about one.
        row, order: the user's row and the column's position, for sorting.
        line: the line of a text file, where it is not the row's number.
        also: other rows that it concerns as much, such as those with the same id.
        column: our name of the column; heading: the user's.
        count: the number of cells that it stands for, where it is one line for several.
        exits: the exit code, where the stage decides it and not the code; 0 for the catalogue's.
    """

    code: str
    found: str = ""
    expected: str = ""
    wording: str = ""
    place: str = ""
    row: int | None = None
    column: str | None = None
    heading: str | None = None
    order: int = 0
    exits: int = 0
    also: tuple[Row, ...] = ()
    source: TableSource | None = None
    line: int = 0
    count: int = 1

    @classmethod
    def of(cls, code: str, **values: Any) -> "Problem":  # noqa: ANN401 - as messages need them
        """A problem with ``found``, ``expected`` and ``wording``, if they are among ``values``.

        Without a wording, the message of the code is filled with the values.
        """
        wording = values.get("wording") or problem_catalog()[code].sentence(**values)
        found, expected = values.get("found") or "", values.get("expected") or ""
        return cls(code, found, expected, wording)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row that it concerns."""
        if self.row is None or self.source is None:
            return self.also
        return ((self.source, self.row), *self.also)

    @property
    def sources(self) -> set[TableSource]:
        """Every table that it concerns."""
        return {source for source, _ in self.rows} | ({self.source} if self.source else set())

    @property
    def exit_code(self) -> int:
        """The stage's, or else the catalogue's."""
        return self.exits or self.kind.exit_code

    @property
    def message(self) -> str:
        """The whole sentence, its place first."""
        where = self._locate()
        return f"{where}: {self.sentence}" if where else self.sentence

    @property
    def sentence(self) -> str:
        """The sentence of the problem, without its place."""
        return self.wording or self._found_and_expected()

    def _locate(self) -> str:
        """The place, safe to print: names of sheets and headings are the user's."""
        line = f", line {self.line}" if self.line else ""
        heading = f" ({printable(self.heading)})" if self.heading else ""
        return f"{printable(self.place, PLACE_LENGTH)}{line}{heading}" if self.place else ""

    def _found_and_expected(self) -> str:
        found = f"found {quote_text(self.found)}" if self.found else "found nothing"
        return f"{found}; expected {self.expected}." if self.expected else f"{found}."


def merge_problems(first: Sequence[Problem], count: int) -> Problem:
    """One problem for ``count`` of one cause, of which ``first`` are the first few."""
    one = first[0]
    if count == 1:
        return one
    others = name_some([_name_cell(other, one) for other in first[1:]], of=count - 1)
    wording = f"{one.sentence.removesuffix('.')}; also {others}."
    return replace(one, wording=wording, count=count)


def _name_cell(other: Problem, first: Problem) -> str:
    """The cell of ``other`` without its sheet, and what stands there where that differs."""
    cell = other.place.rpartition("!")[2] if other.order else f"row {other.row}"
    if not other.found or other.found == first.found:
        return cell
    return f'{cell} ("{printable(other.found, LONGEST_FOUND)}")'


@cache
def problem_catalog() -> dict[str, ProblemKind]:
    """Every code that a problem can have, by code."""
    entries = shipped.load_toml("problems.toml")
    return {code: ProblemKind(code=code, **entry) for code, entry in entries.items()}


C = TypeVar("C", bound=Coded)
T = TypeVar("T")
V = TypeVar("V")


class FindingList(list[T]):
    """Findings of several stages, each of which returns ``(value, findings)``."""

    def collect(self, answer: tuple[V, Iterable[T]]) -> V:
        """The value of a stage's ``answer``; its findings are put behind these."""
        value, findings = answer
        self.extend(findings)
        return value


def only_errors(problems: Iterable[C]) -> list[C]:
    """Those of ``problems`` that stop an estimate."""
    return [problem for problem in problems if problem.severity == ERROR]


# In a frame of several tables' rows: the position of a row's table, and the row's number where the
# user's own headings stand beside it, which never begin with a blank.
TABLE, ROW = " table", " row"

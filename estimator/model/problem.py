"""What can be wrong: problems that know their cell, and the catalogue of their codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from estimator.model import resource
from estimator.model.words import quote

ERROR = "error"
NOTICE = "notice"


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue: what a code means and how to mend it."""

    code: str
    severity: str
    title: str
    meaning: str
    mend: str
    exit_code: int = 1


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (an error) or worth knowing (a notice).

    Attributes:
        code: the catalogue's word for it.
        found: what stands there, as the user wrote it; empty where nothing does.
        expected: what could stand there, as a phrase that follows "expected".
        says: the sentence, where "found ...; expected ..." would not say it.
        place: the cell as people name it, ``Workloads!D7``; empty where there is none.
        row, order: the user's row and the column's position, for sorting.
        also: other rows that it concerns as much, such as those with the same id.
        column: our name of the column; heading: the user's.
        exits: the exit code, where the stage decides it and not the code; 0 for the catalogue's.
    """

    code: str
    found: str = ""
    expected: str = ""
    says: str = ""
    place: str = ""
    row: int | None = None
    column: str | None = None
    heading: str | None = None
    order: int = 0
    exits: int = 0
    also: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Every row that it concerns."""
        return self.also if self.row is None else (self.row, *self.also)

    @property
    def kind(self) -> Kind:
        """The catalogue's entry for the code."""
        return catalogue()[self.code]

    @property
    def severity(self) -> str:
        """``error`` stops the estimate, ``notice`` does not."""
        return self.kind.severity

    @property
    def exit_code(self) -> int:
        """What the command exits with because of it, if it is an error."""
        return self.exits or self.kind.exit_code

    @property
    def message(self) -> str:
        """The whole sentence, its place first."""
        where = f"{self.place} ({self.heading})" if self.heading and self.place else self.place
        return f"{where}: {self.said}" if where else self.said

    @property
    def said(self) -> str:
        """The sentence without its place."""
        return self.says or self._found_and_expected()

    def _found_and_expected(self) -> str:
        found = f"found {quote(self.found)}" if self.found else "found nothing"
        return f"{found}; expected {self.expected}." if self.expected else f"{found}."


@cache
def catalogue() -> dict[str, Kind]:
    """Every code that a problem can have, by code."""
    entries = resource.toml("problems.toml")
    return {code: Kind(code=code, **entry) for code, entry in entries.items()}


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those of ``problems`` that stop an estimate."""
    return [problem for problem in problems if problem.severity == ERROR]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` as a reader meets them: the file's first, then by row and column."""
    return sorted(problems, key=lambda problem: (problem.row or 0, problem.order, problem.code))

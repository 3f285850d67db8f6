"""The figures of a workbook by sheet, section, label and heading, found by what is written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

Scalar = float | str | None
Line = dict[str, Scalar]
# By section and label; several lines may have the same.
Block = dict[tuple[str, str], list[Line]]
GROUPED = ("Breakdown", "Plan", "Budgets")
COUNT = re.compile(r"^([\d,]+) workloads?(?: · .*)?$")
MONTH = re.compile(r"^\d{4}-\d{2}$")
IDS = "Workload ID"
# What the label of a total on Summary ends with if workloads are in no line above it.
WITH_OTHERS = ", with others"


@dataclass(frozen=True)
class Figures:
    """What a workbook says.

    Attributes:
        grouped: the lines of Breakdown, Plan and Budgets.
        workloads: the computed cells of each workload on Estimates, by its ID.
        totals: the numbers above the headings of Estimates.
        summary: what formulas give right of each label on Summary, by the heading above it.
        counts: how many workloads there are, as Summary says it.
    """

    grouped: Mapping[str, Block]
    workloads: Mapping[str, list[Line]]
    totals: Line
    summary: Mapping[str, list[Line]]
    counts: Sequence[int]


Row = Sequence[object]


def read_figures(path: Path, computed: Iterable[str]) -> Figures:
    """The figures of the workbook at ``path``.

    Args:
        path: recalculated.
        computed: the headings on Estimates of what is not typed; those of months go without saying.
    """
    with closing(load_workbook(path, read_only=True, data_only=True)) as book:
        pages = {name: [list(row) for row in book[name].values] for name in book.sheetnames}
    with closing(load_workbook(path, read_only=True)) as book:
        formulas = [list(row) for row in book["Summary"].values]
    workloads, totals = _estimates(_page_of_workloads(pages), {plain(one) for one in computed})
    return Figures(
        {name: _lines(pages[name]) for name in GROUPED if name in pages},
        workloads,
        totals,
        _labeled_lines(pages["Summary"], formulas),
        [int(found[1].replace(",", "")) for found in _counts(pages["Summary"])],
    )


def _page_of_workloads(pages: Mapping[str, Sequence[Row]]) -> Sequence[Row]:
    """The page whose first column has the header of IDs, whatever it is called."""
    return next(page for page in pages.values() if IDS in {plain(row[0]) for row in page if row})


def plain(value: object) -> str:
    """A cell as a text on one line; a number as text would be, a month as on Estimates."""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m}"
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def fold(value: object) -> str:
    """What is told apart: without case."""
    return plain(value).casefold()


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _scalar(value: object) -> Scalar:
    found = _number(value)
    return found if found is not None else plain(value)


def _is_key(heading: str) -> bool:
    return heading in {"key", "line"} or heading.endswith(" key")


def _lines(page: Sequence[Row]) -> Block:
    """The lines with numbers; those without are headings, and name a section."""
    found: Block = defaultdict(list)
    headings: dict[int, str] = {}
    section = group = ""
    for row in page:
        cells = {n: value for n, value in enumerate(row) if plain(value)}
        cells = {n: value for n, value in cells.items() if not _is_key(headings.get(n, ""))}
        numbers = [n for n, value in cells.items() if _number(value) is not None]
        if not cells:
            continue
        if not numbers:
            headings = {n: fold(value) for n, value in enumerate(row) if plain(value)}
            section, group = next(iter(headings.values()), section), ""
            continue
        label = [fold(value) for n, value in cells.items() if n < numbers[0]]
        group = label[0] if label and 0 in cells else group
        name = " ".join([group, *label[1:]] if 0 in cells else [group, *label])
        values = {headings[n]: _scalar(cells.get(n)) for n in headings if n >= numbers[0]}
        found[section, name].append(values)
    return found


def _estimates(page: Sequence[Row], computed: Iterable[str]) -> tuple[dict[str, list[Line]], Line]:
    header = next(n for n, row in enumerate(page) if row and plain(row[0]) == IDS)
    titles = {
        n: title
        for n, value in enumerate(page[header])
        if (title := plain(value)) in computed or MONTH.match(title)
    }
    totals: Line = {}
    for row in page[:header]:
        totals |= {titles[n]: found for n in titles if (found := _number(row[n])) is not None}
    workloads: dict[str, list[Line]] = defaultdict(list)
    for row in page[header + 1 :]:
        if plain(row[0]):
            workloads[fold(row[0])].append({titles[n]: _scalar(row[n]) for n in titles})
    return workloads, totals


def _labeled_lines(page: Sequence[Row], formulas: Sequence[Row]) -> dict[str, list[Line]]:
    """What formulas give right of the texts of a label, or else below one."""
    found: dict[str, list[Line]] = defaultdict(list)
    above: dict[int, str] = {}
    for row, typed in zip(page, formulas, strict=True):
        label, line = "", dict[str, Scalar]()
        for n, (value, text) in enumerate(zip(row, typed, strict=True)):
            live = str(text).startswith("=")
            # A line ends with a blank cell, or where another text is typed.
            if line and not live:
                _keep_line(found, label, line)
                label, line = "", {}
            if live and (label or _number(value) is not None):
                label = label or above.get(n, "")
                line[above.get(n, "")] = _scalar(value)
            elif plain(value):
                before = "" if n and typed[n - 1] is None else label
                label = f"{before} {fold(value).removesuffix(WITH_OTHERS)}".strip()
                above[n] = above.get(n, "") if live else fold(value)
        _keep_line(found, label, line)
    return found


def _keep_line(found: dict[str, list[Line]], label: str, line: Line) -> None:
    """Adds a line with a number to what is ``found``."""
    if any(isinstance(value, float) for value in line.values()):
        found[label].append(line)


def _counts(page: Sequence[Row]) -> Iterator[re.Match[str]]:
    texts = (plain(value) for row in page for value in row)
    return (found for text in texts if (found := COUNT.match(text)))

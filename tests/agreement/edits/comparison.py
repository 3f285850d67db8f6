"""How the figures of two workbooks differ.

Lists may have other lines in another order: what the lines of one workbook alone come to is
compared as a sum, with "others" or what is "not listed above".
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from tests.agreement.edits.figures import Block, Figures, Line, Scalar

OTHERS = re.compile(r"^\W*(?:(?:[\d,]+ )?others?\b|not listed above)", re.IGNORECASE)


def compare_figures(found: Figures, wanted: Figures) -> list[str]:
    """What differs between a workbook and a new run's, in a line each; [] where nothing does."""
    said = [*_compare_workloads(found, wanted)]
    for sheet in sorted(wanted.grouped.keys() | found.grouped.keys()):
        if sheet in found.grouped and sheet in wanted.grouped:
            said += _compare_blocks(sheet, found.grouped[sheet], wanted.grouped[sheet])
        else:
            said.append(f"{sheet} is in one workbook only")
    return [*said, *_compare_summaries(found, wanted)]


def _compare_workloads(found: Figures, wanted: Figures) -> Iterator[str]:
    for name in sorted(wanted.workloads.keys() | found.workloads.keys()):
        ours, theirs = found.workloads.get(name, []), wanted.workloads.get(name, [])
        if len(ours) != 1 or len(theirs) != 1:
            yield f"Estimates {name}: {len(ours)} rows, a new run has {len(theirs)}"
        else:
            yield from _compare_lines(f"Estimates {name}", ours[0], theirs[0])
    yield from _compare_lines("Estimates total row", found.totals, wanted.totals)


def _compare_lines(where: str, found: Line, wanted: Line) -> Iterator[str]:
    for heading in dict.fromkeys([*wanted, *found]):
        one, other = found.get(heading), wanted.get(heading)
        if not agree(one, other):
            yield f"{where}, {heading}: {one!r}, a new run has {other!r}"


def agree(one: Scalar, other: Scalar) -> bool:
    """Whether two cells say the same; a blank and an empty text do."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
    return (one or "") == (other or "") and isinstance(one, float) == isinstance(other, float)


def _compare_blocks(sheet: str, found: Block, wanted: Block) -> Iterator[str]:
    shared = {section for section, _ in found} & {section for section, _ in wanted}
    if not shared:
        yield f"{sheet}: no section of a new run"
    for section in sorted(shared):
        ours = {label: lines for (one, label), lines in found.items() if one == section}
        theirs = {label: lines for (one, label), lines in wanted.items() if one == section}
        yield from _compare_sections(f"{sheet} {section}", ours, theirs)


def _compare_sections(
    where: str, found: Mapping[str, list[Line]], wanted: Mapping[str, list[Line]]
) -> Iterator[str]:
    both = {label for label in found.keys() & wanted.keys() if not OTHERS.match(label)}
    for label in sorted(both):
        if len(found[label]) != len(wanted[label]):
            yield f"{where}, {label}: {len(found[label])} lines, not {len(wanted[label])}"
        for one, other in zip(found[label], wanted[label], strict=False):
            yield from _compare_lines(f"{where}, {label}", one, other)
    others = {label: lines for label, lines in wanted.items() if OTHERS.match(label)}
    # Where a new run lists all groups, one that it does not have has come to nothing.
    if not _sum_lines(others, set()):
        for label in sorted(found.keys() - wanted.keys()):
            left = {} if OTHERS.match(label) else _sum_lines({label: found[label]}, set())
            yield from _compare_lines(f"{where}, {label}", left, {})
    rest = [_sum_lines(one, both) for one in (found, wanted)]
    yield from _compare_lines(f"{where}, all other lines", *rest)


def _sum_lines(lines: Mapping[str, list[Line]], without: set[str]) -> Line:
    total = defaultdict[str, float](float)
    for label, some in lines.items():
        for line in some if label not in without else []:
            for heading, value in line.items():
                if isinstance(value, float):
                    total[heading] += value
                elif str(value).startswith("#"):
                    return {"an error": str(value)}
    return {heading: float(round(value, 6)) for heading, value in total.items() if value}


def _compare_summaries(found: Figures, wanted: Figures) -> Iterator[str]:
    if found.counts != wanted.counts:
        yield f"Summary: {found.counts} workloads, a new run has {wanted.counts}"
    for label in sorted(found.summary.keys() & wanted.summary.keys()):
        ours, theirs = found.summary[label], wanted.summary[label]
        if OTHERS.match(label) or len(ours) != len(theirs):
            continue
        for one, other in zip(ours, theirs, strict=True):
            # The columns of a table depend on whether there are budgets.
            shared = one.keys() & other.keys()
            parts = [{name: line[name] for name in sorted(shared)} for line in (one, other)]
            yield from _compare_lines(f"Summary, {label}", *parts)
            if not shared:
                yield f"Summary, {label}: no column of a new run"

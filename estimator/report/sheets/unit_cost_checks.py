"""The checks of the Unit costs sheet against Estimates and against itself."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from estimator.formula.unit_costs import UnitCost
from estimator.model.estimate import Estimate
from estimator.report.grid import Grid
from estimator.report.sheets.blocks import count_true_formula, escaped_criterion
from estimator.report.sheets.check import EXACT_PART, TOLERANCE, Check, count_check
from estimator.report.sheets.unit_costs import KEY, UnitTable, unit_sums
from estimator.report.unit_titles import is_of_own_unit, unit_title

UNIT_NAME = "unit_name"
SHEETS = "Estimates vs. Unit costs"


def unit_cost_checks(
    grid: Grid, estimate: Estimate, tables: tuple[UnitTable, ...]
) -> Iterator[Check]:
    """The checks of each of ``tables``."""
    sums = estimate.totals.calendar.portfolio_amounts
    for table in tables:
        live = {one: at for one, at in table.columns.items() if grid.has_column(one.quantity)}
        for one, column in live.items():
            title = unit_title(one, estimate)
            for at, (text, name) in enumerate(zip(unit_sums(grid, one), one.sums, strict=True)):
                label = f"{title}, {('quantity', 'cost')[at]}: {SHEETS}"
                here = f"={table.cell(column + at, table.total)}"
                whole = grid.if_on_sheet(f"={text}")
                yield Check(label, whole, here, sums[name], sums[name])
        yield from _line_checks(grid, estimate, table, live) if live else ()
        yield from _name_checks(grid, estimate, table)
        yield count_check(f"{table.title}: ratios typed over", _ratios_off(table), "", 0)
        yield count_check(f"{table.title}: lines that do not add up", _lines_off(table), "", 0)
        yield count_check(f"{table.title}: keys typed over", _keys_off(table), "", 0)


def _name_checks(grid: Grid, estimate: Estimate, table: UnitTable) -> Iterator[Check]:
    """The check that units of the user's own that are added up still have one name."""
    names = estimate.totals.unit_names
    for one in table.columns:
        if not is_of_own_unit(one) or not names or not grid.has_column(one.quantity):
            continue
        if one.amount in estimate.basis.model.year_costs or not grid.has_column(UNIT_NAME):
            continue
        quantity, named = grid.column_range(one.quantity), grid.column_range(UNIT_NAME)
        # A number, not the header, and not 0.
        counted = f'{quantity},"<>0",{quantity},"<1E+99"'
        others = f'COUNTIFS({counted},{named},"?*")'
        if names[0]:
            same = escaped_criterion(names[0])
            others = f'COUNTIFS({counted})-COUNTIFS({counted},{named},"={same}")'
        label = f"{table.title}: units of other names; run estimator again"
        yield count_check(label, grid.if_on_sheet(f"={others}"), "", 0)


def _line_checks(
    grid: Grid, estimate: Estimate, table: UnitTable, live: Mapping[UnitCost, int]
) -> Iterator[Check]:
    """Sums times the keys of their groups: lines typed over do not cancel each other out."""
    if grid.elsewhere:
        return
    for dimension, (first, last) in table.lines.items():
        keys = table.span(KEY, first, last)
        of_keys = f"{grid.column_range(f'{dimension}_key')},{keys}"
        parts, lines, value = [], [], Decimal(0)
        groups = estimate.totals.calendar.groups[dimension].head(last - first + 1)
        for one, column in live.items():
            parts += [f"SUMPRODUCT({text},{keys})" for text in unit_sums(grid, one, of_keys)]
            spans = (table.span(column + at, first, last) for at in range(2))
            lines += [f"SUMPRODUCT({span},{keys})" for span in spans]
            for name in one.sums:
                value += Decimal((groups[name] * groups["key"]).sum())
        noun = dimension.replace("_", " ")
        label = f"{table.title}, lines by {noun}, each times its key: {SHEETS}"
        # Millions of tokens have six decimals: these sums are not rounded to cents.
        allowed = abs(value) * EXACT_PART + TOLERANCE
        left, right = (f"={'+'.join(texts)}" for texts in (parts, lines))
        yield Check(label, left, right, value, value, "", allowed)


def _ratios_off(table: UnitTable) -> str:
    """The formula of how many ratios are not those of their lines, blank ones of nothing."""
    terms = []
    for one, column in table.columns.items():
        quantity, amount, ratio = (
            table.span(column + at, table.total, table.last) for at in range(3)
        )
        right = f"ROUND({amount}/({quantity}+({quantity}=0)),{one.digits})"
        terms.append(f"SUMPRODUCT(({quantity}<>0)*({ratio}<>{right}))")
        terms.append(f'SUMPRODUCT(({quantity}=0)*({ratio}<>""))')
    return f"={'+'.join(terms)}"


def _lines_off(table: UnitTable) -> str:
    """The formula of how many sums over the lines of a dimension are not the total."""
    return count_true_formula(
        f"(ROUND(SUM({table.span(column + at, first, last + 1)})-"
        f"{table.cell(column + at, table.total)},2)<>0)"
        for column in table.columns.values()
        for at in range(2)
        for first, last in table.lines.values()
    )


def _keys_off(table: UnitTable) -> str:
    """The formula of by how much the keys differ from those of their lines."""
    terms = []
    for dimension, (first, last) in table.lines.items():
        right = sum(key * row for row, key in enumerate(table.keys[dimension], first))
        keys = table.span(KEY, first, last)
        terms.append(f"ABS(SUMPRODUCT({keys}*ROW({keys}))-{right})")
    return f"={'+'.join(terms)}"

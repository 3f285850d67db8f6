"""The checks of a row of Estimates: formulas that are 0 where all is right.

What is checked row by row is a column of the row, so that it moves, is sorted and is deleted with
it; Checks adds the columns up. See ``estimates_columns`` for the columns.
"""

from collections.abc import Iterable, Mapping, Sequence

from estimator.formula.excel import cell_formula
from estimator.formula.simplification import fold_blanks
from estimator.formula.syntax import parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import MOST_TIMES, day_number
from estimator.model.column import MONTH, Column
from estimator.model.estimate import DIMENSIONS, Estimate
from estimator.model.estimates_columns import (
    CHECK_TITLES,
    MONTH_COST,
    STATUS,
    formula_checks,
    key_columns,
)
from estimator.model.money import plain_number
from estimator.model.output_columns import OutputColumn
from estimator.model.plan import FIRST_MONTH
from estimator.model.rate_card import PRICE_UNIT
from estimator.model.schema import Alternatives
from estimator.report.grid import BAND_ROW, Grid
from estimator.report.sheets.blocks import escaped_text
from estimator.report.styles import unit_shown_as

Cells = Mapping[str, str]
# A formula computed again gives the same number; only sums of cents can differ in the last bits.
SAME, FINE = "0.004", "0.0000004"
FINE_UNITS = frozenset({"factor", PRICE_UNIT})
LAST_MONTH = "9999-12"
# Its function, UNICHAR, is newer than the file format, and cannot be shared between rows.
NO_BREAK_SPACE = "\u00a0"
# A month may be half a cent from what it would be without rounding.
HALF_CENT = "0.00501"


def row_checks(
    grid: Grid, cells: Cells, formulas: Mapping[str, str], estimate: Estimate
) -> dict[str, str]:
    """The formula of each check in the first row, without its equals sign.

    Args:
        grid: the layout of Estimates.
        cells: what names in formulas are replaced by in the first row.
        formulas: of the other columns of the row.
        estimate: the estimate to write.
    """
    schema = estimate.basis.model.schema
    inputs = [schema.columns[one.name] for one in grid.columns if one.name in schema.columns]
    numbers = [one for one in inputs if one.numeric]
    found = {
        "check_id": _check_id(cells["workload_id"]),
        "check_rows": _check_rows(cells, inputs),
        "check_columns": _check_columns(grid, cells, inputs),
        "check_texts": _check_texts(cells, inputs),
        "check_numbers": _check_numbers(cells, inputs),
        "check_bounds": _check_bounds(cells, numbers),
        "check_decimals": _check_decimals(cells, numbers),
        "check_months": _check_months(cells),
        **{
            f"check_{one.name}": _check_alternatives(cells, one, estimate)
            for one in schema.alternatives
        },
        **{
            f"check_{key}": f"({cells[key]}<>{formulas[key]})*1" if key in formulas else "0"
            for key in key_columns()
        },
        "check_by_month": _check_by_month(
            grid, cells, [one for one in grid.columns if one.role == MONTH_COST], estimate
        ),
        **_compare_formulas(grid, cells, formulas, estimate),
    }
    first, last = (cells[name] for name in (next(iter(CHECK_TITLES)), [*found][-1]))
    total = f"SUM({first}:{last})"
    return {STATUS: f'IF(ISERROR({total}),"CHECK",IF({total}=0,"OK","CHECK"))', **found}


def _sum_terms(terms: Iterable[str]) -> str:
    return "+".join(terms)


def _check_id(cell: str) -> str:
    """1 without an ID, with spaces around it, or with that of another: all are searched for it."""
    place = f"MATCH({escaped_text(cell)},workload_ids,0)"
    twice = f"IFERROR(IF({place}=ROW()-ROW(workload_heading)+1,0,1),0)"
    return f'IF(OR({cell}="",LEFT({cell})=" ",RIGHT({cell})=" "),1,{twice})'


def _cells_of(cells: Cells, columns: Iterable[Column]) -> str:
    """The cells of ``columns`` one by one: columns can be inserted between them."""
    return ",".join(cells[one.name] for one in columns)


def _check_rows(cells: Cells, inputs: Sequence[Column]) -> str:
    """1 where an input was cut and pasted in another row, where its formulas have followed it.

    Squares keep two cells that were moved up and down from cancelling each other out.
    """
    rows = ",".join(f"ROW({cells[one.name]})" for one in inputs)
    return f"(SUMSQ({rows})<>{len(inputs)}*ROW()^2)*1"


def _check_columns(grid: Grid, cells: Cells, inputs: Sequence[Column]) -> str:
    """1 where an input was cut and pasted in another column."""
    columns = ",".join(f"COLUMN({cells[one.name]})" for one in inputs)
    letters = (column_letters(grid.column_position(one.name)) for one in inputs)
    above = ",".join(f"COLUMN({letter}${BAND_ROW})" for letter in letters)
    return f"(SUMSQ({columns})<>SUMSQ({above}))*1"


def _check_texts(cells: Cells, inputs: Sequence[Column]) -> str:
    """How many texts are longer than the schema allows, and how many new ones have hidden signs.

    A group may have been found with a line break or a no-break space in its name; a text on no
    list that has one looks like a group that is listed.
    """
    longer = (f"(LEN(TRIM({cells[one.name]}))>{one.longest})*1" for one in inputs if one.longest)
    hidden = (
        f'({cells[f"{name}_key"]}=0)*(CLEAN(SUBSTITUTE({cells[name]},"{NO_BREAK_SPACE}"," "))'
        f'<>{cells[name]}&"")'
        for name in DIMENSIONS[1:]
    )
    return _sum_terms([*longer, *hidden])


def _check_numbers(cells: Cells, inputs: Sequence[Column]) -> str:
    """How many inputs that must be numbers, or months, are not."""
    typed = _cells_of(cells, (one for one in inputs if one.numeric or one.kind == MONTH))
    return f"COUNTA({typed})-COUNT({typed})"


def _check_bounds(cells: Cells, numbers: Sequence[Column]) -> str:
    """How many bounds of the schema are passed; MIN and MAX skip blanks."""
    terms = []
    for function, sign, bound in (("MIN", "<", "minimum"), ("MAX", ">", "maximum")):
        for limit in sorted({getattr(one, bound) for one in numbers} - {None}):
            same = _cells_of(cells, (one for one in numbers if getattr(one, bound) == limit))
            term = f"({function}({same}){sign}{plain_number(limit)})"
            # Of blanks alone, MIN and MAX are 0.
            beyond = limit > 0 if sign == "<" else limit < 0
            terms.append(f"{term}*COUNT({same})" if beyond else f"{term}*1")
    return _sum_terms(terms)


def _check_decimals(cells: Cells, numbers: Sequence[Column]) -> str:
    """How many inputs have more decimals than the schema keeps; a text is an error."""
    pairs = ((cells[one.name], one.decimals) for one in numbers)
    return _sum_terms(f"(ROUND({cell},{decimals})<>{cell})" for cell, decimals in pairs)


def _check_months(cells: Cells) -> str:
    """1 where a workload ends before it starts, grows absurdly in the plan, or has no month."""
    start, end, growth = (
        cells[name] for name in ("start_month", "end_month", "monthly_growth_rate")
    )
    order = f'IF(AND({start}<>"",{end}<>"",{end}<{start}),1,0)'
    months = f"ROUND((MIN({cells['ends']},plan_last)-{cells['runs_from']})/30.4375,0)"
    absurd = f"IF((1+SUM({growth}))^MAX({months},1)>{MOST_TIMES + 1},1,0)"
    early = f"(MIN({start},{end})<{day_number(FIRST_MONTH)})*COUNT({start},{end})"
    late = f"(MAX({start},{end})>{day_number(LAST_MONTH) + 30})*1"
    return f"{order}+{absurd}+{early}+{late}"


def _check_alternatives(cells: Cells, choice: Alternatives, estimate: Estimate) -> str:
    """Nothing given, half of one way, or a second way that comes to something else."""
    counts = [f"COUNTA({','.join(cells[one] for one in way)})" for way in choice.ways]
    others = [f"COUNTA({cells[one]})" for one in choice.others if one in cells]
    none = f"IF({'+'.join([*counts, *others])}=0,1,0)"
    half = [
        f"({count}>0)*({count}<{len(way)})"
        for count, way in zip(counts, choice.ways, strict=True)
        if len(way) > 1
    ]
    differ = [
        f"({count}={len(way)})*(ABS({cells[name]}-{_given_by(name, way, choice, cells, estimate)})"
        f">{SAME})"
        for count, way in list(zip(counts, choice.ways, strict=True))[1:]
        for name in choice.gives
    ]
    return _sum_terms([none, *half, *differ])


def _given_by(
    name: str, way: Sequence[str], choice: Alternatives, cells: Cells, estimate: Estimate
) -> str:
    """The formula of the column ``name`` where ``way`` alone is filled in."""
    formula = next(one.formula for one in estimate.basis.model.columns if one.name == name)
    blank = {column for each in choice.ways for column in each} - set(way)
    return cell_formula(fold_blanks(parse_formula(formula), blank, set(way)), cells)[1:]


def _check_by_month(
    grid: Grid, cells: Cells, months: Sequence[OutputColumn], estimate: Estimate
) -> str:
    """How many months are not the monthly cost, or the month before with its growth."""
    row, letters = (
        grid.first_row,
        [column_letters(grid.column_position(one.name)) for one in months],
    )
    monthly = cells[estimate.basis.currency.name_shown("monthly_cost")]
    starts, ends = cells["runs_from"], cells["ends"]
    first, above = f"{letters[0]}{row}", f"{letters[0]}${BAND_ROW}"
    begun = f"({starts}<={above})*({ends}>={above})*{monthly}"
    terms = [f"(ABS({first}-{begun})>{SAME})*1"]
    if len(letters) > 1:
        costs, before = f"{letters[1]}{row}:{letters[-1]}{row}", f"{first}:{letters[-2]}{row}"
        above = f"{letters[1]}${BAND_ROW}:{letters[-1]}${BAND_ROW}"
        grown = f"({above}={starts})*{monthly}+({above}>{starts})*{before}*{cells['growth_factor']}"
        terms.append(f"SUMPRODUCT((ABS({costs}-({above}<={ends})*({grown}))>{HALF_CENT})*1)")
    return _sum_terms(terms)


def _compare_formulas(
    grid: Grid, cells: Cells, formulas: Mapping[str, str], estimate: Estimate
) -> dict[str, str]:
    """How many cells of some columns are not what their formulas give."""
    named = {one.name: one for one in grid.columns}
    return {
        check: _sum_terms(
            differs_from_formula(named[name], cells[name], formulas[name]) for name in names
        )
        for check, names in formula_checks(estimate.basis.model).items()
    }


def differs_from_formula(column: OutputColumn, cell: str, formula: str) -> str:
    """1 where the ``cell`` is not what its ``formula`` gives, each time the whole of it."""
    if column.text or column.unit in {"month", "share"}:
        return f"({cell}<>{formula})*1"
    tolerance = SAME if unit_shown_as(column.unit) not in FINE_UNITS else FINE
    # A variance is an empty text without a budget.
    blank = formula.startswith("IF(") and ',"",' in formula
    return (
        f"(ABS(N({cell})-N({formula}))>{tolerance})*1"
        if blank
        else (f"(ABS({cell}-({formula}))>{tolerance})*1")
    )

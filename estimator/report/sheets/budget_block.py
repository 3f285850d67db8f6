"""Budgets on Breakdown: budget, cost and what is left, by budget status."""

from collections.abc import Mapping

from msgspec import Struct

from estimator.formula.excel import cell_formula
from estimator.formula.syntax import Call, parse_formula
from estimator.model.address import column_letters
from estimator.model.calendar import PLANNED_COST
from estimator.model.estimate import BUDGET_SUMS, BudgetStatus, Estimate
from estimator.model.money import BUDGET, STATUS, VARIANCE
from estimator.model.own_workbook import BREAKDOWN
from estimator.report.grid import BudgetLines
from estimator.report.page import Page
from estimator.report.sheets.blocks import (
    FIRST_AMOUNT,
    LABEL,
    ROWS,
    count_true_formula,
    sum_above_formula,
)

LEFT_OF_BUDGET = FIRST_AMOUNT + len(BUDGET_SUMS)


class StatusBlock(Struct, frozen=True):
    """The table of budget statuses.

    Attributes:
        total: the row of its total.
        typed_over: for each status, and the total, a formula of how many cells were typed over.
    """

    total: int
    typed_over: Mapping[str, str]


def write_budget_statuses(
    page: Page, held: BudgetLines, estimate: Estimate, row: int
) -> StatusBlock:
    """Writes one line per budget status from ``row``, and their total: all against all."""
    page.write_text(row, LABEL, "By budget status", "table")
    year = held.cost_title(estimate.basis.plan.fiscal_year_name)
    page.write_headers(row, (held.plural_noun, "Budget", year, "Left"), ROWS, "column_right")
    statuses, first = estimate.totals.budgeted, row + 1
    total = first + len(statuses)
    columns = dict(zip(BUDGET_SUMS, range(FIRST_AMOUNT, LEFT_OF_BUDGET), strict=True))
    found = {}
    for at, one in enumerate(statuses, first):
        page.write_text(at, LABEL, one.status)
        texts = _status_formulas(held, estimate, f"$A{at}", columns)
        page.write_formula(at, ROWS, texts[ROWS], one.rows, "formula", "count")
        _write_amounts(page, estimate, at, one, "formula", texts)
        abroad = _status_formulas(held, estimate, f"{BREAKDOWN}!$A{at}", columns)
        found[one.status] = _typed_over(estimate, at, abroad)
    page.write_text(total, LABEL, "Total", "total")
    whole = estimate.totals.against_budget
    texts = {n: sum_above_formula(n, first, total) for n in (ROWS, *columns.values())}
    page.write_formula(total, ROWS, texts[ROWS], whole.rows, "total", "count")
    _write_amounts(page, estimate, total, whole, "total", texts)
    abroad = {n: text.replace("(", f"({BREAKDOWN}!") for n, text in texts.items()}
    found["all"] = _typed_over(estimate, total, abroad)
    page.flag_negatives(first, LEFT_OF_BUDGET, total, LEFT_OF_BUDGET)
    return StatusBlock(total, found)


def _status_formulas(
    held: BudgetLines, estimate: Estimate, status: str, columns: Mapping[str, int]
) -> dict[int, str]:
    """The formula of the count, and of each sum, of the lines whose status is in a cell."""
    cells, shown = held.grid.column_range(STATUS), estimate.basis.currency.name_shown
    found = {ROWS: f"=COUNTIFS({cells},{status})"}
    for name, column in columns.items():
        found[column] = f"=SUMIFS({held.grid.column_range(shown(name))},{cells},{status})"
    return {column: held.grid.if_on_sheet(text) for column, text in found.items()}


def _typed_over(estimate: Estimate, row: int, texts: Mapping[int, str]) -> str:
    """The formula of how many cells of ``row`` are not what formulas give, by their columns."""
    cells = {n: f"{BREAKDOWN}!{column_letters(n)}{row}" for n in (*texts, LEFT_OF_BUDGET)}
    sums = [cells[n] for n in texts if n != ROWS]
    every = {**texts, LEFT_OF_BUDGET: variance_formula(estimate, *sums)}
    terms = [f"({cells[n]}<>{text.removeprefix('=')})" for n, text in every.items() if text]
    return count_true_formula(terms)


def _write_amounts(
    page: Page,
    estimate: Estimate,
    row: int,
    sums: BudgetStatus,
    look: str,
    texts: Mapping[int, str],
) -> None:
    """Writes budget, cost and what is left in a row; ``texts`` are the formulas of the sums."""
    for at, name in enumerate(BUDGET_SUMS, FIRST_AMOUNT):
        page.write_formula(row, at, texts[at], getattr(sums, name), look, "money")
    cells = (f"{column_letters(FIRST_AMOUNT + n)}{row}" for n in range(len(BUDGET_SUMS)))
    text = variance_formula(estimate, *cells)
    page.write_formula(row, LEFT_OF_BUDGET, text, sums.fiscal_year_variance, look, "money")


def variance_formula(estimate: Estimate, budget: str, cost: str) -> str:
    """The formula of the variance of ``budget`` and ``cost``, cells with sums."""
    shown = estimate.basis.currency.name_shown
    column = next(one for one in estimate.basis.model.columns if one.name == shown(VARIANCE))
    node = parse_formula(column.formula)
    if isinstance(node, Call) and node.function == "IF":
        # A sum is never blank.
        node = node.arguments[-1]
    return cell_formula(node, {shown(BUDGET): budget, shown(PLANNED_COST): cost})

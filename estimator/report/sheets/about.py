"""The About sheet: the source of the figures, what can be changed, and the glossary."""

from collections.abc import Collection, Sequence
from datetime import date

from estimator.formula.excel import legible_formula
from estimator.formula.price_rows import price_date_formula
from estimator.model.calendar import STARTS
from estimator.model.estimate import Estimate
from estimator.model.output_columns import (
    AS_OF,
    PRICE,
    PRICE_DATE,
    RATE_ROW,
    OutputColumn,
    output_layout,
    rate_place,
)
from estimator.model.own_workbook import (
    CHANGE_LOG_TITLE,
    MADE_AT_LABEL,
    PLAN_LENGTH_LABEL,
    PLAN_START_LABEL,
    ChangeLogLine,
    own_sheets,
)
from estimator.model.problem import TableSource
from estimator.model.rate_card import RateCard
from estimator.model.schema import workloads_schema
from estimator.model.version import __version__
from estimator.report.page import HEADER_ROWS, Page
from estimator.report.sheets import assumptions, check
from estimator.report.sheets.row_formulas import rate_row_formula

LOCKS = (
    "Locked sheets have no password: Review > Unprotect Sheet unlocks them. Anyone who changes a "
    "formula should say so in the sign-off."
)
LEGEND = (
    ("input", "Blue", "an input that you can change; never locked"),
    ("follows", "Italics", "a formula that you can replace with an input"),
    ("link", "Green", "looked up or summed from another sheet"),
    ("formula", "Black", "computed on this sheet"),
    ("total", "Double line", "the total of the lines above it"),
    ("band", "Band", "the kind of the columns below it, or how often their costs recur"),
    ("unit", "Unit", "the unit of the numbers below it"),
    ("quiet", "Gray", "keys that group the totals, and the source of each row"),
    ("caution_line", "Brown, bold", "a caution about the prices"),
    ("check", "OK", "a check that passes"),
    ("bad", "CHECK", "a check that fails, or rows that were rejected"),
)
NUMBERS = {
    "-1,234.00": "negative: a variance below zero is over budget",
    "0.00": "no cost; a blank cell is an input that was not given",
    "Rounding": "every row to cents, halves away from zero; totals sum the rounded amounts",
}
# In the order of the fields of a line.
CHANGE_LOG_HEADERS = ("Last saved", "By", "Made by the run of", "File")
NOT_CHANGED = "The input was not made by estimator, so there are no changes to list."
GLOSSARY = ("Column", "Header", "Unit", "Frequency", "Formula, by column names", "Meaning")
WIDTHS = {1: 30, 2: 30, 3: 18, 4: 11, 5: 55, 6: 60}


def write_about(page: Page, estimate: Estimate, run_at: str, sheets: Collection[str]) -> None:
    """Writes the provenance of ``estimate``, the ``sheets``, the legend and the glossary."""
    page.write_top()
    row = _write_about_facts(page, 5, _list_provenance(estimate, run_at))
    row = _write_change_log(page, row + 1, estimate.change_log)
    row = _write_sheet_list(page, row + 1, sheets)
    row = _write_legend(page, row + 1)
    page.write_text(row + 1, 1, "Columns of Estimates", "section")
    page.write_headers(row + 2, GLOSSARY)
    _write_glossary(page, row + 3, estimate)
    page.set_widths(WIDTHS)
    page.sheet.freeze_panes(HEADER_ROWS, 0)
    page.set_printing(HEADER_ROWS)


def _list_provenance(estimate: Estimate, run_at: str) -> list[tuple[str, str]]:
    return [
        ("Made by", f"estimator {__version__}"),
        (MADE_AT_LABEL, run_at),
        (PLAN_START_LABEL, estimate.basis.plan.start),
        (PLAN_LENGTH_LABEL, str(estimate.basis.plan.length)),
        *(fact for source in estimate.priced.sources for fact in _list_source_facts(source)),
        ("Workloads priced", f"{estimate.totals.rows:,}"),
        ("Rows rejected", f"{len(estimate.rejected):,}"),
        *(
            fact
            for card, day in estimate.basis.card.cards_on(estimate.basis.as_of)
            for fact in _list_card_facts(card, day)
        ),
        (
            "Scenario when made",
            (
                f"{estimate.basis.scenario.name}: "
                f"{assumptions.scenario_sentence(estimate.basis.scenario)}"
            ),
        ),
        ("Fiscal year", estimate.basis.plan.fiscal_year_sentence),
        ("House cost model", estimate.basis.model.house or "none"),
        ("Currency", check.describe_currency(estimate)),
    ]


def _list_card_facts(card: RateCard, as_of: date) -> list[tuple[str, str]]:
    return [
        ("Rate card", f"{card.name}: {card.title}" if card.title else card.name),
        ("Prices checked on", card.date_checked.isoformat()),
        ("Prices as of", as_of.isoformat()),
        ("Price source", card.source),
    ]


def _list_source_facts(source: TableSource) -> list[tuple[str, str]]:
    columns = workloads_schema().columns
    return [
        ("Input", source.file),
        ("Input sha256", source.sha256),
        ("Sheet and header row", f"{source.sheet}, row {source.header_row}"),
        *(
            ("Set for this input", f"{columns[name].title}: {text}")
            for name, text in source.set_columns
        ),
    ]


def _write_about_facts(page: Page, row: int, facts: list[tuple[str, str]]) -> int:
    for label, text in facts:
        page.write_text(row, 1, label, "label")
        page.write_text(row, 2, text)
        row += 1
    return row


def _write_change_log(page: Page, row: int, lines: Sequence[ChangeLogLine]) -> int:
    """Writes who changed the workbooks that this one was made from, and when."""
    page.write_text(row, 1, CHANGE_LOG_TITLE, "section")
    if not lines:
        page.write_text(row + 1, 1, NOT_CHANGED)
        return row + 2
    page.write_headers(row + 1, CHANGE_LOG_HEADERS)
    for at, line in enumerate(lines, row + 2):
        for column, text in enumerate(line, 1):
            page.write_text(at, column, text)
    return row + 2 + len(lines)


def _write_sheet_list(page: Page, row: int, sheets: Collection[str]) -> int:
    """Writes what each sheet is for, and what can be changed there."""
    page.write_text(row, 1, "Sheets", "section")
    page.write_headers(row + 1, ("Sheet", "Purpose", "", "", "What you can change", ""))
    row += 2
    for sheet in (own_sheets()[name] for name in sheets):
        page.write_text(row, 1, sheet.name, "label")
        page.write_text(row, 2, sheet.purpose)
        page.write_text(row, 5, sheet.editable)
        row += 1
    page.write_text(row, 2, LOCKS)
    return row + 1


def _write_legend(page: Page, row: int) -> int:
    page.write_text(row, 1, "Legend", "section")
    row += 1
    for look, word, meaning in LEGEND:
        page.write_text(row, 1, word, look)
        page.write_text(row, 2, meaning)
        row += 1
    return _write_about_facts(page, row, list(NUMBERS.items()))


def _write_glossary(page: Page, row: int, estimate: Estimate) -> None:
    for offset, column in enumerate(output_layout(estimate.basis.model)):
        words = (
            column.name,
            column.title,
            column.unit,
            column.frequency,
            # Written as text; it never becomes a formula.
            _formula_text(column, rate_place(estimate.basis.model)),
            column.description,
        )
        page.write_wrapped(row + offset, words, WIDTHS)


def _formula_text(column: OutputColumn, place: str) -> str:
    """The formula of a ``column``; ``place`` is the one with the row of its prices on Rates."""
    if column.name == "model_key":
        return "MATCH(model, rate_models, 0)"
    if column.name == RATE_ROW:
        return rate_row_formula("model_key", PRICE_DATE)
    if column.name == PRICE_DATE:
        return legible_formula(price_date_formula(), {STARTS: STARTS, AS_OF: AS_OF}).removeprefix(
            "="
        )
    if column.role == PRICE:
        return f"INDEX(rate_{column.name}, {place})"
    return column.formula.removeprefix("=")

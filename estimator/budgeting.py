"""What only the tables tell of the terms of a run: budgets by cost center, and their currency."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from estimator.model.options import Options
from estimator.model.problem import Problem, errors
from estimator.model.sheet import Book
from estimator.model.table import Table
from estimator.model.words import quote
from estimator.read.book import book
from estimator.read.find import Look, table
from estimator.report.sheets.budgets import SHEET
from estimator.terms import in_currency
from estimator.validate.budget_currency import budget_currency
from estimator.validate.budgets import budgets, budgets_schema, twice
from estimator.validate.judge import Terms

Found = tuple[Table | None, list[Problem]]


def settled(
    agreed: Terms, tables: Sequence[Table], books: Sequence[Book], options: Options
) -> tuple[Terms | None, list[Problem]]:
    """``agreed`` with the budgets of the run, in their currency.

    With an error in the budgets it is without them, so that what is wrong with the workloads can be
    told too; None where the cost model cannot be told in the currency.

    Args:
        agreed: what the options and the books set.
        tables: of workloads.
        books: that they are in; a sheet with budgets may be in the only one.
        options: say where budgets by cost center are.
    """
    given, problems = _given(books, options.budgets)
    given = None if errors(problems) else given
    currency, told = budget_currency([given] if given else tables, agreed.model.currency)
    problems += told
    found = None
    if given:
        problems += twice(tables)
        found, told = budgets(given, currency.budgets, options.locale)
        problems += told
    model = replace(agreed.model, assumptions=agreed.assumptions)
    program, told = in_currency((model, agreed.columns), currency)
    problems += told
    if program is None:
        return None, problems
    return replace(agreed, model=program[0], columns=program[1], budgets=found), problems


def _given(books: Sequence[Book], word: str) -> Found:
    """The table with budgets by cost center that ``word`` names: a file, or a sheet of the book."""
    alone = books[0] if len(books) == 1 else None
    if not word and alone and _has_own(alone):
        found, problems = _in(alone, SHEET)
        said = "Budgets are those of the workbook's own Budgets sheet."
        return found, [*problems, Problem("workbook-values", says=said)]
    if not word:
        return None, []
    if Path(word).exists():
        read, problems = book(Path(word), budgets_schema())
        if read is None:
            return None, problems
        found, told = _in(replace(read, named=True), SHEET if _has_own(read) else "")
        return found, problems + told
    if alone and any(sheet.name.casefold() == word.casefold() for sheet in alone.sheets):
        return _in(alone, word)
    said = f"There is no file {quote(word)}"
    said += f", and no such sheet in {quote(alone.file)}." if alone else "."
    return None, [Problem("no-such-budgets", says=said)]


def _has_own(read: Book) -> bool:
    """Whether ``read`` is a workbook of ours with budgets by cost center."""
    return read.ours and any(sheet.name == SHEET for sheet in read.sheets)


def _in(read: Book, sheet: str) -> Found:
    return table(replace(read, ours=False), budgets_schema(), Look(sheet=sheet))

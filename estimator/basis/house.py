"""The house's cost model and the plan of a workbook made by estimator, kept when it is sent in."""

import tomllib
from pathlib import Path

from msgspec.structs import replace

from estimator.basis.cost_model import load_cost_model, load_house_document
from estimator.model.cells import Book
from estimator.model.cost_model import CostModel
from estimator.model.options import Options
from estimator.model.own_workbook import (
    ABOUT,
    COST_MODEL,
    FILE_LABEL,
    LINES_TITLE,
    PLAN_LENGTH_LABEL,
    PLAN_START_LABEL,
)
from estimator.model.plan import YEAR
from estimator.model.problem import Problem
from estimator.model.text import count_phrase, quote_text
from estimator.read.exported import read_labeled_cell, read_lines_below


def choose_cost_model(
    read: Book | None, house: Path | None
) -> tuple[CostModel | None, list[Problem]]:
    """The cost model with the columns of ``house``; without it, those kept in a workbook."""
    lines = read_lines_below(read, COST_MODEL, LINES_TITLE) if house is None else []
    if read is None or not lines:
        return load_cost_model(house)
    name = read_labeled_cell(read, COST_MODEL, FILE_LABEL) or COST_MODEL
    try:
        document = tomllib.loads("\n".join(lines))
    except ValueError as error:
        where = f"The sheet {quote_text(COST_MODEL)} of {quote_text(read.file)}"
        wording = f"{where} cannot be read: {error}. Use --cost-model FILE."
        return None, [Problem("bad-cost-model", wording=wording)]
    model, problems = load_house_document(name, document)
    wording = f"The cost model on the workbook's sheet {quote_text(COST_MODEL)} is used ({name})."
    return model, [*problems, Problem("workbook-values", wording=wording)]


def keep_plan(read: Book | None, options: Options) -> tuple[Options, list[Problem]]:
    """``options`` with the plan of a workbook made by estimator, as far as they set none."""
    start = options.fiscal_year_start or read_labeled_cell(read, ABOUT, PLAN_START_LABEL)
    told = "" if options.months else read_labeled_cell(read, ABOUT, PLAN_LENGTH_LABEL)
    months = options.months or (int(told) if told.isascii() and told.isdigit() else YEAR)
    kept = replace(options, fiscal_year_start=start, months=months)
    if start == options.fiscal_year_start and not told:
        return kept, []
    length = count_phrase(months, "month")
    wording = f"The plan of the workbook is used: {length} from {start}."
    return kept, [Problem("workbook-values", wording=wording)]

"""The About sheet: the provenance, the sheets, and a glossary entry for each column."""

import re
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

from estimator.model.output_columns import output_layout
from estimator.model.own_workbook import own_sheets
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from estimator.report.sheets.about import NOT_CHANGED
from tests.report.sheets.portfolio import Portfolio

SHEET = "About"


def _fact(portfolio: Portfolio, label: str) -> object:
    row, column = portfolio.find_cell(SHEET, label)
    return portfolio.value(SHEET, row, column + 1)


def test_the_input_can_be_identified(portfolio: Portfolio) -> None:
    content = portfolio.path.with_name("plan.csv").read_bytes()
    assert _fact(portfolio, "Input sha256") == sha256(content).hexdigest()
    assert _fact(portfolio, "Sheet and header row") == "plan, row 1"
    assert (_fact(portfolio, "Workloads priced"), _fact(portfolio, "Rows rejected")) == ("4", "1")


def test_the_prices_and_the_scenario_are_named(portfolio: Portfolio) -> None:
    assert str(_fact(portfolio, "Rate card")).startswith("openai-2026-11: OpenAI published prices")
    checked = portfolio.estimate.basis.card.date_checked
    assert _fact(portfolio, "Prices checked on") == checked.isoformat()
    scenario = str(_fact(portfolio, "Scenario when made"))
    assert scenario.startswith("High: not the plan as it stands: quantities multiplied by 1.25")


def test_a_first_run_has_no_changes_to_list(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Change log")
    assert portfolio.value(SHEET, top + 1, 1) == NOT_CHANGED


def test_a_workbook_that_is_sent_in_again_says_who_saved_it_and_when(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    made_at = _fact(portfolio, "Made at")
    lines: list[object] = []
    book = load_workbook(portfolio.path)
    for name in ("Jane Doe", ""):
        book.properties.lastModifiedBy = name
        changed, result = (
            tmp_path / f"changed{len(lines)}.xlsx",
            tmp_path / f"again{len(lines)}.xlsx",
        )
        book.save(changed)
        with ZipFile(changed) as package:
            core = package.read("docProps/core.xml").decode()
        found = re.search(r"<dcterms:modified[^>]*>([^<]+)<", core)
        assert found is not None
        saved = found[1].replace("T", " ")[:16] + " UTC"
        lines.append((saved, name or "not stated in the file", made_at, changed.name))
        assert save_estimate(estimate(changed), result).estimate is not None
        book = load_workbook(result)
        sheet = book[SHEET]
        top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Change log")
        listed = [
            tuple(cell.value for cell in row[:4])
            for row in sheet.iter_rows(top + 2, top + 1 + len(lines))
        ]
        assert listed == lines
        made_at = next(row[1].value for row in sheet.iter_rows() if row[0].value == "Made at")


def test_every_sheet_of_the_workbook_is_listed(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Purpose")
    names = portfolio.values.sheetnames
    listed = [portfolio.value(SHEET, top + n, 1) for n in range(1, len(names) + 1)]
    assert listed == names
    said = [portfolio.value(SHEET, top + n, 2) for n in range(1, len(names) + 1)]
    assert said == [own_sheets()[name].purpose for name in names]


def test_the_glossary_describes_each_column_in_order(portfolio: Portfolio) -> None:
    top, _ = portfolio.find_cell(SHEET, "Formula, by column names")
    columns = output_layout(portfolio.estimate.basis.model)
    lines = [portfolio.line(SHEET, row) for row in range(top + 1, top + 1 + len(columns))]
    assert [line[:2] for line in lines] == [[one.name, one.title] for one in columns]
    formulas = {line[0]: line[4] for line in lines}
    assert formulas["model_key"] == "MATCH(model, rate_models, 0)"
    assert formulas["input_price"] == "INDEX(rate_input_price, model_key)"
    # As text, without its equals sign.
    assert str(formulas["first_year_cost"]).startswith("ROUND(training_cost")

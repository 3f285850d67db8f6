"""The About sheet: the provenance, the sheets, and a glossary entry for each column."""

from hashlib import sha256

from estimator.model.output_columns import output_layout
from estimator.model.own_workbook import own_sheets
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
    assert _fact(portfolio, "Prices checked on") == "2026-11-22"
    scenario = str(_fact(portfolio, "Scenario when made"))
    assert scenario.startswith("High: not the plan as it stands: quantities multiplied by 1.25")


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

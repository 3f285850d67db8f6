"""A workbook of several rate cards: recalculated, edited, and read again."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from estimator.model.options import Options
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from estimator.report.sheets.rates_layout import FIRST_ROW, HEADING_ROW, rates_layout
from tests.workbooks import (
    Made,
    Record,
    Results,
    all_recalculated,
    differences,
    made,
    needs_libreoffice,
    recalculated,
    results,
)

USE = {"training_tokens": "1000000", "monthly_input_tokens": "3000000"}
USE |= {"monthly_output_tokens": "1000000", "retry_rate": "0", "epochs": "1"}
ROWS: tuple[Record, ...] = (
    USE | {"workload_id": "A", "model": "gpt-4o", "provider": "open ai"},
    USE | {"workload_id": "B", "model": "GPT-4o (global)", "provider": "Microsoft Azure"},
    USE | {"workload_id": "C", "model": "gpt-4.1-mini-global"},
    USE | {"workload_id": "D", "model": "guide-2026/gpt-4o"},
)
CARDS = ("openai-2026-11", "azure-2026-08", "guide-2026")
# 1M tokens of training, and 3M + 1M of use a month; Azure's deployments are hosted for 730 hours.
TRAINING = {"A": "25.00", "B": "25.00", "C": "5.00", "D": "3.00"}
MONTHLY = {"A": "26.25", "B": "1258.50", "C": "1243.80", "D": "17.50"}


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Made:
    options = Options(rate_card=CARDS, fiscal_year_start="2027-01", after_retirement="replace")
    return made(tmp_path_factory.mktemp("cards"), ROWS, options)


def address(one: Made, workload: str, column: str) -> str:
    first = one.grid.last_row - one.estimate.totals.rows + 1
    return one.grid.relative_address(column, first + "ABCD".index(workload))


def monthly(found: Results, one: Made, workload: str) -> Decimal:
    cell = found["Estimates", address(one, workload, "monthly_cost")]
    return Decimal(str(cell.value)).quantize(Decimal("0.01"))


def test_each_row_is_priced_by_its_card(priced: Made) -> None:
    frame = priced.estimate.frame
    assert dict(frame.select("workload_id", "training_cost").iter_rows()) == {
        name: Decimal(text) for name, text in TRAINING.items()
    }
    assert dict(frame.select("workload_id", "monthly_cost").iter_rows()) == {
        name: Decimal(text) for name, text in MONTHLY.items()
    }


def test_rates_say_the_card_of_each_model(priced: Made) -> None:
    layout, page = rates_layout(priced.estimate), load_workbook(priced.path)["Rates"]
    assert page.cell(HEADING_ROW, 3).value == "Rate card"
    last = FIRST_ROW + len(priced.estimate.basis.list_prices)
    names = [page[layout.cell("rate_card", row)].value for row in range(FIRST_ROW, last)]
    assert list(dict.fromkeys(names)) == list(CARDS)
    days = "2026-11-30, 2026-08-11 and 2026-11-22"
    assert page["A2"].value == (
        f"openai-2026-11, azure-2026-08 and guide-2026, checked on {days}, prices as of {days}. "
        "Source: see the column Source."
    )
    top = load_workbook(priced.path, data_only=True)["Summary"]
    texts = [str(cell.value) for row in top.iter_rows(max_row=12) for cell in row if cell.value]
    assert any(text.startswith("azure-2026-08: Azure charges") for text in texts)
    assert any(text.startswith("guide-2026: Prices are from") for text in texts)
    assert any(text.startswith("Prices: 3 cards (see Rates)") for text in texts)


@needs_libreoffice
def test_libreoffice_comes_to_the_same(priced: Made) -> None:
    again = results(recalculated(priced.path))
    assert differences(results(priced.path), again) == []
    assert again["Checks", "B3"].value == "OK"
    for name, text in MONTHLY.items():
        assert monthly(again, priced, name) == Decimal(text)


Edits = Mapping[tuple[str, str], str | None]
RIGHT: dict[str, tuple[Edits, str, str]] = {
    "another provider, and its model": (
        {("A", "provider"): "Azure", ("A", "model"): "gpt-4o-global"},
        "A",
        MONTHLY["B"],
    ),
    "a name that the provider tells": ({("A", "model"): "gpt-4o"}, "A", MONTHLY["A"]),
    "no provider": ({("B", "provider"): None}, "B", MONTHLY["B"]),
    "a provider in other letters": ({("B", "provider"): " AZURE"}, "B", MONTHLY["B"]),
    "a provider for a row without one": ({("C", "provider"): "Azure"}, "C", MONTHLY["C"]),
    "a model of another card": ({("C", "model"): "openai/gpt-4o"}, "C", MONTHLY["A"]),
}
WRONG: dict[str, Edits] = {
    "a name that two cards have": {("C", "model"): "gpt-4o"},
    "a name that one provider has in tiers": {("B", "model"): "gpt-4o"},
    "a provider that does not sell the model": {("A", "provider"): "Azure"},
    "a provider that nobody knows": {("A", "provider"): "Acme"},
    "a provider of a card that names none": {("D", "provider"): "OpenAI"},
}


@pytest.fixture(scope="module")
def edited(priced: Made) -> Mapping[str, Results]:
    """The workbook with each change, recalculated."""
    changes = {**WRONG, **{name: edits for name, (edits, _, _) in RIGHT.items()}}
    paths = [_with_edits(priced, name, edits) for name, edits in changes.items()]
    return dict(zip(changes, map(results, all_recalculated(paths)), strict=True))


def _with_edits(one: Made, name: str, edits: Edits) -> Path:
    book = load_workbook(one.path)
    for (workload, column), text in edits.items():
        book["Estimates"][address(one, workload, column)].value = text
    target = one.path.with_name(f"{name}.xlsx")
    book.save(target)
    return target


@needs_libreoffice
@pytest.mark.parametrize("name", RIGHT)
def test_a_price_follows_the_model_and_its_provider(
    edited: Mapping[str, Results], priced: Made, name: str
) -> None:
    _, workload, amount = RIGHT[name]
    assert edited[name]["Checks", "B3"].value == "OK"
    assert monthly(edited[name], priced, workload) == Decimal(amount)


@needs_libreoffice
@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_one_model_fails_a_check(edited: Mapping[str, Results], name: str) -> None:
    assert edited[name]["Checks", "B3"].value == "CHECK"


def test_the_workbook_read_again_has_the_same_cards(priced: Made, tmp_path: Path) -> None:
    again = estimate(priced.path)
    assert again.estimate is not None
    basis, before = again.estimate.basis, priced.estimate.basis
    assert [one.name for one in basis.card.cards] == list(CARDS)
    assert basis.card.cautions == before.card.cautions
    assert [*basis.card.cards_on(basis.as_of)] != []
    assert [day for _, day in basis.card.cards_on(basis.as_of)] == [
        day for _, day in before.card.cards_on(before.as_of)
    ]
    assert basis.list_prices == before.list_prices
    assert again.estimate.totals.by_column == priced.estimate.totals.by_column
    assert again.estimate.frame["provider"].to_list() == priced.estimate.frame["provider"].to_list()
    twice = save_estimate(again, tmp_path / "again.xlsx")
    assert twice.estimate is not None
    third = estimate(tmp_path / "again.xlsx").estimate
    assert third is not None
    assert third.basis.card == basis.card


def test_a_changed_price_changes_the_name_of_its_card_alone(priced: Made, tmp_path: Path) -> None:
    book, layout = load_workbook(priced.path), rates_layout(priced.estimate)
    rows = [rate.model for rate in priced.estimate.basis.list_prices]
    cell = layout.cell("training_price", FIRST_ROW + rows.index("gpt-4o-global"))
    book["Rates"][cell].value = 30
    book.save(tmp_path / "changed.xlsx")
    found = estimate(tmp_path / "changed.xlsx").estimate
    assert found is not None
    names = [one.name for one in found.basis.card.cards]
    assert names == ["openai-2026-11", "azure-2026-08 (edited)", "guide-2026"]
    costs = dict(found.frame.select("workload_id", "training_cost").iter_rows())
    assert (costs["A"], costs["B"]) == (Decimal("25.00"), Decimal("30.00"))


Change = Callable[[Workbook, Made], object]


@needs_libreoffice
def test_a_name_that_tiers_of_one_card_share_is_none_s(tmp_path: Path) -> None:
    one = made(tmp_path, [ROWS[2]], Options(rate_card="azure-2026-08"))
    book = load_workbook(one.path)
    cell = one.grid.relative_address("model", one.grid.last_row)
    assert book["Estimates"][cell].value == "gpt-4.1-mini-global"
    book["Estimates"][cell].value = "gpt-4.1-mini"
    book.save(tmp_path / "shared.xlsx")
    assert results(recalculated(tmp_path / "shared.xlsx"))["Checks", "B3"].value == "CHECK"


@needs_libreoffice
def test_one_day_holds_for_all_cards_where_prices_depend_on_it(tmp_path: Path) -> None:
    headings = "Model,Input price,Output price,Training price,Provider,Valid from,Valid to"
    older = (
        f"{headings},Date checked\n"
        "small,2,8,20,OpenAI,,2026-10-15,2026-09-01\n"
        "small,1,4,20,OpenAI,2026-10-15,2027-03-01,2026-09-01\n"
        "small,0.5,2,20,OpenAI,2027-03-01,,2026-09-01\n"
    )
    newer = f"{headings},Date checked\nsmall,3,9,5,Azure,,,2026-11-01\n"
    for name, text in (("older", older), ("newer", newer)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    rows: tuple[Record, ...] = (
        USE | {"workload_id": "A", "model": "small", "provider": "OpenAI", "start_month": ""},
        USE
        | {"workload_id": "B", "model": "small", "provider": "OpenAI", "start_month": "2027-03"},
        USE | {"workload_id": "C", "model": "small", "provider": "Azure", "start_month": "2027-03"},
    )
    cards = tuple(str(tmp_path / f"{name}.csv") for name in ("older", "newer"))
    one = made(tmp_path, rows, Options(rate_card=cards, fiscal_year_start="2027-01"))
    assert str(one.estimate.basis.as_of) == "2026-11-01"
    frame = one.estimate.frame.select("price_date", "input_price")
    # On the date of its own card, the first would cost twice as much.
    assert frame.rows() == [
        ("2027-01-01", Decimal(1)), ("2027-03-01", Decimal("0.5")), ("2027-03-01", Decimal(3)),
    ]  # fmt: skip
    again = results(recalculated(one.path))
    assert differences(results(one.path), again) == []
    assert again["Checks", "B3"].value == "OK"

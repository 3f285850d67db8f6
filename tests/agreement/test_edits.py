"""A change made in the finished workbook moves every figure as a new run with it would."""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from estimator.basis.rate_card import shipped_cards
from estimator.model.calendar import day_number
from estimator.model.options import DEFAULT_CARD, Options
from estimator.model.schema import rates_schema, workloads_schema
from estimator.report.grid import FIRST_ROW
from estimator.report.sheets.front import GAP
from tests.workbooks import (
    Cell,
    Package,
    Record,
    Results,
    Value,
    all_recalculated,
    differences,
    made,
    needs_libreoffice,
    results,
)

BASE: Record = {"epochs": "1", "retry_rate": "0", "validation_share": "0.1"}
WORKLOADS: tuple[Record, ...] = (
    {
        **BASE,
        "workload_id": "W-1",
        "cost_center": "CC-1",
        "department": "Sales",
        "model": "gpt-4o",
        "training_tokens": "1234567",
        "epochs": "",
        "monthly_input_tokens": "7654321",
        "monthly_output_tokens": "1000001",
        "cached_input_share": "0.25",
        "annual_budget": "1000",
    },
    {
        **BASE,
        "workload_id": "W-2",
        "cost_center": "CC-2",
        "department": "Legal",
        "model": "gpt-4-turbo",
        "training_examples": "50000",
        "tokens_per_example": "101",
        "retry_rate": "",
        "daily_input_tokens": "333333",
        "daily_output_tokens": "777777",
        "cached_input_share": "0.5",
        "annual_budget": "100000",
    },
    {
        **BASE,
        "workload_id": "W-3",
        "cost_center": "CC-1",
        "model": "gpt-4-turbo",
        "training_tokens": "5000",
        "epochs": "",
        "requests_per_day": "1500",
        "input_tokens_per_request": "1200",
        "output_tokens_per_request": "450",
        "days_per_month": "22",
    },
)
# The beginning of a heading that says how many lines are over budget.
OVER = "Over budget"
# The order of the costliest is as at the run, so an edited workbook may list others than a new one.
# What is listed there is as at the run; all models stand on the Breakdown.
AS_AT_THE_RUN = {
    ("Summary", "Largest workloads"),
    ("Summary", OVER),
    ("Summary", "By model"),
    ("Summary", "Defaults in use"),
    ("Summary", "Needs attention"),
}


Run = tuple[Sequence[Record], Options]


@dataclass(frozen=True)
class Edit:
    """A change, made by hand in the workbook and told to a new run.

    Attributes:
        by_hand: what is typed: by sheet, row label and heading; without one, right of the label.
        run: the workloads and options of a run that has the change from the start.
        before: those of the workbook in which it is made.
    """

    by_hand: Mapping[tuple[str, str, str], str | float | None]
    run: Callable[[Path], Run]
    before: Callable[[Path], Run] = lambda _: (WORKLOADS, Options())


def _card(folder: Path, model: str, prices: Mapping[str, float]) -> Options:
    """Options with the default card in which the ``model`` has other ``prices``."""
    card = json.loads(shipped_cards()[DEFAULT_CARD].read_text(encoding="utf-8"))
    for rate in card["rates"]:
        if rate["model"] == model:
            rate.update(prices)
    path = folder / f"{model}-{'-'.join(prices)}.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    return Options(rate_card=str(path))


def _house_scenario(folder: Path, volume: str, price: str) -> Options:
    """Options with a scenario of a house cost model."""
    path = folder / "scenario.toml"
    path.write_text(
        f"[[scenario]]\nname = 'House'\nvolume_factor = '{volume}'\nprice_factor = '{price}'\n"
        "source = 'x'\n"
    )
    return Options(cost_model=path, scenario="house")


EUROS = Options(currency="EUR", fx="0.92", fx_date="2026-11-20")
IN_EUROS = "Annual budget (EUR)"


def _in_euros(_: Path) -> Run:
    """A report in euros; the budgets of some workloads are in them too."""
    return _renamed(WORKLOADS, "annual_budget", IN_EUROS), EUROS


def _at_another_rate(_: Path) -> Run:
    return _renamed(WORKLOADS, "annual_budget", IN_EUROS), replace(EUROS, fx="1.0837")


def _renamed(records: Sequence[Record], old: str, new: str) -> list[Record]:
    return [{(new if key == old else key): one[key] for key in one} for one in records]


def _by_center(folder: Path, first: str = "900", options: Options = EUROS) -> Run:
    """Budgets in dollars by cost center, that of CC-1 first; one of no workload."""
    path = folder / f"budgets-{first}.csv"
    path.write_text(f"Cost center,Annual budget (USD)\nCC-1,{first}\nCC-2,60\nCC-3,70\n")
    records = [{**one, "annual_budget": ""} for one in WORKLOADS]
    return records, replace(options, budgets=str(path))


def _with(row: int, **cells: str) -> list[Record]:
    return [{**one, **cells} if n == row else one for n, one in enumerate(WORKLOADS)]


def _title(name: str) -> str:
    return workloads_schema().columns[name].title


INPUT_PRICE = rates_schema().columns["input_price"].title
TRAINING_PRICE = rates_schema().columns["training_price"].title

EDITS = {
    "price": Edit(
        {("Rates", "gpt-4o", TRAINING_PRICE): 7.654321},
        lambda folder: (WORKLOADS, _card(folder, "gpt-4o", {"training_price": 7.654321})),
    ),
    # The model has no cached price of its own: its cached input follows the input price.
    "price_of_cached_input": Edit(
        {("Rates", "gpt-4-turbo", INPUT_PRICE): 3.21},
        lambda folder: (WORKLOADS, _card(folder, "gpt-4-turbo", {"input_price": 3.21})),
    ),
    "assumption": Edit(
        {("Assumptions", "Epochs", "Value"): 5},
        lambda _: (WORKLOADS, Options(assume=("epochs=5",))),
    ),
    "days": Edit(
        {("Assumptions", "Days per month", "Value"): 21.5},
        lambda _: (WORKLOADS, Options(assume=("days_per_month=21.5",))),
    ),
    "near_budget": Edit(
        {("Assumptions", "Near budget from", "Value"): 0.01},
        lambda _: (WORKLOADS, Options(assume=("near_budget_share=0.01",))),
    ),
    "token_count": Edit(
        {("Estimates", "W-1", _title("training_tokens")): 98765432.1},
        lambda _: (_with(0, training_tokens="98765432.1"), Options()),
    ),
    "blank_filled": Edit(
        {("Estimates", "W-2", _title("retry_rate")): 0.075},
        lambda _: (_with(1, retry_rate="0.075"), Options()),
    ),
    "cell_cleared": Edit(
        {
            ("Estimates", "W-1", _title("annual_budget")): None,
            ("Estimates", "W-3", _title("days_per_month")): None,
        },
        lambda _: (
            [{**WORKLOADS[0], "annual_budget": ""}, *_with(2, days_per_month="")[1:]],
            Options(),
        ),
    ),
    "scenario": Edit(
        {("Summary", "Scenario", ""): "High"},
        lambda _: (WORKLOADS, Options(scenario="high")),
    ),
    "own_scenario": Edit(
        {
            ("Summary", "Scenario", ""): "Own",
            ("Assumptions", "Own", "Volume factor"): 1.3725,
            ("Assumptions", "Own", "Price factor"): 0.9135,
        },
        lambda folder: (WORKLOADS, _house_scenario(folder, "1.3725", "0.9135")),
    ),
    "price_in_scenario": Edit(
        {("Summary", "Scenario", ""): "Low", ("Rates", "gpt-4o", TRAINING_PRICE): 7.654321},
        lambda folder: (
            WORKLOADS,
            replace(_card(folder, "gpt-4o", {"training_price": 7.654321}), scenario="low"),
        ),
    ),
    # In the middle of a month, which is taken for the whole of it.
    "start_month": Edit(
        {("Estimates", "W-1", _title("start_month")): day_number("2027-04") + 14},
        lambda _: (_with(0, start_month="2027-04"), Options()),
    ),
    "end_and_growth": Edit(
        {
            ("Estimates", "W-2", _title("end_month")): day_number("2027-09"),
            ("Estimates", "W-3", _title("monthly_growth_rate")): 0.0375,
        },
        lambda _: (
            [
                WORKLOADS[0],
                {**WORKLOADS[1], "end_month": "2027-09"},
                {**WORKLOADS[2], "monthly_growth_rate": "3.75%"},
            ],
            Options(),
        ),
    ),
    "exchange_rate": Edit(
        {("Assumptions", "Exchange rate", "Value"): 1.0837}, _at_another_rate, _in_euros
    ),
    "token_count_in_euros": Edit(
        {("Estimates", "W-1", _title("training_tokens")): 98765432.1},
        lambda _: (
            _renamed(_with(0, training_tokens="98765432.1"), "annual_budget", IN_EUROS),
            EUROS,
        ),
        _in_euros,
    ),
    "budget_of_a_cost_center": Edit(
        {("Budgets", "CC-1", "Annual budget (USD)"): 1234.56},
        lambda folder: _by_center(folder, "1234.56"),
        _by_center,
    ),
    "rate_over_budgets": Edit(
        {("Assumptions", "Exchange rate", "Value"): 0.7531},
        lambda folder: _by_center(folder, options=replace(EUROS, fx="0.7531")),
        _by_center,
    ),
    "model": Edit(
        {("Estimates", "W-3", _title("model")): "gpt-4o-mini"},
        lambda _: (_with(2, model="gpt-4o-mini"), Options()),
    ),
}


def _cell(book: Workbook, sheet: str, label: str, heading: str) -> SheetCell:
    """The cell in the row that begins with ``label``, below ``heading`` or else right of it."""
    page = book[sheet]
    assert isinstance(page, Worksheet)
    headed = (c.column for row in page.iter_rows() for c in row if c.value == heading)
    column = next(headed) if heading else 2
    row = next(row for row in page.iter_rows() if label in {row[0].value, row[1].value})
    found = row[column - 1]
    assert isinstance(found, SheetCell)
    return found


def typed_in(path: Path, edit: Edit) -> Path:
    book = load_workbook(path)
    for (sheet, label, heading), value in edit.by_hand.items():
        cell = _cell(book, sheet, label, heading)
        assert cell.value != value, "the edit changes nothing"
        cell.value = value
    book.save(path)
    return path


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook before each change."""
    folder = tmp_path_factory.mktemp("edits")
    kinds = dict.fromkeys(edit.before for edit in EDITS.values())
    paths = {
        before: made(folder, *before(folder), f"before-{n}").path for n, before in enumerate(kinds)
    }
    return {name: paths[edit.before] for name, edit in EDITS.items()}


@pytest.fixture(scope="session")
def edited(written: dict[str, Path]) -> dict[str, Path]:
    """The workbook with each change, recalculated."""
    paths = []
    for name, edit in EDITS.items():
        copy = written[name].with_name(f"{name}.xlsx")
        copy.write_bytes(written[name].read_bytes())
        paths.append(typed_in(copy, edit))
    return dict(zip(EDITS, all_recalculated(paths), strict=True))


@pytest.fixture(scope="session")
def rerun(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The workbook of a run that has a change from the start, made once."""
    folder = tmp_path_factory.mktemp("new")

    @cache
    def run(name: str) -> Path:
        records, options = EDITS[name].run(folder)
        return made(folder, records, options, f"new-{name}").path

    return run


# None of these workbooks is changed once it is there.
_read = cache(results)


# Groups are numbered by their cost when the workbook is made: another run numbers them anew.
GROUP_KEY = re.compile(r"IF\(TRIM\([A-Z]+\d+\)=\"\",INDEX\([a-z_]+_keys,1\)")


def _workload_rows(found: Results) -> Results:
    """The formulas of the workloads, their months and checks too, but for the keys of groups."""
    return {
        place: cell
        for place, cell in found.items()
        if cell.sheet == "Estimates"
        and cell.row >= FIRST_ROW
        and not GROUP_KEY.match(str(cell.formula))
    }


def _typed_on(found: Results) -> Results:
    """The formulas of the sheets that have a line a workload, or a cost center."""
    return {place: cell for place, cell in found.items() if cell.sheet in {"Estimates", "Budgets"}}


Figures = dict[tuple[str, str, str], list[Value | None]]


def _figures(path: Path) -> Figures:
    """The results on the Summary and the Breakdown, by section and label."""
    package = Package.at(path)
    sheets = [sheet for sheet in ("Breakdown", "Budgets") if sheet in package.sheets]
    found = _on_summary(package)
    for sheet in sheets:
        found |= _sections(list(package.cells(sheet)))
    return found


def _on_summary(package: Package, *, every: bool = False) -> Figures:
    """The results in the two columns of tables on the Summary."""
    cells = list(package.cells("Summary"))
    left = _sections([one for one in cells if one.column < GAP], every=every)
    return left | _sections([one for one in cells if one.column > GAP], every=every)


def _sections(of: Sequence[Cell], *, every: bool = False) -> Figures:
    """The results among cells; a section begins with a row of headings.

    Without those of sections that are as at the run, unless ``every`` one is wanted.
    """
    found: Figures = {}
    section = ""
    for _, row in groupby(of, key=lambda cell: (cell.sheet, cell.row)):
        cells = list(row)
        first = cells[0].value
        label = f"{first:.12g}" if isinstance(first, float) else str(first or "")
        figures = [cell.value for cell in cells if cell.formula is not None]
        if label.startswith(OVER):
            section = OVER
        elif figures:
            found[cells[0].sheet, section, label] = figures
        elif sum(cell.value is not None for cell in cells) > 1:
            section = label
    return {place: line for place, line in found.items() if every or place[:2] not in AS_AT_THE_RUN}


def _agree(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return one == other


@needs_libreoffice
@pytest.mark.parametrize("name", EDITS)
def test_every_workload_comes_to_what_a_new_run_gives(
    edited: dict[str, Path], rerun: Callable[[str], Path], name: str
) -> None:
    new = _workload_rows(_read(rerun(name)))
    assert differences(new, _workload_rows(_read(edited[name]))) == []


@needs_libreoffice
@pytest.mark.parametrize("name", EDITS)
def test_the_summary_comes_to_what_a_new_run_gives(
    edited: dict[str, Path], rerun: Callable[[str], Path], name: str
) -> None:
    new, found = _figures(rerun(name)), _figures(edited[name])
    assert found.keys() == new.keys()
    assert [
        (place, line, new[place])
        for place, line in found.items()
        if len(line) != len(new[place]) or not all(map(_agree, line, new[place]))
    ] == []


def _calendar(path: Path) -> dict[tuple[str, str, str], list[Value | None]]:
    """The figures of the Plan by block, group and kind of cost."""
    found = {}
    section = group = ""
    kinds = {"One-time", "Recurring", "Both"}
    for _, row in groupby(Package.at(path).cells("Plan"), key=lambda cell: cell.row):
        at = {cell.column: cell.value for cell in row}
        if at.get(2) in kinds:
            group = str(at.get(1) or group)
            figures = [value for column, value in at.items() if column > 2]
            found[section, group, str(at[2])] = figures
        else:
            section = str(at.get(1))
    return found


def _as_listed(plan: Figures, listed: Collection[tuple[str, str, str]]) -> Figures:
    """``plan`` with the groups that are not ``listed`` counted as such."""
    found = dict(plan)
    for place in plan.keys() - listed:
        section, _, kind = place
        elsewhere = (section, "Not listed above", kind)
        pairs = zip(found.pop(place), found[elsewhere], strict=True)
        found[elsewhere] = [float(one or 0) + float(other or 0) for one, other in pairs]
    return found


@needs_libreoffice
@pytest.mark.parametrize("name", EDITS)
def test_the_plan_comes_to_what_a_new_run_gives(
    edited: dict[str, Path], rerun: Callable[[str], Path], name: str
) -> None:
    live = _calendar(edited[name])
    plan = _as_listed(_calendar(rerun(name)), live.keys())
    assert len(plan) > 10
    assert live.keys() == plan.keys()
    assert [
        place
        for place, line in live.items()
        if len(line) != len(plan[place]) or not all(map(_agree, line, plan[place]))
    ] == []


@needs_libreoffice
@pytest.mark.parametrize("name", EDITS)
def test_the_change_is_felt_and_the_checks_still_hold(
    written: dict[str, Path], edited: dict[str, Path], name: str
) -> None:
    found = _read(edited[name])
    before = _read(written[name])
    assert differences(_typed_on(before), _typed_on(found))
    verdicts = {cell.value for (sheet, _), cell in found.items() if sheet == "Checks"}
    assert "OK" in verdicts
    assert "CHECK" not in verdicts


def _order(path: Path) -> tuple[bool, str]:
    """Whether the costs of the largest workloads fall from line to line, and what Checks says."""
    book = load_workbook(path, data_only=True)
    summary, checks = list(book["Summary"].values), list(book["Checks"].values)
    top = next(n for n, row in enumerate(summary) if row[0] == "Largest workloads") + 1
    costs = [float(str(row[6])) for row in summary[top : top + len(WORKLOADS)]]
    said = "Lines out of order on Summary: Largest workloads"
    word = next(row[5] for row in checks if row[0] == said)
    return all(one >= other for one, other in pairwise(costs)), str(word)


@needs_libreoffice
def test_checks_says_whether_the_lists_are_still_in_order(edited: dict[str, Path]) -> None:
    found = {name: _order(path) for name, path in edited.items()}
    assert {said for in_order, said in found.values() if in_order} == {"in order"}
    assert {said for in_order, said in found.values() if not in_order} == {"not in order"}


def test_the_summary_of_the_comparison_holds_the_totals_of_the_engine(tmp_path: Path) -> None:
    one = made(tmp_path, WORKLOADS)
    totals = [float(value) for value in one.estimate.totals.by_column.values()]
    wanted = [float(len(WORKLOADS)), *totals]
    assert wanted in [line[: len(wanted)] for line in _figures(one.path).values()]


def _swapped(path: Path, target: Path) -> Path:
    """The workbook with its first and last workload in each other's rows, as sorting would do."""
    book = load_workbook(path)
    page = book["Estimates"]
    assert isinstance(page, Worksheet)
    first, last = FIRST_ROW, FIRST_ROW + len(WORKLOADS) - 1
    for column in range(1, page.max_column + 1):
        here, there = page.cell(first, column), page.cell(last, column)
        if not str(here.value).startswith("="):
            here.value, there.value = there.value, here.value
    book.save(target)
    return target


def _listed(path: Path) -> dict[str, list[Value | None]]:
    """What stands beside each workload that the Summary lists."""
    found = _on_summary(Package.at(path), every=True)
    return {
        f"{section} {label}": line
        for (_, section, label), line in found.items()
        if section in {"Largest workloads", OVER}
    }


@needs_libreoffice
def test_lists_find_their_workloads_wherever_these_are_sorted_to(tmp_path: Path) -> None:
    path = made(tmp_path, _with(0, annual_budget="1"), name="unsorted").path
    found, *_ = all_recalculated([_swapped(path, tmp_path / "sorted.xlsx")])
    assert differences(_workload_rows(_read(path)), _workload_rows(_read(found)))
    before, after = _listed(path), _listed(found)
    assert len(before) == len(WORKLOADS) + 1
    assert after.keys() == before.keys()
    assert [one for one in before if not all(map(_agree, before[one], after[one]))] == []
    assert _read(found)["Checks", "B3"].value == "OK"

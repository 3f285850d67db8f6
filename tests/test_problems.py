"""Every code of the catalogue can be met, and met alone: a small input a code."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from estimator.cli.commands import app
from estimator.model.options import Options
from estimator.model.problem import problem_catalog
from estimator.outputs import explain_topic
from estimator.read.settings import read_settings
from tests.sheets import GOOD, sheet

# What a fixture gives: the words of the command line that meet the problem.
Words = list[str | Path]
Fixture = Callable[[Path], Words]
Changes = Mapping[str, str | None]

EUROS = ("--currency", "EUR", "--fx", "0.92", "--fx-date", "2026-11-20")
CARD = {
    "Model": "gpt-4o",
    "Training price": "3",
    "Input price": "2.50",
    "Cached input price": "1.25",
    "Output price": "10",
    "Date checked": "2026-11-22",
}


def _changed(row: Mapping[str, str], changes: Changes) -> dict[str, str]:
    """``row`` with ``changes``; None takes the column out."""
    return {name: text for name, text in {**row, **changes}.items() if text is not None}


def _plan(folder: Path, *rows: Changes) -> Path:
    """A plan of good rows under ids of their own, with the changes of ``rows``."""
    numbered = [_changed(GOOD | {"Workload ID": f"W-{n}"}, row) for n, row in enumerate(rows, 1)]
    return sheet(folder / "plan.csv", *numbered)


def rows(*changes: Changes) -> Fixture:
    """A plan with a row for each of ``changes``."""
    return lambda folder: ["check", _plan(folder, *changes)]


def row(**changes: str) -> Fixture:
    """A plan of one row; ``changes`` name columns with _ for blanks."""
    return rows({name.replace("_", " "): text for name, text in changes.items()})


def told(*words: str) -> Fixture:
    """A good plan with words of the command line."""
    return lambda folder: ["check", _plan(folder, {}), *words]


def text(change: Callable[[str], str]) -> Fixture:
    """A good plan of two rows, its text changed."""

    def fixture(folder: Path) -> Words:
        path = _plan(folder, {}, {})
        path.write_text(change(path.read_text()), encoding="cp1252")
        return ["check", path]

    return fixture


def card(row: Changes, **changes: str) -> Fixture:
    """A plan of one row with a card of its own."""

    def fixture(folder: Path) -> Words:
        rate = {name.replace("_", " "): cell for name, cell in changes.items()}
        return ["check", _plan(folder, row), "--rate-card", sheet(folder / "card.csv", CARD | rate)]

    return fixture


def _two_tiers(folder: Path) -> Words:
    """A plan that names a model which the card has in two tiers."""
    tiers = [
        CARD | {"Model": f"gpt-4o-{tier}", "Aliases": "gpt-4o", "Tier": tier}
        for tier in ("global", "local")
    ]
    return ["check", _plan(folder, {}), "--rate-card", sheet(folder / "card.csv", *tiers)]


def sold(provider: str) -> Fixture:
    """A plan that names a provider, and a card with two, of which each sells one model."""

    def fixture(folder: Path) -> Words:
        sellers = {"gpt-4o": "OpenAI", "gpt-4o-mini": "Azure"}
        rates = [CARD | {"Model": model, "Provider": name} for model, name in sellers.items()]
        card_file = sheet(folder / "card.csv", *rates)
        return ["check", _plan(folder, {"Provider": provider}), "--rate-card", card_file]

    return fixture


def rates_check(**changes: str) -> Fixture:
    """A look at a card."""

    def fixture(folder: Path) -> Words:
        rate = {name.replace("_", " "): cell for name, cell in changes.items()}
        card_file = sheet(folder / "card.csv", CARD | rate)
        return ["rates", "check", card_file, "--as-of", "2026-11-22"]

    return fixture


def book(change: Callable[[Worksheet], object]) -> Fixture:
    """A good workbook of two rows, changed."""

    def fixture(folder: Path) -> Words:
        content = Workbook()
        page = content.worksheets[0]
        for cells in (GOOD, GOOD.values(), ["W-2", *list(GOOD.values())[1:]]):
            page.append([int(cell) if cell.isdigit() else cell for cell in cells])
        change(page)
        content.save(folder / "plan.xlsx")
        return ["check", folder / "plan.xlsx"]

    return fixture


def packed(part: str) -> Fixture:
    """A good workbook with one more part."""

    def fixture(folder: Path) -> Words:
        words = book(lambda _: None)(folder)
        with ZipFile(folder / "plan.xlsx", "a") as archive:
            archive.writestr(part, b"x")
        return words

    return fixture


def file(name: str, content: str, *words: str) -> Fixture:
    """A good plan with a file beside it, named by the last of ``words``."""

    def fixture(folder: Path) -> Words:
        (folder / name).write_text(content)
        return ["check", _plan(folder, {}), *words, *([folder / name] if words else [])]

    return fixture


def _hidden(page: Worksheet) -> None:
    page.row_dimensions[2].hidden = True


def _hidden_column(page: Worksheet) -> None:
    page.column_dimensions["C"].hidden = True


def _shown(page: Worksheet) -> None:
    page.cell(2, 3).number_format = '0" M"'


def _parquet(folder: Path) -> Words:
    path = folder / "plan.parquet"
    frame = pl.DataFrame({name: [cell] for name, cell in GOOD.items()})
    frame.with_columns(pl.lit(float("nan")).alias("Annual budget")).write_parquet(path)
    return ["check", path]


def _merged(page: Worksheet) -> None:
    page.cell(1, 6, "Owner")
    page.merge_cells("F2:F3")


def _fault(page: Worksheet) -> None:
    cell = page["C2"]
    assert isinstance(cell, Cell)
    cell.value, cell.data_type = "#DIV/0!", "e"


def _other(page: Worksheet, headings: int) -> None:
    """Another sheet with the first ``headings`` headings of the first."""
    other = page.parent.create_sheet("Other") if page.parent else None
    assert isinstance(other, Worksheet)
    for cells in page.iter_rows(max_col=headings, values_only=True):
        other.append(cells)


def _formula_elsewhere(page: Worksheet) -> None:
    other = page.parent.create_sheet("Notes") if page.parent else None
    assert isinstance(other, Worksheet)
    other["A1"] = "=1+1"


def _twice(folder: Path) -> Words:
    path = _plan(folder, {})
    return ["check", path, path]


def _ours(folder: Path) -> Words:
    CliRunner().invoke(app, ["estimate", str(_plan(folder, {})), "-o", str(folder / "b.xlsx")])
    return ["check", folder / "b.xlsx"]


def _other_base(folder: Path) -> Words:
    """A workbook of ours whose Base is no longer the plan as it stands."""
    words = _ours(folder)
    content = load_workbook(folder / "b.xlsx")
    page = content["Assumptions"]
    row = next(row for row, cell in enumerate(page["A"], 1) if cell.value == "Base")
    page[f"B{row}"].value = 2
    content.save(folder / "b.xlsx")
    return words


def _skipped(folder: Path) -> Words:
    plan, words = _plan(folder, {}, {"Model": "none"}), ["--on-error", "skip"]
    CliRunner().invoke(app, ["estimate", str(plan), *words, "-o", str(folder / "b.xlsx")])
    return ["check", folder / "b.xlsx"]


def _bare_month(page: Worksheet) -> None:
    page.cell(1, 6, "Start month")
    page.cell(2, 6, 46_082)


def budgets_in(*columns: tuple[str, str]) -> Fixture:
    """Plans of a workload each with its budget in one of ``columns``, for a report in euros."""

    def fixture(folder: Path) -> Words:
        paths = [folder / f"plan{n}.csv" for n, _ in enumerate(columns)]
        for path, (header, budget) in zip(paths, columns, strict=True):
            sheet(path, GOOD | {"Workload ID": path.stem, header: budget})
        return ["check", *paths, *EUROS]

    return fixture


def _bare_amount(folder: Path) -> Words:
    budgets_ = ("€5", "$0", "7")
    lines = (GOOD | {"Workload ID": one, "Annual budget": one} for one in budgets_)
    return ["check", sheet(folder / "plan.csv", *lines), *EUROS]


def budgets(lines: str, changes: Changes = MappingProxyType({})) -> Fixture:
    """A plan of one workload of CC-1, changed, with ``lines`` of budgets beside it."""

    def fixture(folder: Path) -> Words:
        path = folder / "budgets.csv"
        path.write_text(f"Cost center,Annual budget\n{lines}")
        return ["check", _plan(folder, {"Cost center": "CC-1", **changes}), "--budgets", path]

    return fixture


def budgets_by_period(lines: str, *words: str) -> Fixture:
    """A plan of one workload of CC-1 that starts in 2027, with ``lines`` of budgets beside it."""

    def fixture(folder: Path) -> Words:
        found = budgets("", {"Start month": "2027-02"})(folder)
        Path(found[-1]).write_text(f"Cost center,Period,Annual budget\n{lines}")
        return [*found, *words]

    return fixture


def _budget_of_all(folder: Path) -> Words:
    words = budgets("CC-1,5\nCC-2,6\nCompany,11\n")(folder)
    _plan(folder, *({"Cost center": one} for one in ("CC-1", "CC-2", "Company")))
    return words


def _too_wide(folder: Path) -> Words:
    """More columns than a worksheet has, all but the first blank."""
    path = _plan(folder, {})
    path.write_text("," * 16_384 + "\n" + path.read_text())
    return ["check", path, "--limit", "columns=20k", "--annotate", folder / "marked.xlsx"]


def _marked(fixture: Fixture) -> Fixture:
    """The input of ``fixture``, with a marked copy asked for."""
    return lambda folder: [*fixture(folder), "--annotate", folder / "marked.xlsx"]


FIXTURES: Mapping[str, Fixture] = {
    # The files.
    "no-such-file": lambda folder: ["check", folder / "none.csv"],
    "unreadable-file": text(lambda plan: plan + '"'),
    "encoding-assumed": text(lambda plan: plan.replace("W-2", "Zoë")),
    "no-such-sheet": told("--sheet", "Nowhere"),
    "input-twice": _twice,
    "macros-ignored": packed("xl/vbaProject.bin"),
    "external-links": packed("xl/externalLinks/externalLink1.xml"),
    # The table.
    "no-table": text(lambda _: "a,b\n1,2\n"),
    "several-tables": book(lambda page: _other(page, 5)),
    "other-tables": book(lambda page: _other(page, 4)),
    "missing-column": rows({"Model": None}),
    "duplicate-heading": row(Owner="A", Responsible="A"),
    "unit-in-heading": rows({"Annual budget (EUR)": "5"}),
    "heading-multiplier": rows({"Training tokens": None, "Training tokens (M)": "1"}),
    "unit-beside-header": text(lambda plan: f"Tokens in thousands\n{plan}"),
    "unit-unclear": text(lambda plan: f"All figures in thousands\n{plan}"),
    "header-not-read": rows({"Epochs per run": "2"}),
    "like-a-column": row(Departmnt="x"),
    "carried-columns": row(Region="EMEA"),
    "numbered-rows": rows({"Workload ID": None}),
    "long-row": text(lambda plan: plan.strip() + ",x\n"),
    "quoted-lines": text(
        lambda plan: "\n".join(f'"{line}"' for line in plan.replace('"', "").splitlines())
    ),
    "short-row": text(lambda plan: plan.replace("\n", ",Owner\n", 1)),
    "cells-without-heading": book(lambda page: page.cell(2, 9, "x")),
    "blank-rows": text(lambda plan: plan.replace('\n"W-2"', '\n\n"W-2"')),
    "total-with-model": row(Workload_name="Subtotal"),
    "unit-not-read": lambda folder: [
        "check",
        _plan(folder, {"Training tokens": None, "Volume (weekly)": "5"}),
        "--map",
        "Volume (weekly)=training_tokens",
    ],
    "totals-row": text(lambda plan: plan + "Total,,2000000,,\n"),
    "notes-row": text(lambda plan: plan + "Prices as agreed with the provider\n"),
    "prefilled-rows": text(lambda plan: plan + ",,0,,\n"),
    "group-row": text(lambda plan: plan.replace('\n"W-2"', '\nEMEA,,,,\n"W-2"')),
    "other-headers": text(lambda plan: plan + plan.replace("Monthly", "Daily").replace("W-", "V-")),
    "headers-above": text(lambda plan: plan + plan.replace("W-", "V-").replace("\n", ",Owner\n")),
    "repeated-headings": text(lambda plan: plan + plan.split("\n", 1)[0] + "\n"),
    "no-rows": text(lambda plan: plan.split("\n", 1)[0]),
    "hidden-rows": book(_hidden),
    "hidden-columns": book(_hidden_column),
    "merged-cells": book(_merged),
    # The cells.
    "missing-value": row(Model=""),
    "duplicate-id": rows({"Workload ID": "W-1"}, {"Workload ID": "w-1 "}),
    "not-a-number": row(Annual_budget="much"),
    "not-a-whole-number": row(Epochs="2.5"),
    "not-a-date": card({}, Valid_from="soon"),
    "not-a-month": row(Start_month="soon"),
    "not-allowed": card({}, Currency="EUR"),
    "negative": row(Training_tokens="(1,000)"),
    "too-small": row(Epochs="0"),
    "too-large": row(Training_tokens="2000bn"),
    "too-long": row(Owner="x" * 256),
    "share-or-percent": row(Validation_share="15"),
    "share-of-one": row(Validation_share="1"),
    "dash-is-zero": row(Validation_share="-"),
    "decimals-rounded": row(Annual_budget="7.1234"),
    "point-or-thousands": row(Training_tokens="1.234"),
    "decimal-comma": row(Annual_budget="0,50"),
    "multiplied-twice": rows({"Training tokens": None, "Training tokens (M)": "1M"}),
    "stray-percent": row(Training_tokens="5%"),
    "stray-currency": row(Training_tokens="$5"),
    "other-currency": row(Annual_budget="5 EUR"),
    "unclear-multiplier": row(Training_tokens="5T"),
    "error-cell": book(_fault),
    "formula-without-value": book(lambda page: page.cell(2, 3, "=1+1")),
    "group-spellings": rows({"Cost center": "R & D"}, {"Cost center": "r\u00a0& d"}),
    "group-named-once": rows({"Cost center": "Sales"}, {"Cost center": ""}),
    "digits-lost": book(lambda page: page.cell(2, 1, 12_345_678_901_234_567)),
    "date-serial": book(_bare_month),
    "date-for-text": book(lambda page: page.cell(2, 1, date(2027, 3, 4))),
    "read-as-shown": book(_shown),
    "nan-is-blank": _parquet,
    "costs-nothing": row(
        Training_tokens="0", Monthly_input_tokens="0", Monthly_output_tokens="0"
    ),
    "end-before-start": row(Start_month="2027-03", End_month="2027-02"),
    "too-much-growth": lambda folder: [
        "check",
        _plan(folder, {"Monthly growth rate": "50%"}),
        "--months",
        "60",
    ],
    "outside-plan": row(Start_month="9999-12"),
    # The models.
    "unknown-model": row(Model="Llama"),
    "ambiguous-model": _two_tiers,
    "model-not-sold": sold("Azure"),
    "unknown-provider": sold("Acme"),
    "model-read-as": row(Model="openai/gpt-4o"),
    "zero-price": card({}, Training_price="0"),
    "odd-price": card({}, Cached_input_price="99"),
    "stale-card": card({}, Date_checked="2019-01-01"),
    "price-missing": rates_check(Cached_input_price=""),
    "model-ended": rates_check(Training_ends_on="2026-01-01"),
    "model-ends-soon": rates_check(Training_ends_on="2026-12-01"),
    "card-ends": rates_check(Retires_on="2031-01-01"),
    "price-unit": card(
        {}, Training_price="0.003", Input_price="0.004", Cached_input_price="", Output_price="0.012"
    ),
    "no-price-on-date": card({"Start month": "2027-02"}, Valid_to="2027-02-01"),
    "price-changes": card({"Start month": "2027-02"}, Valid_to="2027-03-01"),
    "model-retires": card({}, Retires_on="2027-06-01"),
    "no-replacement": lambda folder: [
        *card({}, Retires_on="2040-06-01")(folder), "--after-retirement", "replace"
    ],
    "training-ends": card({}, Training_ends_on="2026-06-01"),
    "over-job-limit": card({}, Job_limit="0.01"),
    "not-trainable": card({}, Training_price=""),
    "input-not-used": card({"Hosting hours per month": "10"}),
    "no-batch-price": card({"Batch share": "10%"}),
    "no-cached-price": card({"Cached input share": "10%"}, Cached_input_price=""),
    # The ways to say a thing.
    "no-training": row(Training_tokens=""),
    "no-usage": row(Monthly_input_tokens="", Monthly_output_tokens=""),
    "half-filled": row(Monthly_output_tokens=""),
    "ways-disagree": row(Training_examples="10", Tokens_per_example="10"),
    # The terms.
    "bad-assumption": told("--assume", "epoch=2"),
    "unknown-scenario": told("--scenario", "worst"),
    "bad-scenario": _other_base,
    "bad-cost-model": file("house.toml", "column = 1", "--cost-model"),
    "bad-rate-card": told("--rate-card", "none"),
    "bad-currency": told("--currency", "EUR"),
    "amount-converted": budgets_in(("Annual budget (EUR)", "5"), ("Annual budget (USD)", "5")),
    "unclear-currency": _bare_amount,
    "mixed-currencies": budgets_in(
        ("Annual budget (EUR)", "5"), ("Annual budget (USD)", "0"), ("Annual budget", "5")
    ),
    "currency-assumed": lambda folder: ["check", _plan(folder, {"Annual budget": "5"}), *EUROS],
    # The budgets by cost center.
    "no-such-budgets": told("--budgets", "none.csv"),
    "no-budgets": budgets("CC-1,\n"),
    "budget-repeated": budgets("CC-1,5\ncc-1,6\n"),
    "budget-of-all": _budget_of_all,
    "not-a-period": budgets_by_period("CC-1,soon,5\n"),
    "period-unclear": budgets_by_period("CC-1,2027-Q1,5\n", "--fiscal-year-start", "2026-07"),
    "budgets-overlap": budgets_by_period("CC-1,2027,5\nCC-1,2027-Q1,5\n"),
    "budgets-outside-plan": budgets_by_period("CC-1,2030,5\n"),
    "budget-outside-plan": budgets_by_period("CC-1,2030,5\nCC-1,2027,5\n"),
    "budget-of-parts": budgets_by_period(
        "CC-1,2027,8\n" + "".join(f"CC-1,2027-Q{n},2\n" for n in range(1, 5))
    ),
    "budgets-twice": budgets("CC-1,5\n", {"Annual budget": "5"}),
    "budget-year": row(Budget_2021="5"),
    "budget-unused": budgets("CC-1,5\nCC-2,6\n"),
    "columns-unread": card({}, Continent="EMEA"),
    "card-caution": told(),
    "workbook-values": _ours,
    "rejected-before": _skipped,
    "bad-date": told("--as-of", "soon"),
    "bad-plan": told("--months", "6"),
    "bad-mapping": told("--map", "Nothing=model"),
    "row-above-headers": text(lambda plan: plan.splitlines()[1] + "\n" + plan),
    "bad-set": told("--set", "epochs=3"),
    "set-for-file": told("--set", "department=Sales"),
    "differs-from-set": lambda folder: [
        "check", _plan(folder, {"Department": "Ops"}), "--set", "department=Sales"
    ],
    "bad-limit": told("--limit", "rows=many"),
    # What is written and asked.
    "bad-output": told("--annotate", "marked.pdf"),
    "unwritable-output": told("--annotate", "no/such/marked.xlsx"),
    "too-many-rows": _too_wide,
    "copy-of-values": _marked(packed("xl/vbaProject.bin")),
    "copy-incomplete": _marked(book(_formula_elsewhere)),
    "unknown-name": lambda _: ["explain", "nothing"],
    "bad-settings": file("estimator.toml", "epochs = 2"),
}  # fmt: skip
# What else is met, where a code cannot be met alone.
COMPANY: Mapping[str, set[str]] = {
    # A multiplier in a heading is always told, and so is every column that is carried through.
    "multiplied-twice": {"heading-multiplier"},
    "like-a-column": {"carried-columns"},
    # What is set for a file is always told.
    "differs-from-set": {"set-for-file"},
    "header-not-read": {"carried-columns"},
    # A workbook of ours has prices of its own.
    "rejected-before": {"workbook-values"},
    "bad-scenario": {"workbook-values"},
    "copy-of-values": {"macros-ignored"},
}
# What is said before there is an outcome, for which there is no --json.
SAID_AT_ONCE: Mapping[str, Callable[[Path], set[str]]] = {
    "bad-settings": lambda folder: {one.code for one in read_settings(folder)[1]},
    "unknown-name": lambda _: {
        one.code for one in explain_topic("nothing", None, "", Options())[1]
    },
}


def _codes(printed: str, aside: set[str]) -> set[str]:
    return {one["code"] for one in json.loads(printed)["problems"]} - aside


def test_every_code_of_the_catalogue_has_its_input() -> None:
    assert set(FIXTURES) == set(problem_catalog())


@pytest.mark.parametrize("code", FIXTURES)
def test_a_problem_is_met_alone_and_ends_with_its_exit_code(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [str(word) for word in FIXTURES[code](tmp_path)]
    if known := SAID_AT_ONCE.get(code):
        ended, found = CliRunner().invoke(app, words), known(tmp_path)
    else:
        ended = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
        found = _codes(ended.stdout, {"card-caution"} - {code})
    assert found == {code} | COMPANY.get(code, set())
    assert ended.exit_code == problem_catalog()[code].exit_code

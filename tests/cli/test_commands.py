"""What a user sees: whole texts on an 80-column terminal, exit codes, files that appear."""

import json
import os
import sys
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from tests.approved import FOLDER, assert_golden
from tests.command import SAMPLES, on_terminal, run
from tests.house_costs import counted
from tests.sheets import GOOD, sheet

GUIDE = SAMPLES / "guide_scenarios.csv"
MISTAKES = SAMPLES / "invalid" / "five_mistakes.csv"
MODELS = SAMPLES / "invalid" / "models.csv"
# A day, and a line of a rate card but for its model.
DAY = "2026-12-01"
RATE = {
    "Input price": "1",
    "Output price": "1",
    "Training price": "1",
    "Date checked": "2026-11-01",
}
# A card that does not change with those that are shipped.
FROZEN_CARD = SAMPLES.parent / "tests" / "basis" / "openai-2026-11.json"

SCREENS: dict[str, list[str | Path]] = {
    "estimate": ["estimate", SAMPLES / "portfolio.xlsx", "-o", "budget.xlsx"],
    "estimate-euros": [
        "estimate", SAMPLES / "portfolio.xlsx", "-o", "budget.xlsx", "--currency", "EUR",
        "--fx", "0.92", "--fx-date", "2026-11-20", "--fx-source", "ECB",
        "--budgets", SAMPLES / "budgets.csv", "--map", "Annual budget=",
    ],
    "estimate-mistakes": ["estimate", MISTAKES],
    "estimate-skip": ["estimate", MODELS, "--on-error", "skip", "-o", "b.csv"],
    "check": ["check", GUIDE],
    "check-mistakes": ["check", MISTAKES],
    "explain": ["explain"],
    "explain-column": ["explain", "training_cost"],
    "explain-row": ["explain", "training_cost", SAMPLES / "portfolio.xlsx", "--row", "W-017"],
    "explain-input": ["explain", "EPOCHS"],
    "explain-title": ["explain", "fiscal year cost", SAMPLES / "portfolio.xlsx", "--row", "W-017"],
    "explain-problem": ["explain", "share-or-percent"],
    "explain-euros": [
        "explain", "first_year_cost_eur", SAMPLES / "portfolio.xlsx", "--row", "W-017",
        "--currency", "EUR", "--fx", "0.92", "--fx-date", "2026-11-20",
    ],
    "explain-unknown": ["explain", "trainning_cost"],
    "rates-list": ["rates", "list"],
    "rates-show": ["rates", "show", "openai-2026-11"],
    "rates-check": ["rates", "check", FROZEN_CARD, "--as-of", "2027-02-21"],
    "rates-check-json": ["rates", "check", FROZEN_CARD, "--as-of", "2026-11-29", "--json"],
    "rates-new": ["rates", "new", "ours.csv", "--from", "openai-2026-11"],
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_was_approved(name: str, tmp_path: Path) -> None:
    told = run(*SCREENS[name], cwd=tmp_path)
    said = f"exit {told.code}\n--- stdout\n{told.out}--- stderr\n{told.err}"
    assert_golden(FOLDER / f"{name}.txt", said)
    # What people read page by page is wrapped; what a program may read is a line each.
    if name.startswith(("explain", "rates-list", "rates-show")) and not told.code:
        assert all(len(line) <= 80 for line in said.splitlines() if " -> " not in line)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("name", ["check", "check-mistakes", "estimate", "estimate-euros"])
def test_on_a_terminal_of_80_columns_no_line_is_wider(name: str, tmp_path: Path) -> None:
    shown = on_terminal(*SCREENS[name], cwd=tmp_path)
    assert "\n  Prices are from the 2026 guide. OpenAI's" in shown
    assert all(len(line.rstrip()) <= 80 for line in shown.splitlines() if " -> " not in line)


def test_without_a_terminal_each_problem_is_one_line(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", *[GOOD | {"Model": "Llama 3 of some length" * 3}] * 2)
    said = run("check", path, cwd=tmp_path).out.splitlines()
    assert [line for line in said if "[unknown-model]" in line] == [
        line for line in said if "expected a model" in line
    ]


def test_json_is_one_object_on_stdout_with_the_promised_keys(tmp_path: Path) -> None:
    told = run("estimate", GUIDE, "--json", "-o", "b.xlsx", cwd=tmp_path)
    assert list(told.json) == [
        "rows", "rows_estimated", "rows_rejected", "totals", "by_model", "by_cost_center",
        "against_budget", "budget_status", "budgets", "over_budget", "on_other_card", "plan",
        "unit_costs", "assumed", "rate_card", "rate_cards", "currency", "as_of", "scenario",
        "scenarios", "output", "inputs", "mapping", "problems",
    ]  # fmt: skip
    assert told.json["output"] == "b.xlsx"
    assert told.json["as_of"] == "2026-11-22"
    assert told.err == ""


def test_json_tells_the_scenario_and_what_each_comes_to(tmp_path: Path) -> None:
    words = ("--scenario", "HIGH", "--json", "-o", "b.xlsx")
    told = run("estimate", GUIDE, *words, cwd=tmp_path).json
    high = {"name": "High", "volume_factor": "1.25", "price_factor": "1.1"}
    assert told["scenario"] == high
    assert [one["name"] for one in told["scenarios"]] == ["Low", "Base", "High", "Own"]
    by_run_rate = told["scenarios"][2]["totals"]
    assert told["scenarios"][2] == {**high, "totals": by_run_rate}
    assert by_run_rate.items() <= told["totals"].items()
    assert {"training_cost", "first_year_cost"} <= by_run_rate.keys()
    checked = run("check", GUIDE, "--json", cwd=tmp_path, ESTIMATOR_SCENARIO="low").json
    assert (checked["scenario"]["name"], checked["scenarios"]) == ("Low", [])
    base = run("estimate", GUIDE, "--json", "-o", "base.xlsx", cwd=tmp_path).json
    assert base["scenarios"][2]["totals"] == by_run_rate
    assert told["scenarios"][1]["totals"].items() <= base["totals"].items()


def test_json_tells_what_each_heading_was_taken_for(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Kostenstelle": "7", "Region": "EMEA"})
    mapping = run("check", plan, "--json", cwd=tmp_path).json["mapping"]
    where = {"file": "plan.csv", "sheet": "plan"}
    assert mapping[-2:] == [
        {**where, "heading": "Kostenstelle", "column": "cost_center", "matched": "words"},
        {**where, "heading": "Region", "column": None, "matched": None},
    ]


def test_json_with_errors_has_the_same_keys_and_no_totals(tmp_path: Path) -> None:
    good = run("estimate", GUIDE, "--json", "-o", "b.xlsx", cwd=tmp_path).json
    told = run("estimate", MISTAKES, "--json", cwd=tmp_path)
    assert told.code == 1
    assert list(told.json) == list(good)
    assert told.json["totals"] is None
    assert told.json["scenarios"] == []
    assert told.json["output"] is None
    assert list(told.json["problems"][1]) == [
        "place", "file", "sheet", "row", "column", "heading", "code", "severity", "found",
        "expected", "message", "count", "cells",
    ]  # fmt: skip


def test_check_judges_as_estimate_does(tmp_path: Path) -> None:
    for source in (GUIDE, MISTAKES):
        judged = run("check", source, "--json", cwd=tmp_path)
        priced = run("estimate", source, "--json", "-o", "b.xlsx", "--force", cwd=tmp_path)
        assert judged.json["problems"] == priced.json["problems"]
        assert judged.code == priced.code


def test_check_tells_by_its_exit_code_that_rows_would_be_skipped(tmp_path: Path) -> None:
    words = ("--on-error", "skip", "--json")
    assert run("check", MODELS, *words, cwd=tmp_path).code == 3
    assert run("estimate", MODELS, *words, "-o", "b.csv", cwd=tmp_path).code == 3


def test_skipping_writes_the_good_rows_and_lists_the_others(tmp_path: Path) -> None:
    source = SAMPLES / "invalid" / "models.csv"
    told = run("estimate", source, "--on-error", "skip", "-o", "b.xlsx", cwd=tmp_path)
    assert told.code == 3
    book = load_workbook(tmp_path / "b.xlsx", data_only=True)
    assert [cell.value for cell in book["Rejected"]["C"][5:]] == [4, 5, 6]
    lines = [str(cell.value) for cell in book["Summary"]["A"][:8]]
    assert any("in no total: 3 of 5 rows." in line for line in lines)


def test_skipping_every_row_writes_nothing(tmp_path: Path) -> None:
    bad = sheet(tmp_path / "plan.csv", GOOD | {"Model": "none such"})
    told = run("estimate", bad, "--on-error", "skip", cwd=tmp_path)
    assert told.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["plan.csv"]


OVER = {**GOOD, "Cost center": "Sales", "Annual budget": "1"}
UNDER = {**GOOD, "Workload ID": "W-2", "Cost center": "Sales", "Annual budget": "1000000"}
WRONG = {**GOOD, "Workload ID": "W-3", "Epochs": "none"}


def test_over_budget_is_said_by_the_exit_code_only_where_that_is_asked(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", OVER, UNDER)
    told = run("estimate", path, "--json", "-o", "a.xlsx", cwd=tmp_path)
    assert (told.code, told.json["over_budget"]) == (0, None)
    told = run("estimate", path, "--fail-over-budget", "-o", "b.xlsx", cwd=tmp_path)
    assert told.code == 5
    assert "Over budget: 1 workload\n  W-1: budget 1.00, cost " in told.err
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    quiet = run("estimate", path, "--fail-over-budget", "--quiet", "-o", "c.xlsx", cwd=tmp_path)
    assert (quiet.code, quiet.err.splitlines()[0]) == (5, "Over budget: 1 workload")


def test_within_budget_is_done(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", UNDER)
    told = run("estimate", path, "--fail-over-budget", "--json", "-o", "a.xlsx", cwd=tmp_path)
    assert (told.code, told.json["over_budget"]) == (0, [])


def test_over_budget_wins_over_skipped_rows_and_the_json_says_both(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", OVER, UNDER, WRONG)
    words = ("estimate", path, "--on-error", "skip", "--json")
    assert run(*words, "-o", "a.xlsx", cwd=tmp_path).code == 3
    told = run(*words, "--fail-over-budget", "-o", "b.xlsx", cwd=tmp_path)
    assert told.code == 5
    assert told.json["rows_rejected"] == 1
    assert [one["workload_id"] for one in told.json["over_budget"]] == ["W-1"]


def test_without_an_estimate_nothing_is_over_budget(tmp_path: Path) -> None:
    path = sheet(tmp_path / "plan.csv", OVER, WRONG)
    told = run("estimate", path, "--fail-over-budget", "--json", "-o", "a.xlsx", cwd=tmp_path)
    assert (told.code, told.json["over_budget"]) == (1, None)


@pytest.mark.parametrize(
    ("lines", "code", "over"),
    [
        ("Sales,2027-01,1\nSales,2027-02,1000000\n", 5, [("Sales", "2027-01")]),
        ("Sales,2027,1\nOps,2027-Q1,0\n", 5, [("Sales", "2027")]),
        ("Sales,2027-12,1000000\n", 0, []),
    ],
)
def test_a_period_over_its_budget_is_named(
    lines: str, code: int, over: list[tuple[str, str]], tmp_path: Path
) -> None:
    path = sheet(tmp_path / "plan.csv", {**OVER, "Annual budget": ""})
    (tmp_path / "budgets.csv").write_text(f"Cost center,Period,Budget\n{lines}")
    words = ("--budgets", "budgets.csv", "--fiscal-year-start", "2027-01", "--fail-over-budget")
    told = run("estimate", path, *words, "--json", "-o", "a.json", cwd=tmp_path)
    assert told.code == code
    named = [(one["cost_center"], one["period"]) for one in told.json["over_budget"]]
    assert named == over
    said = run("estimate", path, *words, "-o", "b.xlsx", cwd=tmp_path)
    assert said.code == code
    assert all(f"  {center}, {period}: budget " in said.err for center, period in over)


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".parquet", ".json"])
def test_the_ending_says_what_is_written(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"budget{ending}"
    assert run("estimate", GUIDE, "-o", target, "--quiet", cwd=tmp_path).code == 0
    match ending:
        case ".xlsx":
            assert load_workbook(target).sheetnames[0] == "Summary"
        case ".csv":
            frame = pl.read_csv(target, infer_schema=False)
            assert frame["first_year_cost"].to_list()[3:5] == ["7.18", "3511"]
        case ".parquet":
            assert pl.read_parquet(target)["first_year_cost"].dtype == pl.Decimal(38, 12)
        case _:
            rows = json.loads(target.read_text())["workloads"]
            assert [row["training_cost"] for row in rows] == ["0.1", "5", "0", "0.1", "1", "15"]


def test_an_output_that_is_there_stays_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "budget.csv"
    target.write_text("mine")
    assert run("estimate", GUIDE, "-o", target, cwd=tmp_path).code == 2
    assert target.read_text() == "mine"
    assert run("estimate", GUIDE, "-o", target, "--force", cwd=tmp_path).code == 0
    assert target.read_text().startswith("workload_id")


def test_the_input_is_never_replaced(tmp_path: Path) -> None:
    source = sheet(tmp_path / "plan.csv", GOOD)
    before = source.read_bytes()
    told = run("estimate", source, "-o", source, "--force", cwd=tmp_path)
    assert (told.code, source.read_bytes()) == (2, before)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["estimate", "nowhere.csv"], 2, "There is no file"),
        (["estimate", GUIDE, "-o", "b.pdf"], 2, "must end in"),
        (["estimate", GUIDE, "-o", "no/such/b.csv"], 4, "does not exist"),
        (["estimate", GUIDE, "--rate-card", "guide"], 2, 'Did you mean "guide-2026"'),
        (["estimate", GUIDE, "--as-of", "tomorrow"], 2, "not a date"),
        (["estimate", GUIDE, "--sheet", "Plan"], 2, "has no sheet"),
        (["estimate", GUIDE, "--assume", "epoch=2"], 2, 'Did you mean "epochs"'),
        (["estimate", GUIDE, "--assume", "epochs=2.5"], 2, "a whole number from 1 to 50"),
        (["estimate", GUIDE, "--on-error", "ignore"], 2, "is not one of 'fail', 'skip'"),
        (["estimate", GUIDE, "--cost-model", "none.toml"], 2, "There is no file"),
        (["estimate"], 2, "name an input, or list inputs in estimator.toml"),
        (["explain", "training_cost", GUIDE, "--row", "W-9"], 2, "has no workload"),
        (["template", "-o", "t.pdf"], 2, "must end in"),
    ],
)
def test_wrong_usage_is_one_sentence_and_its_exit_code(
    words: list[str | Path], code: int, said: str, tmp_path: Path
) -> None:
    told = run(*words, cwd=tmp_path)
    assert told.code == code
    assert said in " ".join(told.err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_spreadsheet_exits_4(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"PK\x03\x04rubbish"), ("b.csv", b"\xff\xfe\x00"), ("c.xls", b"\xd0\xcf\x11\xe0")):  # fmt: skip  # noqa: E501
        (tmp_path / name).write_bytes(content)
        assert run("check", tmp_path / name, cwd=tmp_path).code == 4


def test_house_settings_hold_until_the_environment_or_the_command_line_says_otherwise(
    tmp_path: Path,
) -> None:
    (tmp_path / "estimator.toml").write_text('rate_card = "openai-2026-11"\n[assume]\nepochs = 2\n')
    plan = sheet(tmp_path / "plan.csv", GOOD)

    def card(*words: str, **environment: str) -> object:
        return run("check", plan, "--json", *words, cwd=tmp_path, **environment).json["rate_card"]

    assert card() == "openai-2026-11"
    assert card(ESTIMATOR_RATE_CARD="guide-2026") == "guide-2026"
    assert card("--rate-card", "guide-2026", ESTIMATOR_RATE_CARD="none") == "guide-2026"
    told = run("estimate", plan, "--json", "-o", "b.csv", cwd=tmp_path)
    assert {"name": "epochs", "value": "2", "rows": 1, "first_year_cost": "286.28"}.items() <= dict(
        told.json["assumed"][0]
    ).items()


def test_several_rate_cards_can_be_named_in_every_place(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Provider": "OpenAI"})
    words = ("openai-2026-11", "azure-2026-08")
    listed = os.pathsep.join(words)

    def cards(*flags: str, **environment: str) -> list[str]:
        told = run("check", plan, "--json", *flags, cwd=tmp_path, **environment).json
        return [one["rate_card"] for one in told["rate_cards"]]

    flags = [part for word in words for part in ("--rate-card", word)]
    assert cards(*flags) == cards(ESTIMATOR_RATE_CARD=listed) == [*words]
    assert cards("--rate-card", "", ESTIMATOR_RATE_CARD=listed) == ["guide-2026"]
    (tmp_path / "estimator.toml").write_text(f"rate_card = {json.dumps(words)}\n")
    assert cards() == [*words]
    assert cards("--rate-card", "guide-2026") == ["guide-2026"]


def test_a_day_that_is_asked_for_holds_for_all_rate_cards(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Provider": "OpenAI"})
    flags = ("--rate-card", "openai-2026-11", "--rate-card", "azure-2026-08", "--json")
    told = [run("check", plan, *flags, *more, cwd=tmp_path) for more in ((), ("--as-of", DAY))]
    days = [[one["as_of"] for one in each.json["rate_cards"]] for each in told]
    assert days == [["2026-11-30", "2026-08-11"], [DAY, DAY]]
    assert [each.json["as_of"] for each in told] == [None, DAY]


def test_a_command_about_one_card_takes_no_file_with_several(tmp_path: Path) -> None:
    rates = ({"Rate card": name, "Model": "gpt-4o"} | RATE for name in ("ours", "theirs"))
    told = run("rates", "show", sheet(tmp_path / "cards.csv", *rates), cwd=tmp_path)
    assert told.code == 2
    assert "has 2 rate cards: ours and theirs. Name one of them." in told.err


def test_a_template_has_the_inputs_of_the_cost_model_that_the_settings_name(tmp_path: Path) -> None:
    counted(tmp_path)
    (tmp_path / "estimator.toml").write_text('cost_model = "counted.toml"\n')
    told = run("template", "-o", "blank.csv", cwd=tmp_path)
    assert told.code == 0
    assert "Support hours,Setup fee" in (tmp_path / "blank.csv").read_text(encoding="utf-8-sig")
    wrong = run("template", "--cost-model", "none.toml", "-o", "other.csv", cwd=tmp_path)
    assert (wrong.code, (tmp_path / "other.csv").exists()) == (2, False)


def test_an_unknown_setting_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "estimator.toml").write_text("rate_cards = 1\n")
    told = run("check", GUIDE, cwd=tmp_path)
    assert told.code == 2
    assert 'there is no option "rate_cards"' in told.err


def test_a_bug_of_ours_is_one_sentence_and_exit_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from estimator import cli, pipeline  # noqa: PLC0415 - patched for this test alone

    def broken(*_: object) -> None:
        raise RuntimeError("the cat sat on it")

    monkeypatch.setattr(pipeline, "check", broken)
    monkeypatch.setattr("sys.argv", ["estimator", "check", str(GUIDE)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 70
    said = capsys.readouterr().err
    assert "the cat sat on it" in said
    assert "report it" in said
    assert "Traceback" not in said
    monkeypatch.setenv("ESTIMATOR_DEBUG", "1")
    assert "ESTIMATOR_DEBUG=1" in said
    with pytest.raises(RuntimeError, match="the cat sat on it"):
        cli.main()


@pytest.mark.parametrize("word", ["--budgets", "--rate-card", "--cost-model", "--mapping"])
def test_no_file_that_is_read_is_replaced(word: str, tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Cost center": "A"})
    read = tmp_path / "read.csv"
    read.write_text("Cost center,Annual budget\nA,5\n")
    told = run("estimate", plan, word, read, "-o", read, "--force", cwd=tmp_path)
    assert told.code == 2
    assert "never replaced" in " ".join(told.err.split())
    assert read.read_text().startswith("Cost center")


def test_house_settings_may_set_the_currency(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Retry rate": "0"})
    lines = ('currency = "EUR"', "fx = 0.92", "fx_date = 2026-11-20", 'fx_source = "Treasury"')
    (tmp_path / "estimator.toml").write_text("\n".join(lines))
    told = run("estimate", plan, "--json", "-o", "b.csv", cwd=tmp_path).json
    assert told["currency"] == {
        "code": "EUR", "fx_rate": "0.92", "fx_source": "Treasury, 2026-11-20", "budgets": "USD",
    }  # fmt: skip
    # 12.50 a month are 11.50 euros; three epochs at 3.00 are 8.28.
    wanted = {"monthly_cost": "12.50", "monthly_cost_eur": "11.50", "annual_cost_eur": "138.00"}
    wanted |= {
        "training_cost": "9.00",
        "training_cost_eur": "8.28",
        "first_year_cost_eur": "146.28",
    }
    assert wanted.items() <= told["totals"].items()
    rows = pl.read_csv(tmp_path / "b.csv")
    assert rows["first_year_cost_eur"].to_list() == [146.28]
    assert rows["first_year_cost"].to_list() == [159.0]
    dollars = run("estimate", plan, "--json", "--currency", "USD", "--fx", "", "--fx-date", "",
                  "--fx-source", "", "-o", "c.csv", cwd=tmp_path).json  # fmt: skip
    assert dollars["currency"]["code"] == "USD"


def test_departments_listed_in_the_settings_are_one_command(tmp_path: Path) -> None:
    sheet(tmp_path / "sales.csv", GOOD | {"Workload ID": "S-1"})
    book = Workbook()
    book["Sheet"].title = "Copy"
    for page in (book["Copy"], book.create_sheet("Workloads")):
        page.append(list(GOOD))
        page.append(list(GOOD.values()))
    book.save(tmp_path / "ops.xlsx")
    (tmp_path / "estimator.toml").write_text(
        'force = true\n[[input]]\nfile = "sales.csv"\nset = { department = "Sales" }\n'
        '[[input]]\nfile = "ops.xlsx"\nsheet = "Workloads"\nset = { department = "Operations" }\n'
    )
    for _ in range(2):  # again next month
        told = run("estimate", "--json", cwd=tmp_path)
        assert (told.code, told.json["output"]) == (0, "portfolio-estimate.xlsx")
        assert [(one["file"], one["sheet"], one["set"]) for one in told.json["inputs"]] == [
            ("sales.csv", "sales", {"department": "Sales"}),
            ("ops.xlsx", "Workloads", {"department": "Operations"}),
        ]
    about = load_workbook(tmp_path / "portfolio-estimate.xlsx")["About"]
    said = [row[1] for row in about.iter_rows(values_only=True) if row[0] == "Set for this input"]
    assert said == ["Department: Sales", "Department: Operations"]
    alone = run("estimate", "sales.csv", "-o", "sales.json", cwd=tmp_path)
    assert alone.code == 0
    (row,) = json.loads((tmp_path / "sales.json").read_text())["workloads"]
    assert row["department"] == "Sales"


def test_a_sheet_behind_the_name_is_read_and_the_output_is_named_after_the_file(
    tmp_path: Path,
) -> None:
    book = Workbook()
    for title in ("East", "West"):
        page = book.create_sheet(title)
        page.append(list(GOOD))
        page.append(list((GOOD | {"Workload ID": title}).values()))
    book.save(tmp_path / "ops.xlsx")
    told = run("estimate", "ops.xlsx#West", "--json", cwd=tmp_path)
    assert (told.code, told.json["output"]) == (0, "ops-estimate.xlsx")
    both = run("check", "ops.xlsx#West", "ops.xlsx#East", "--json", cwd=tmp_path)
    assert [one["sheet"] for one in both.json["inputs"]] == ["West", "East"]
    named = [one["message"] for one in both.json["problems"] if one["code"] != "card-caution"]
    assert named == []


def test_no_input_at_all_is_wrong_usage(tmp_path: Path) -> None:
    for command in ("estimate", "check"):
        told = run(command, cwd=tmp_path)
        assert told.code == 2
        assert "name an input" in told.err

"""A frame is priced as the pipeline prices a file of the same rows, whole or slice by slice."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook
from polars.testing import assert_frame_equal

from estimator import pipeline
from estimator.model.options import SKIP, Options
from estimator.model.problem import only_errors
from estimator.scale.frame import PreparedFrame, frame_keys, prepare_frame, price_rows
from tests.dated import dated_options
from tests.frames import assert_alike, lines, read
from tests.house_costs import counted, with_house_inputs
from tests.properties.test_planted_faults import Sheet, as_csv, sheets
from tests.sheets import GOOD
from tests.workbooks import EUROS, SAMPLES, csv_text, house, in_euros, varied

AS_A_FRAME = Options(on_error=SKIP, locale="en")


def _prepared(frame: pl.DataFrame, options: Options | None = None) -> PreparedFrame:
    prepared, problems = prepare_frame(list(frame.schema.items()), options)
    assert prepared is not None, [problem.message for problem in problems]
    return prepared


def _priced(frame: pl.DataFrame, options: Options | None = None) -> pl.DataFrame:
    return price_rows(frame, _prepared(frame, options))


def _frame(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """``rows``, each over one that is good as it stands, with an id of its own."""
    whole = [{**GOOD, "Workload ID": f"W-{n}", **row} for n, row in enumerate(rows, 1)]
    return pl.DataFrame(whole, infer_schema_length=None)


def _codes(made: pl.DataFrame) -> list[list[str]]:
    return [[code for code, _ in lines(row)] for row in made.iter_rows(named=True)]


@settings(max_examples=25)
@given(sheets(errors=False))
def test_faults_and_costs_are_those_of_the_pipeline(one: Sheet) -> None:
    with TemporaryDirectory() as folder:
        as_csv(Path(folder) / "plan.csv", one.cells)
        outcome = pipeline.estimate(Path(folder) / "plan.csv", AS_A_FRAME)
    headings = dict.fromkeys(one.columns.values(), pl.String)
    rows = [[row[name] for name in one.columns] for row in one.rows.values()]
    made = _priced(pl.DataFrame(rows, headings, orient="row"))
    assert_alike(made, outcome, list(one.rows))


@pytest.mark.parametrize("name", ["alternatives", "five_mistakes", "ids", "models", "numbers"])
def test_an_invalid_sample_has_the_same_problems_as_a_frame(name: str) -> None:
    path = SAMPLES / "invalid" / f"{name}.csv"
    frame = read(path)
    outcome = pipeline.estimate(path, AS_A_FRAME)
    assert_alike(_priced(frame), outcome, range(2, len(frame) + 2))


def test_a_sheet_of_numbers_comes_to_the_same_as_a_frame_of_numbers() -> None:
    page = load_workbook(SAMPLES / "portfolio.xlsx", data_only=True).worksheets[0]
    headings, *cells = page.iter_rows(min_row=4, values_only=True)
    # Months are dates in some cells and texts in others; a column of a frame has one type.
    rows = [[f"{v:%Y-%m}" if isinstance(v, datetime) else v for v in row] for row in cells]
    frame = pl.DataFrame(rows, [str(text) for text in headings], orient="row", strict=False)
    assert sum(dtype.is_numeric() for dtype in frame.dtypes) == 15
    outcome = pipeline.estimate(SAMPLES / "portfolio.xlsx", AS_A_FRAME)
    assert_alike(_priced(frame), outcome, range(5, len(frame) + 5))


def test_a_frame_is_priced_in_the_scenario_that_is_asked_for() -> None:
    path = SAMPLES / "guide_scenarios.csv"
    outcome = pipeline.estimate(path, replace(AS_A_FRAME, scenario="high"))
    frame = read(path)
    made = _priced(frame, Options(scenario="high"))
    assert_alike(made, outcome, range(2, len(frame) + 2))
    assert made["first_year_cost"].sum() > _priced(frame)["first_year_cost"].sum()


def test_every_way_to_say_a_quantity_comes_to_the_same_with_a_house_model(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(csv_text(varied(120)), encoding="utf-8", newline="")
    cost_model = house(tmp_path).cost_model
    options = Options(cost_model=cost_model, assume=("epochs=2",), locale="en", on_error=SKIP)
    outcome = pipeline.estimate(path, options)
    assert_alike(_priced(read(path), options), outcome, range(2, 122))


def test_inputs_of_a_house_model_are_read_from_a_frame_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(csv_text(with_house_inputs(varied(60))), encoding="utf-8", newline="")
    options = replace(counted(tmp_path), locale="en", on_error=SKIP)
    outcome = pipeline.estimate(path, options)
    assert outcome.estimate is not None
    assert outcome.estimate.frame["support_hours"].n_unique() > 4
    frame = read(path)
    assert_alike(_priced(frame, options), outcome, range(2, len(frame) + 2))


@settings(max_examples=25)
@given(sheets(errors=False), st.data())
def test_slices_priced_one_by_one_are_the_whole(one: Sheet, data: st.DataObject) -> None:
    rows = [[row[name] for name in one.columns] for row in one.rows.values()]
    headings = dict.fromkeys(one.columns.values(), pl.String)
    frame = pl.DataFrame(rows, headings, orient="row")
    prepared = _prepared(frame)
    folded = frame_keys(frame.to_series(prepared.id_column)).to_list()
    uses = pl.Series([folded.count(key) if key else None for key in folded], dtype=pl.Int64)
    cut = data.draw(st.integers(0, len(frame)))
    parts = [
        price_rows(frame.slice(first, length), prepared, uses.slice(first, length))
        for first, length in ((0, cut), (cut, len(frame) - cut))
    ]
    assert_frame_equal(pl.concat(parts), price_rows(frame, prepared))


def test_totals_blank_rows_and_headings_repeated_are_no_workloads_and_never_counted() -> None:
    blank = dict.fromkeys(GOOD, "")
    total = blank | {"Workload ID": "Total", "Training tokens": "1000000"}
    named = {"Workload ID": "Sum 2027"}
    made = _priced(_frame({}, total, blank, {name: name for name in GOOD}, named))
    assert _codes(made) == [
        [],
        ["totals-row"],
        ["blank-rows"],
        ["repeated-headings"],
        ["total-with-model"],
    ]
    said = 'found "Total"; read as a total, not a workload, and skipped.'
    assert made["problems"][1] == f"Workload ID: {said}"
    assert made["training_tokens"].to_list() == [1_000_000, None, None, None, 1_000_000]
    assert made["first_year_cost"].null_count() == 4


def test_a_note_is_judged_as_a_row_for_nothing_tells_whether_it_stands_last() -> None:
    note = dict.fromkeys(GOOD, "") | {"Workload ID": "* Prices as of October"}
    assert "missing-value" in _codes(_priced(_frame({}, note)))[1]


def test_exact_numbers_stay_exact_and_floats_have_fifteen_digits() -> None:
    made = _priced(
        _frame({}).with_columns(
            pl.Series("Workload ID", [9_007_199_254_740_993_123], dtype=pl.UInt64),
            pl.Series("Training tokens", [0.1 + 0.2]),
            pl.Series("Retry rate", [0.05], dtype=pl.Float32),
            pl.Series("Monthly input tokens", [Decimal("123456789012.34")]),
            pl.Series("Monthly output tokens", [987_654_321_098]),
        )
    )
    row = made.row(0, named=True)
    assert row["workload_id"] == "9007199254740993123"
    assert row["training_tokens"] == Decimal("0.3")
    assert row["retry_rate"] == Decimal("0.05")
    assert row["monthly_input_tokens"] == Decimal("123456789012.34")
    assert row["monthly_output_tokens"] == 987_654_321_098
    assert row["problems"] is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "error-cell"),
        (float("inf"), "error-cell"),
        (True, "not-a-whole-number"),
        (date(2026, 1, 2), "not-a-whole-number"),
        (-3, "negative"),
        (2.5, "not-a-whole-number"),
    ],
)
def test_what_is_no_number_of_epochs_is_a_problem_whatever_its_type(value: Any, code: str) -> None:  # noqa: ANN401 - of any type
    frame = _frame({}, {}).with_columns(pl.Series("Epochs", [value, None]))
    assert _codes(_priced(frame)) == [[code], []]


def test_numbers_in_texts_have_a_point_unless_the_locale_says_otherwise() -> None:
    frame = _frame({"Training tokens": "1.234"}, {"Training tokens": "1.234,5"})
    point, comma = _priced(frame), _priced(frame, Options(locale="de"))
    assert point["training_tokens"].to_list() == [Decimal("1.23"), None]
    assert comma["training_tokens"].to_list() == [Decimal(1234), Decimal("1234.5")]
    assert _codes(comma) == [["decimal-comma"], ["decimal-comma"]]


def test_other_columns_are_carried_as_text_and_an_earlier_result_beside_the_new_one() -> None:
    frame = _frame({}).with_columns(pl.lit(7).alias("Priority"), pl.lit("cheap").alias("problems"))
    made = _priced(frame)
    assert made["Priority"].to_list() == ["7"]
    assert made["problems (given)"].to_list() == ["cheap"]
    again = _priced(made)
    assert again["first_year_cost"].to_list() == made["first_year_cost"].to_list()
    assert "first_year_cost (given)" in again.columns


def test_carried_columns_of_any_type_are_the_texts_that_a_sheet_would_give() -> None:
    day = datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001 - as a sheet has it, of no zone
    frame = _frame({}).with_columns(
        pl.Series("truth", [True]),
        pl.Series("day", [day.date()]),
        pl.Series("moment", [day]),
        pl.Series("kind", ["a"], dtype=pl.Categorical),
        pl.Series("nothing", [None], dtype=pl.Null),
        pl.Series("amount", [Decimal("100.50")]),
        pl.Series("large", [1e21]),
        pl.Series("padded", [" a "]),
        pl.Series("blank", ["\t "]),
    )
    carried = _priced(frame).select(frame.columns[len(GOOD) :]).row(0)
    numbers = ("100.5", "1000000000000000000000")
    days = ("2026-11-22", "2026-11-22T10:30:00")
    assert carried == ("TRUE", *days, "a", None, *numbers, " a ", None)


def test_a_multiplier_in_a_heading_counts_and_is_told_beforehand() -> None:
    frame = _frame({"Training tokens": "2"}).rename({"Training tokens": "Training tokens (M)"})
    _, problems = prepare_frame(list(frame.schema.items()))
    assert [one.code for one in problems] == ["card-caution", "heading-multiplier"]
    assert _priced(frame)["training_tokens"].to_list() == [2_000_000]


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"Month": pl.String(), "Spend": pl.String()}, ["no-table"]),
        ({"Workload ID": pl.String(), "Model": pl.String()}, ["missing-column"] * 2),
        (dict.fromkeys(list(GOOD)[1:], pl.String()), ["missing-column"]),
        (
            dict.fromkeys([*GOOD, "Budget (EUR)", "epochs", "Passes"], pl.String()),
            ["unit-in-heading", "duplicate-heading"],
        ),
    ],
)  # fmt: skip
def test_headings_that_are_wrong_are_told_before_any_row(
    columns: dict[str, pl.DataType], codes: list[str]
) -> None:
    prepared, problems = prepare_frame(list(columns.items()))
    assert prepared is None
    assert [one.code for one in only_errors(problems)] == codes


def test_columns_that_no_sheet_could_have_are_refused() -> None:
    columns = [*((name, pl.String()) for name in GOOD), (" ", pl.String()), ("Raw", pl.Binary())]
    with pytest.raises(ValueError, match=r'column 6 has no name.*\n"Raw" holds "Binary"'):
        prepare_frame(columns)


def test_terms_that_are_wrong_are_told_before_any_row() -> None:
    columns = [(name, pl.String()) for name in GOOD]
    options = Options(rate_card="none.json", assume=("epochs=many",))
    prepared, problems = prepare_frame(columns, options)
    assert prepared is None
    assert {one.code for one in only_errors(problems)} == {"bad-rate-card", "bad-assumption"}


def test_no_rows_have_the_same_columns_as_some() -> None:
    frame = _frame({"Priority": "1"})
    assert _priced(frame.clear()).schema == _priced(frame).schema


def test_a_frame_is_priced_in_the_currency_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(csv_text(in_euros(30)), encoding="utf-8", newline="")
    outcome = pipeline.estimate(path, replace(EUROS, locale="en", on_error=SKIP))
    frame = read(path)
    made = _priced(frame, EUROS)
    assert_alike(made, outcome, range(2, len(frame) + 2))
    assert "fiscal_year_variance_eur" in made.columns


def test_a_row_that_costs_nothing_says_so() -> None:
    nothing = dict.fromkeys(("Training tokens", "Monthly input tokens", "Monthly output tokens"), 0)
    assert _codes(_priced(_frame({}, nothing))) == [[], ["costs-nothing"]]


def test_a_text_that_is_set_fills_a_frame_and_is_told_beforehand() -> None:
    frame = _frame({"Department": None}, {"Department": "Ops"})
    options = Options(set=("department=Sales", "owner=A. Meyer"))
    _, problems = prepare_frame(list(frame.schema.items()), options)
    assert [one.code for one in problems if one.code != "card-caution"] == ["set-for-file"] * 2
    made = _priced(frame, options)
    assert made["department"][0] == "Sales"
    assert made["owner"].to_list() == ["A. Meyer", "A. Meyer"]
    assert [code for code in _codes(made)[1] if code != "model-retires"] == ["differs-from-set"]


def test_a_row_without_a_price_on_its_start_has_its_problem_and_others_theirs(
    tmp_path: Path,
) -> None:
    starts = ("2027-02", "2027-03", "2027-07")
    rows = [GOOD | {"Model": "gpt-x", "Start month": one, "Workload ID": one} for one in starts]
    found = _priced(_frame(*rows), dated_options(tmp_path))
    shown = found.select("price_date", "input_price", "problem_codes").rows()
    assert shown == [
        ("2027-02-01", Decimal(2), "price-changes\nprice-changes"),
        ("2027-03-01", Decimal("1.5"), "price-changes"),
        (None, None, "no-price-on-date"),
    ]

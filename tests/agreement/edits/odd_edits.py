"""Edits that are less usual: blocks pasted, columns and lines deleted, things renamed.

Merged cells are not among them: Excel merges none in a table, and no formula can see them.
"""

from collections.abc import Iterator

from estimator.model.calendar import day_number
from tests.agreement.edits.formula_edits import MONTH, NEXT_MONTH
from tests.agreement.edits.places import BELOW, FIRST, LAST
from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    Edit,
    Named,
    act,
    add,
    clear,
    copy_row,
    delete_rows,
    enter,
    fill_down,
    name_edits,
    paste_values,
    put,
    replace_all,
    sort,
    type_row,
)

TOKENS, CENTER, MODEL = "training_tokens", "cost_center", "model"


def odd_edits() -> Iterator[Edit]:
    """What people do besides typing in single cells."""
    yield from name_edits("small", _blocks())
    yield from name_edits("small", _typed())
    yield from name_edits("small", _columns())
    yield from name_edits("small", _sheets())
    yield from name_edits("small", _rates())
    yield from name_edits("small", _pages())
    yield from name_edits("small", _shapes())
    yield from name_edits("centers", _lines_of_budgets())
    yield from name_edits("periods", _lines_of_periods())
    yield from name_edits("bare", _in_bare())
    yield from name_edits("euros", _in_euros())
    yield from name_edits("long", _in_long())


def _blocks() -> Iterator[Named]:
    block = [[100_000.0, "", "", 2.0], [200_000.0, "", "", ""], [300_000.0, "", "", ""]]
    yield "block pasted over tokens", [act("paste_block", TOKENS, row="W-3", values=block)], EITHER
    shifted = [["gpt-4o", 300_000.0]]
    yield (
        "block pasted a column off",
        [act("paste_block", CENTER, row="W-3", values=shifted)],
        NAMED,
    )
    centers = [["CC-1"], ["CC-2"], ["CC-3"], ["CC-3"]]
    yield (
        "four cost centers pasted",
        [act("paste_block", CENTER, row="W-3", values=centers)],
        EITHER,
    )
    ids = [[f"N-{n}"] for n in range(8)]
    yield "all IDs pasted", [act("paste_block", "workload_id", row="W-1", values=ids)], RIGHT
    yield "inputs copied to another row", [act("copy_inputs", CENTER, row="W-1", to="W-4")], RIGHT
    yield "tokens cut and pasted on another", [act("cut_cell", TOKENS, row="W-1", to="W-3")], NAMED
    yield "tokens cut and pasted on a blank", [act("cut_cell", TOKENS, row="W-1", to="W-2")], NAMED
    yield (
        "budget cut and pasted on a blank",
        [act("cut_cell", "annual_budget", row="W-1", to="W-5")],
        NAMED,
    )
    yield "center cut and pasted on a blank", [act("cut_cell", CENTER, row="W-1", to="W-7")], NAMED
    yield "start month cut and pasted", [act("cut_cell", "start_month", row="W-2", to="W-1")], NAMED
    yield "cell inserted above tokens", [act("insert_cell", TOKENS, row="W-3")], NAMED
    yield "cell of tokens deleted", [act("delete_cell", TOKENS, row="W-3")], NAMED
    yield "cell inserted above a cost center", [act("insert_cell", CENTER, row="W-3")], NAMED
    yield "cell of a cost center deleted", [act("delete_cell", CENTER, row="W-3")], NAMED
    yield "cell inserted above a budget", [act("insert_cell", "annual_budget", row="W-3")], NAMED
    yield "one column sorted", [act("sort_column", CENTER)], RIGHT
    yield "tokens sorted alone", [act("sort_column", "annual_budget")], RIGHT
    yield "sorted by a month", [sort(MONTH, descending=True)], RIGHT
    yield "sorted by a check", [sort("Row check")], RIGHT
    yield "sorted by the budget status", [sort("Budget status")], RIGHT
    yield "model filled down", [fill_down("W-1", MODEL, 4)], RIGHT
    yield "budget filled down", [fill_down("W-1", "annual_budget", 7)], RIGHT
    yield "ID filled down", [fill_down("W-1", "workload_id", 2)], NAMED
    yield "price filled down", [fill_down("W-1", "Training price", 3)], EITHER
    yield "cost filled down", [fill_down("W-1", "Monthly cost", 3)], RIGHT
    yield "month filled to the right", [enter("W-1", NEXT_MONTH, "=0")], NAMED
    yield "all budgets cleared", [act("clear_column", "annual_budget")], EITHER
    yield "all start months cleared", [act("clear_column", "start_month")], RIGHT
    yield "all cost centers cleared", [act("clear_column", CENTER)], EITHER
    yield "all rows deleted", [delete_rows(FIRST, 8)], NAMED
    yield "case replaced everywhere", [replace_all(CENTER, "CC-100", "cc-100")], EITHER
    yield "two departments made one", [replace_all("department", "Sales", "Legal")], RIGHT


def _typed() -> Iterator[Named]:
    yield "10% typed", [enter("W-1", "validation_share", "10%")], RIGHT
    yield "share of 10 percent as 10", [put("W-4", "retry_rate", 10)], NAMED
    yield "thousands as text", [put("W-1", TOKENS, "1,234,567")], NAMED
    yield "thousands with points", [put("W-1", TOKENS, "1.234.567")], NAMED
    yield "thousands with spaces", [put("W-1", TOKENS, "1 234 567")], NAMED
    yield "dollars as text", [put("W-1", "annual_budget", "$4,000")], NAMED
    yield "leading spaces in a number", [put("W-1", "annual_budget", "  4000")], NAMED
    yield "leading spaces in an ID", [put("W-3", "workload_id", "  W-3")], EITHER
    yield "no-break space in a cost center", [put("W-3", CENTER, "CC-300\u00a0")], EITHER
    yield "two spaces in a cost center", [put("W-3", CENTER, "CC  300")], EITHER
    yield "line break in a cost center", [put("W-3", CENTER, "CC-300\n")], EITHER
    yield "month typed as a month", [enter("W-2", "start_month", "2027-04")], EITHER
    yield "month typed as a day", [enter("W-2", "start_month", "2027-04-15")], RIGHT
    yield "April 2027 as text", [put("W-2", "start_month", "April 2027")], EITHER
    yield "day as text", [put("W-2", "end_month", "2027-04-15")], EITHER
    yield "month with a time", [put("W-2", "start_month", day_number("2027-04") + 0.75)], RIGHT
    yield "month far ahead", [put("W-2", "end_month", day_number("9998-01"))], EITHER
    yield "month beyond all dates", [put("W-2", "end_month", 1e9)], NAMED
    yield "month of 1901", [put("W-2", "start_month", 367)], RIGHT
    yield "month of 1900", [put("W-2", "start_month", 366)], NAMED
    yield "growth of -100 %", [put("W-3", "monthly_growth_rate", -1)], NAMED
    yield "growth of -50 %", [put("W-3", "monthly_growth_rate", -0.5)], RIGHT
    yield "growth of 100 %", [put("W-3", "monthly_growth_rate", 1)], RIGHT
    yield "start and end swapped", [
        put("W-4", "start_month", day_number("2027-09")),
        put("W-4", "end_month", day_number("2027-02")),
    ], NAMED  # fmt: skip
    yield "budget negative", [put("W-1", "annual_budget", -0.01)], NAMED
    yield "tiny negative tokens", [put("W-1", TOKENS, -0.001)], NAMED
    yield "tokens of 1e12", [put("W-1", TOKENS, 1e12)], RIGHT
    yield "error in an input", [enter("W-1", "retry_rate", "=1/0")], NAMED
    yield "error in a cost center", [enter("W-1", CENTER, "=NA()")], NAMED
    yield "error in a name", [enter("W-1", "workload_name", "=1/0")], EITHER
    yield "formula for a cost center", [enter("W-3", CENTER, '="CC-"&300')], RIGHT
    yield "formula for an ID", [enter("W-3", "workload_id", '="W-"&33')], RIGHT
    yield "formula over another row", [enter("W-1", TOKENS, "=I10*2")], EITHER
    yield "empty text by a formula", [enter("W-1", "epochs", '=""')], EITHER
    yield "empty text for a cost center", [enter("W-3", CENTER, '=""')], EITHER
    yield "third of a share", [enter("W-1", "cached_input_share", "=1/3")], EITHER
    yield "sum of binary shares", [enter("W-1", "validation_share", "=0.1+0.2")], EITHER
    yield "short name of a model", [put("W-3", MODEL, "4o")], RIGHT
    yield "upper-case model", [put("W-3", MODEL, "GPT-4O-MINI")], RIGHT
    yield "alias of a model", [put("W-3", MODEL, "GPT-4o mini")], EITHER
    yield "dated alias of a model", [put("W-3", MODEL, "gpt-4o-2024-08-06")], EITHER
    yield "fine-tuned model", [put("W-3", MODEL, "ft:gpt-4o")], EITHER
    yield "owner very long", [put("W-3", "owner", "x" * 300)], NAMED
    yield "name very long", [put("W-3", "workload_name", "x" * 300)], NAMED
    yield "department a number", [put("W-3", "department", 12)], RIGHT
    yield "department with an accent", [put("W-3", "department", "Recherche & D\u00e9v.")], RIGHT
    yield "department as a true value", [put("W-3", "department", True)], EITHER


def _columns() -> Iterator[Named]:
    yield "column of tokens deleted", [act("delete_column", TOKENS)], NAMED
    yield "column of departments deleted", [act("delete_column", "department")], NAMED
    yield "column of names deleted", [act("delete_column", "workload_name")], EITHER
    yield "column of budgets deleted", [act("delete_column", "annual_budget")], NAMED
    yield "column of a month deleted", [act("delete_column", MONTH)], NAMED
    yield "column of a cost deleted", [act("delete_column", "Annual cost")], NAMED
    yield "column of a check deleted", [act("delete_column", "Check: bounds")], EITHER
    yield (
        "header of tokens renamed",
        [act("rename_header", TOKENS, text="Tokens for training")],
        EITHER,
    )
    yield (
        "header renamed as another",
        [act("rename_header", TOKENS, text="Training examples")],
        NAMED,
    )
    yield "header in capitals", [act("rename_header", TOKENS, text="TRAINING TOKENS")], EITHER
    yield "header of shares renamed", [act("rename_header", "retry_rate", text="Notes")], NAMED
    yield "header with a unit", [act("rename_header", TOKENS, text="Training tokens (M)")], NAMED
    yield "header of a month renamed", [act("rename_header", MONTH, text="2027-06")], NAMED
    yield "header of IDs cleared", [act("rename_header", "workload_id", text="Id")], EITHER
    yield "two headers swapped", [
        act("rename_header", "monthly_input_tokens", text="x"),
        act("rename_header", "monthly_output_tokens", text="Monthly input tokens"),
        put("Workload ID", "x", "Monthly output tokens"),
    ], NAMED  # fmt: skip
    yield "numbers in a column inserted", [
        act("insert_column", "epochs", heading="Priority", text=""),
        put("W-1", "Priority", -7),
    ], RIGHT  # fmt: skip
    yield "column inserted among months", [
        act("insert_column", NEXT_MONTH, heading="", text="")
    ], EITHER  # fmt: skip
    yield "column inserted among checks", [
        act("insert_column", "Check: bounds", heading="Seen", text="yes")
    ], EITHER  # fmt: skip


def _sheets() -> Iterator[Named]:
    yield "Estimates renamed", [act("rename_sheet", text="Workloads 2027")], EITHER
    yield "row inserted above the headers", [act("insert_above")], EITHER
    yield (
        "row inserted above the prices",
        [act("insert_above", sheet="Rates", row="gpt-4o")],
        EITHER,
    )
    yield (
        "row inserted on Breakdown",
        [act("insert_above", sheet="Breakdown", row="CC-300")],
        EITHER,
    )
    yield "row inserted on Plan", [act("insert_above", sheet="Plan", row="CC-300")], EITHER
    yield "row inserted on Assumptions", [
        act("insert_above", sheet="Assumptions", row="Retry rate")
    ], EITHER  # fmt: skip
    yield "row inserted on Summary", [act("insert_above", sheet="Summary", row="CC-300")], EITHER


def _rates() -> Iterator[Named]:
    yield "prices sorted", [
        act("sort_lines", "Training price", "Rates", row="gpt-4o", last="gpt-3.5-turbo")
    ], NAMED  # fmt: skip
    yield "model renamed on Rates", [put("gpt-4o", "Model", "gpt-4o-2027", "Rates")], NAMED
    yield "rate of a model deleted", [act("delete_line", sheet="Rates", row="gpt-4o-mini")], NAMED
    yield "price of 1,000 times", [put("gpt-4o", "Input price", 2500, "Rates")], EITHER
    yield "price with decimals", [put("gpt-4o", "Input price", 3.123456789, "Rates")], EITHER
    yield "price by a formula", [enter("gpt-4o", "Input price", "=3.75*0.8", "Rates")], RIGHT
    yield "price in scenario typed over", [
        put("gpt-4o", "Input price in the scenario", 1, "Rates")
    ], NAMED  # fmt: skip
    yield "factor in force typed over", [
        put("Base", "Volume factor", 1, "Assumptions"),
        put("Scenario in force|Base", "Volume factor", 1.5, "Assumptions"),
    ], NAMED  # fmt: skip
    yield "month of the plan typed over", [
        put("Months of the plan|3", "Month", day_number("2027-04"), "Assumptions")
    ], NAMED  # fmt: skip
    yield (
        "default with decimals",
        [put("Retry rate", "Value", 0.05123456789, "Assumptions")],
        EITHER,
    )
    yield "default as 10%", [enter("Retry rate", "Value", "10%", "Assumptions")], RIGHT
    yield "factor with decimals", [
        put("High", "Volume factor", 1.123456789, "Assumptions"),
        put("Scenario", "", "High", "Summary"),
    ], EITHER  # fmt: skip
    yield "spelling typed over on Groups", [put("gpt-4o", "Key", 1, "Groups")], NAMED


def _pages() -> Iterator[Named]:
    year = "FY2027"
    yield "Summary: line typed over", [add("CC-100", year, 100, "Summary")], NAMED
    yield "Summary: two lines that cancel out", [
        add("CC-100", year, 100, "Summary"),
        add("CC-200", year, -100, "Summary"),
    ], NAMED  # fmt: skip
    yield "Summary: budget typed over", [add("CC-100", "Budget", 100, "Summary")], NAMED
    yield "Summary: model typed over", [add("gpt-4o", year, 100, "Summary")], NAMED
    yield "Plan: line typed over", [add("CC-100", "Q1", 100, "Plan")], NAMED
    yield "Plan: month typed over", [add("CC-100", "2027-01", 100, "Plan")], NAMED
    yield "Plan: two months that cancel out", [
        add("CC-100", "2027-01", 100, "Plan"),
        add("CC-100", "2027-02", -100, "Plan"),
    ], NAMED  # fmt: skip
    yield "Plan: two lines that cancel out", [
        add("CC-100", "2027-01", 100, "Plan"),
        add("CC-300", "2027-01", -100, "Plan"),
    ], NAMED  # fmt: skip
    yield "Plan: grand total typed over", [add("Grand total", "2027-01", 100, "Plan")], NAMED
    yield "Plan: budget typed over", [add("Annual budget", "USD", 100, "Plan")], NAMED
    yield (
        "Breakdown: total of cost centers typed over",
        [add("By cost center|Total", year, 100, "Breakdown")],
        NAMED,
    )
    yield "Breakdown: count typed over", [add("CC-100", "Workloads", 1, "Breakdown")], NAMED
    yield "Breakdown: left typed over", [add("CC-100", "Left", 1, "Breakdown")], NAMED
    yield "Breakdown: share typed over", [add("CC-100", "Share of FY2027", 0.1, "Breakdown")], NAMED
    yield "Breakdown: status typed over", [
        add("By budget status|over", year, 100, "Breakdown")
    ], NAMED  # fmt: skip
    yield "Breakdown: month typed over", [
        add("By month|2027-03", "Recurring", 100, "Breakdown")
    ], NAMED  # fmt: skip
    yield "Estimates: total typed over", [add("Total", "Monthly cost", 100)], NAMED
    yield "key and center typed over alike", [
        put("W-1", "Cost center key", 1),
        put("W-2", "Cost center key", 1),
    ], EITHER  # fmt: skip


def _shapes() -> Iterator[Named]:
    yield "rows hidden", [act("hide_row", row="W-3"), act("hide_row", row="W-4")], RIGHT
    yield "rows typed below, formulas pasted as values", [
        *copy_row("W-1", BELOW, workload_id="W-9"),
        *(paste_values("W-9", one) for one in ("Training cost", "Fiscal-year cost")),
        put("W-9", TOKENS, 1_000_000),
    ], NAMED  # fmt: skip
    yield "row copied and only its ID cleared", [
        *copy_row("W-1", BELOW, workload_id="W-9"), clear("W-9", "workload_id"),
    ], NAMED  # fmt: skip
    yield "tokens typed below", type_row(BELOW, {TOKENS: 1000}), NAMED
    yield "owner typed below", type_row(BELOW, {"owner": "Ann"}), EITHER
    yield "total typed below", type_row(BELOW, {"workload_id": "Total"}), NAMED
    yield "sum typed below a column", [
        act("reach_row", row=BELOW), enter("<touched>", "annual_budget", "=SUM(AA8:AA15)")
    ], NAMED  # fmt: skip
    yield "sum typed below the costs", [
        act("reach_row", row=BELOW), enter("<touched>", "Monthly cost", "=SUM(BJ8:BJ15)")
    ], NAMED  # fmt: skip
    yield "last row copied over the next", copy_row(LAST, "W-1", workload_id="W-1"), RIGHT


def _lines_of_periods() -> Iterator[Named]:
    sheet = "Budgets"
    yield "line deleted", [act("delete_line", sheet=sheet, row="CC-900")], EITHER
    yield "lines sorted", [
        act("sort_lines", "Budget", sheet, row="CC-100", last="CC-900")
    ], EITHER  # fmt: skip
    yield "cost center of a line renamed", [put("CC-100", "Cost center", "CC-150", sheet)], NAMED
    yield "budget of what is not listed", [put("Not listed above", "Budget", 500, sheet)], NAMED


def _lines_of_budgets() -> Iterator[Named]:
    budget, sheet = "Annual budget", "Budgets"
    yield "line deleted", [act("delete_line", sheet=sheet, row="CC-200")], EITHER
    yield "idle line deleted", [act("delete_line", sheet=sheet, row="CC-900")], EITHER
    yield "lines sorted", [
        act("sort_lines", budget, sheet, row="CC-100", last="CC-900")
    ], EITHER  # fmt: skip
    yield "cost center renamed", [put("CC-100", "Cost center", "CC-150", sheet)], NAMED
    yield "cost center in lower case", [put("CC-100", "Cost center", "cc-100", sheet)], EITHER
    yield "line added", [
        act("copy_line", sheet=sheet, row="CC-100", to="Total", below=1),
        put("<touched>", "Cost center", "CC-777", sheet),
    ], EITHER  # fmt: skip
    yield "budget typed below the total", [
        act("copy_line", sheet=sheet, row="CC-900", to="Total", below=2),
    ], EITHER  # fmt: skip
    yield "budget of what is not listed", [put("Not listed above", budget, 500, sheet)], NAMED
    yield "two new cost centers", [
        put("W-1", CENTER, "CC-777"), put("W-2", CENTER, "CC-888")
    ], EITHER  # fmt: skip
    yield "two workloads of a new cost center", [
        put("W-1", CENTER, "CC-777"), put("W-2", CENTER, "CC-777")
    ], EITHER  # fmt: skip
    yield "cost center cleared twice", [clear("W-1", CENTER), clear("W-2", CENTER)], RIGHT
    yield "budget with decimals", [put("CC-100", budget, 1234.5678, sheet)], EITHER
    yield "budget by a formula", [enter("CC-100", budget, "=10000/3", sheet)], EITHER
    yield "variance typed over", [add("CC-100", "Fiscal-year variance", 5, sheet)], NAMED
    yield "status typed over", [put("CC-100", "Budget status", "none", sheet)], NAMED
    yield "total of budgets typed over", [add("Total", budget, 5, sheet)], NAMED
    yield "key typed over", [add("CC-100", "Cost center key", 1, sheet)], NAMED


def _in_bare() -> Iterator[Named]:
    yield "two budgets typed", [
        put("W-1", "annual_budget", 500), put("W-2", "annual_budget", 7000)
    ], RIGHT  # fmt: skip
    yield "all start months cleared", [act("clear_column", "start_month")], RIGHT


def _in_euros() -> Iterator[Named]:
    yield "rate with decimals", [put("Exchange rate", "Value", 0.923456789, "Assumptions")], EITHER
    yield "budget with decimals", [put("W-1", "Annual budget (EUR)", 99.999)], EITHER
    yield "one column sorted", [act("sort_column", CENTER)], RIGHT
    yield "scenario and rate", [
        put("Scenario", "", "High", "Summary"), put("Exchange rate", "Value", 0.87, "Assumptions")
    ], RIGHT  # fmt: skip


def _in_long() -> Iterator[Named]:
    yield "growth of 100 %", [put("W-3", "monthly_growth_rate", 1)], EITHER
    yield "end month cleared", [clear("W-4", "end_month")], RIGHT
    yield "month of the second year typed over", [add("W-1", "2028-05", 10)], NAMED
    yield "sorted by a month", [sort("2028-05")], RIGHT

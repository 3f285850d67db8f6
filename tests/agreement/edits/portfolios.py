"""The workbooks that are edited: all kinds of inputs, and every way to have budgets."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from estimator.model.options import Options
from tests.workbooks import Record, ending, made

# Each of these has inputs that the others leave blank; every model is in use.
WORKLOADS: tuple[Record, ...] = (
    {
        "workload_id": "W-1",
        "workload_name": "Support chat",
        "cost_center": "CC-100",
        "department": "Sales",
        "project": "Alpha",
        "owner": "Ann",
        "model": "gpt-4o",
        "training_tokens": "1234567",
        "validation_share": "0.1",
        "monthly_input_tokens": "76543210",
        "monthly_output_tokens": "10000001",
        "cached_input_share": "0.25",
        "annual_budget": "4000",
    },
    {
        "workload_id": "W-2",
        "workload_name": "Contract review",
        "cost_center": "CC-200",
        "department": "Legal",
        "project": "Beta",
        "owner": "Bob",
        "model": "gpt-4-turbo",
        "training_examples": "50000",
        "tokens_per_example": "101",
        "epochs": "2",
        "daily_input_tokens": "333333",
        "daily_output_tokens": "777777",
        "cached_input_share": "0.5",
        "retry_rate": "0",
        "annual_budget": "100000",
        "start_month": "2027-03",
    },
    {
        "workload_id": "W-3",
        "workload_name": "Mail triage",
        "cost_center": "CC-100",
        "department": "Sales",
        "project": "Beta",
        "owner": "Ann",
        "model": "gpt-4o-mini",
        "training_tokens": "5000000",
        "requests_per_day": "1500",
        "input_tokens_per_request": "1200",
        "output_tokens_per_request": "450",
        "days_per_month": "22",
        "annual_budget": "50",
        "monthly_growth_rate": "0.02",
    },
    {
        "workload_id": "W-4",
        "workload_name": "Archive",
        "cost_center": "CC-300",
        "department": "Operations",
        "project": "Alpha",
        "owner": "Cid",
        "model": "gpt-3.5-turbo",
        "training_tokens": "0",
        "monthly_input_tokens": "90000000",
        "monthly_output_tokens": "30000000",
        "retry_rate": "0.1",
        "annual_budget": "600",
        "start_month": "2027-02",
        "end_month": "2027-09",
        "monthly_growth_rate": "-0.05",
    },
    {
        "workload_id": "W-5",
        "workload_name": "Lab notes",
        "cost_center": "R&D*",
        "department": "R&D",
        "project": "?x",
        "owner": "~",
        "model": "gpt-4o",
        "training_tokens": "2500000",
        "epochs": "4",
        "daily_input_tokens": "1000000",
        "daily_output_tokens": "250000",
        "days_per_month": "30.5",
        "end_month": "2027-06",
    },
    {
        "workload_id": "W-6",
        "workload_name": "Translations",
        "cost_center": "0410",
        "department": "Legal",
        "project": "Beta",
        "owner": "Bob",
        "model": "gpt-4o-mini",
        "training_examples": "12000",
        "tokens_per_example": "250",
        "epochs": "3",
        "monthly_input_tokens": "500000000",
        "monthly_output_tokens": "120000000",
        "cached_input_share": "0.333333",
        "annual_budget": "900",
    },
    {
        "workload_id": "W-7",
        "workload_name": "Nobody's",
        "model": "gpt-3.5-turbo",
        "training_tokens": "750000",
        "validation_share": "0.2",
        "requests_per_day": "20000",
        "input_tokens_per_request": "333.33",
        "output_tokens_per_request": "67",
        "start_month": "2027-05",
        "monthly_growth_rate": "0.0125",
    },
    {
        "workload_id": "007",
        "workload_name": "Agent",
        "cost_center": "cc-200",
        "department": "Straße",
        "project": "Alpha",
        "owner": "ann",
        "model": "gpt-4-turbo",
        "training_tokens": "5000",
        "epochs": "1",
        "monthly_input_tokens": "7000000",
        "monthly_output_tokens": "3000000",
        "retry_rate": "0.075",
        "annual_budget": "1000",
        "start_month": "2027-01",
        "end_month": "2027-12",
    },
)
PLAN = Options(fiscal_year_start="2027-01")
EUROS = replace(PLAN, currency="EUR", fx="0.92", fx_date="2026-11-20")
BUDGETS = {"CC-100": "5000", "CC-200": "300.5", "CC-300": "", "R&D*": "0", "CC-900": "70"}
# The replacement of all models that end.
LUNA = {"model": "luna", "training_price": 2, "input_price": 0.1, "output_price": 0.5}
PERIODS = (
    ("CC-100", "2027-Q1", "1500"), ("CC-100", "2027-05", "300.5"), ("CC-200", "2027-Q1", "0"),
    ("CC-200", "2027-Q2", "5000"), ("R&D*", "2027-06", "10"), ("CC-900", "2027", "70"),
)  # fmt: skip
LARGE = "large"
LARGE_ROWS = 11_000

Run = tuple[Sequence[Record], Options]


def _by_workload(_: Path) -> Run:
    return WORKLOADS, PLAN


def _in_euros(_: Path) -> Run:
    return [_renamed(one, "annual_budget", "Annual budget (EUR)") for one in WORKLOADS], EUROS


def _renamed(record: Record, old: str, new: str) -> Record:
    return {new if key == old else key: text for key, text in record.items()}


def _by_center(folder: Path, options: Options = PLAN) -> Run:
    path = folder / "budgets.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([("Cost center", "Annual budget (USD)"), *BUDGETS.items()])
    return [{**one, "annual_budget": ""} for one in WORKLOADS], replace(options, budgets=str(path))


def _by_center_in_euros(folder: Path) -> Run:
    return _by_center(folder, EUROS)


def _by_period(folder: Path) -> Run:
    path = folder / "by-period.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([("Cost center", "Period", "Budget"), *PERIODS])
    return [{**one, "annual_budget": ""} for one in WORKLOADS], replace(PLAN, budgets=str(path))


def _without_budgets(_: Path) -> Run:
    return [{**one, "annual_budget": ""} for one in WORKLOADS], PLAN


def _long(_: Path) -> Run:
    return WORKLOADS, replace(PLAN, months=24)


def _high(_: Path) -> Run:
    return WORKLOADS, replace(PLAN, scenario="High")


def _ending(folder: Path) -> Run:
    return WORKLOADS, ending(folder)


def _replaced(folder: Path) -> Run:
    return WORKLOADS, replace(ending(folder, LUNA), after_retirement="replace")


def _large(_: Path) -> Run:
    rows = range(LARGE_ROWS)
    return [_numbered(WORKLOADS[row % len(WORKLOADS)], row) for row in rows], PLAN


def _numbered(record: Record, row: int) -> Record:
    center = {"cost_center": f"CC-{row % 45}"} if record.get("cost_center") else {}
    return {**record, "workload_id": f"L-{row + 1}", **center}


PORTFOLIOS: Mapping[str, Callable[[Path], Run]] = {
    "small": _by_workload,
    "euros": _in_euros,
    "centers": _by_center,
    "centers-euros": _by_center_in_euros,
    "periods": _by_period,
    "bare": _without_budgets,
    "long": _long,
    "high": _high,
    "ending": _ending,
    "replaced": _replaced,
    LARGE: _large,
}


def make_workbooks(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """The workbook of each portfolio."""
    return {
        name: made(folder, *PORTFOLIOS[name](folder), name=name).path
        for name in dict.fromkeys(names)
    }

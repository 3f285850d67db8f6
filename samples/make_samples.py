"""Makes the sample workbooks: a company's portfolio, and a sheet with errors in its cells.

    python samples/make_samples.py [FOLDER]

The output is always the same: the random numbers are seeded and the dates are fixed.
"""

import random
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

HERE = Path(__file__).parent
MADE = datetime(2026, 11, 2)  # noqa: DTZ001 - a document property without a zone
SEED = 2027
# For cost centers, months and growth: the run rates do not depend on these random numbers.
SPREAD_SEED = 2118

HEADINGS = (
    "Workload ID",
    "Workload name",
    "Cost centre",
    "Department",
    "Project",
    "Owner",
    "Base model",
    "Training tokens",
    "Training examples",
    "Tokens per example",
    "Epochs",
    "Validation share",
    "Monthly input tokens",
    "Monthly output tokens",
    "Requests per day",
    "Input tokens per request",
    "Output tokens per request",
    "Days per month",
    "Cached input share",
    "Retry rate",
    "Start month",
    "End month",
    "Monthly growth",
    "Annual budget",
    "Priority",
)
Record = dict[str, str | float | date]


class Department(NamedTuple):
    """Who plans workloads.

    Attributes:
        title: its name.
        centers: the cost centers it books on, its own first.
        owners: who answers for its workloads.
        uses: what its models are for, each with its project.
        scale: how many workloads it has against the others, and how heavily they are used.
    """

    title: str
    centers: tuple[str, ...]
    owners: tuple[str, ...]
    uses: tuple[tuple[str, str], ...]
    scale: int


DEPARTMENTS = (
    Department("Customer Care", ("CC-4100", "CC-3200", "CC-5400"), ("J. Meyer", "P. Novak"), (
        ("Support chatbot", "Assistants 2027"), ("Ticket triage", "Assistants 2027"),
        ("Reply drafts", "Content studio"), ("Call summaries", "Assistants 2027"),
        ("Refund advice", "Close faster")), 9),
    Department("Sales", ("CC-3200", "CC-3300", "CC-4100"), ("S. Okafor", "L. Brandt"), (
        ("Proposal writer", "Proposal factory"), ("Lead scoring notes", "Proposal factory"),
        ("CRM clean-up", "Developer tools"), ("Meeting minutes", "Assistants 2027")), 4),
    Department("Marketing", ("CC-3300", "CC-3200"), ("M. Dubois",), (
        ("Product copy", "Content studio"), ("Campaign variants", "Content studio"),
        ("SEO summaries", "Content studio"), ("Translation check", "Proposal factory")), 5),
    Department("Legal", ("CC-2300", "CC-2100"), ("A. Rossi",), (
        ("Contract review", "Contracts"), ("Clause extraction", "Contracts"),
        ("Policy questions", "People desk")), 2),
    Department("Finance", ("CC-2100", "CC-2300", "CC-2200"), ("T. Jansen", "R. Silva"), (
        ("Invoice coding", "Close faster"), ("Variance comments", "Close faster"),
        ("Expense checks", "People desk"), ("Audit evidence", "Contracts")), 3),
    Department("Human Resources", ("CC-2200", "CC-2100"), ("K. Lindqvist",), (
        ("CV screening notes", "People desk"), ("HR help desk", "Assistants 2027"),
        ("Training plans", "People desk")), 2),
    Department("Engineering", ("CC-5100", "CC-5400"), ("D. Chen", "I. Petrov", "N. Haddad"), (
        ("Code review hints", "Developer tools"), ("Test writer", "Developer tools"),
        ("Incident summaries", "Plant floor"), ("API docs", "Content studio")), 7),
    Department("Operations", ("CC-5400", "CC-5100", "CC-2100"), ("E. Costa",), (
        ("Maintenance advice", "Plant floor"), ("Shift reports", "Plant floor"),
        ("Supplier mails", "Contracts")), 4),
)  # fmt: skip
REGIONS = ("EMEA", "Americas", "APAC", "DACH", "Nordics", "Iberia", "UK")
MODELS = (("GPT-4o Mini", 12), ("GPT-4o", 5), ("GPT-3.5 Turbo", 2), ("GPT-4 Turbo", 1))
WORKLOADS = 200
# When a workload starts and ends, and how often that is so: the first and the last month it may be,
# None for a blank cell. January 2027 is 0. No start lies in the months in which the plan is made
# (November and December 2026), so that the fiscal year is 2027 on any of their days.
RUNS = (
    (6, (1, 9), None),
    (3, None, (2, 10)),
    (2, (1, 5), (7, 11)),
    (3, (-11, -3), None),
    (2, (-11, -6), (2, 10)),
    (2, (-11, -6), (-5, -1)),
    (3, None, None),
)
GROWTH = (0.01, 0.015, 0.02, 0.03, 0.05, -0.02, -0.04)
FAULTY_HEADINGS = ("Workload ID", "Model", "Training tokens", "Epochs")


def portfolio(path: Path) -> None:
    """Writes a realistic plan of 200 workloads, with a title in row 1 and headers in row 4."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "Fine-tuning plan FY2027", "created": MADE})
    sheet = book.add_worksheet("FY2027 plan")
    sheet.write_string(0, 0, "Fine-tuning plan FY2027", book.add_format({"bold": True, "size": 14}))
    sheet.write_string(1, 0, "Collected from the departments, October 2026. Amounts in USD.")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    percent = book.add_format({"num_format": "0.0%"})
    number = book.add_format({"num_format": "#,##0"})
    month = book.add_format({"num_format": "mmm yyyy"})
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(3, column, heading, bold)
    for row, record in enumerate(_records(), 4):
        for column, heading in enumerate(HEADINGS):
            value = record.get(heading)
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, month)
            elif value is not None:
                share = any(word in heading for word in ("share", "rate", "growth"))
                sheet.write_number(row, column, value, percent if share else number)
    sheet.set_column(0, len(HEADINGS) - 1, 15)
    sheet.freeze_panes(4, 2)
    book.close()


def _records() -> list[Record]:
    rng = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    spread = random.Random(SPREAD_SEED)  # noqa: S311 - a sample, not a secret
    weights = [department.scale for department in DEPARTMENTS]
    records: list[Record] = []
    names: set[str] = set()
    while len(records) < WORKLOADS:
        department = rng.choices(DEPARTMENTS, weights)[0]
        use, project = rng.choice(department.uses)
        name = f"{use} {rng.choice(REGIONS)}"
        if name in names:
            name = f"{name} {rng.choice('BCDEFGH')}"
        if name in names:
            continue
        names.add(name)
        identity = {"Workload ID": f"W-{len(records) + 1:03}", "Workload name": name}
        identity |= {"Project": project, "Cost centre": _center(spread, department)}
        records.append(identity | _record(rng, spread, department))
    return records


def _center(rng: random.Random, department: Department) -> str:
    own, *others = department.centers
    return own if rng.random() < 0.7 else rng.choice(others)


def _record(rng: random.Random, spread: random.Random, department: Department) -> Record:
    record: Record = {
        "Department": department.title,
        "Owner": rng.choice(department.owners),
        "Base model": rng.choices([m for m, _ in MODELS], [w for _, w in MODELS])[0],
        "Priority": rng.choice(("Must", "Should", "Could")),
    }
    record |= _training(rng)
    record |= _usage(rng, department.scale)
    if rng.random() < 0.5:
        record["Cached input share"] = rng.choice((0.1, 0.2, 0.25, 0.4, 0.5))
    if rng.random() < 0.3:
        record["Retry rate"] = rng.choice((0.02, 0.08, 0.1))
    cells, months = _run(spread)
    if rng.random() < 0.7:
        record |= _budget(rng, record, months)
    return record | cells


def _run(rng: random.Random) -> tuple[Record, int]:
    """When a workload runs and how it grows, and in how many months of 2027 it runs."""
    if rng.random() > 1 / 3:
        return {}, 12
    _, starts, ends = rng.choices(RUNS, [often for often, _, _ in RUNS])[0]
    start = rng.randint(*starts) if starts else None
    end = rng.randint(*ends) if ends else None
    as_text = rng.random() < 0.3
    cells: Record = {}
    if start is not None:
        cells["Start month"] = _month(start, as_text=as_text)
    if end is not None:
        cells["End month"] = _month(end, as_text=as_text)
    if not cells or rng.random() < 0.4:
        cells["Monthly growth"] = rng.choice(GROWTH)
    last = 11 if end is None else end
    return cells, max(0, last - max(start or 0, 0) + 1)


def _month(number: int, *, as_text: bool) -> str | date:
    first = date(2027 + number // 12, number % 12 + 1, 1)
    return f"{first:%Y-%m}" if as_text else first


def _training(rng: random.Random) -> Record:
    if rng.random() < 0.1:
        return {"Training tokens": 0}
    record: Record = {}
    if rng.random() < 0.6:
        record["Training tokens"] = rng.choice((1, 2, 3, 5, 8, 12, 20, 45)) * 250_000
    else:
        record["Training examples"] = rng.choice((500, 2_000, 8_000, 25_000, 50_000))
        record["Tokens per example"] = rng.choice((120, 250, 400, 812.5))
    if rng.random() < 0.4:
        record["Epochs"] = rng.choice((1, 2, 4))
    if rng.random() < 0.5:
        record["Validation share"] = rng.choice((0.1, 0.15, 0.2))
    return record


def _usage(rng: random.Random, scale: int) -> Record:
    if rng.random() < 0.5:
        volume = rng.choice((1, 2, 4, 7, 15, 40)) * scale * 500_000
        return {
            "Monthly input tokens": volume,
            "Monthly output tokens": round(volume * rng.choice((0.2, 0.5, 1.5, 3)), -3),
        }
    record: Record = {
        "Requests per day": rng.choice((40, 150, 600, 2_500, 9_000)) * scale,
        "Input tokens per request": rng.choice((350, 800, 1_500, 4_200)),
        "Output tokens per request": rng.choice((120, 300, 650, 1_100)),
    }
    if rng.random() < 0.6:
        record["Days per month"] = rng.choice((21, 21.67, 22))
    return record


def _budget(rng: random.Random, record: Record, months: int) -> Record:
    """A round figure near the cost in 2027 without growth; some are too small."""
    tokens_in, tokens_out = _monthly_tokens(record)
    price_in, price_out = {
        "GPT-4o Mini": (0.15, 0.6),
        "GPT-4o": (2.5, 10),
        "GPT-4 Turbo": (3, 15),
        "GPT-3.5 Turbo": (0.3, 1.5),
    }[str(record["Base model"])]
    cost = months * (tokens_in * price_in + tokens_out * price_out) / 1_000_000
    wanted = max(100.0, cost * rng.choice((0.85, 1.1, 1.2, 1.4, 1.6)))
    step = 50 if wanted < 2_000 else 500
    # What is over before the year has no budget in it.
    return {"Annual budget": round(wanted / step) * step} if months else {}


def _monthly_tokens(record: Record) -> tuple[float, float]:
    numbers = {name: value for name, value in record.items() if isinstance(value, int | float)}
    if "Requests per day" in numbers:
        calls = numbers["Requests per day"] * numbers.get("Days per month", 30)
        tokens_in = calls * numbers["Input tokens per request"]
        return tokens_in, calls * numbers["Output tokens per request"]
    return numbers["Monthly input tokens"], numbers["Monthly output tokens"]


def faulty(path: Path) -> None:
    """Writes a workbook with cells that Excel shows as errors."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet("Plan 2027")
    headings = (*FAULTY_HEADINGS, "Monthly input tokens", "Monthly output tokens")
    for column, heading in enumerate(headings):
        sheet.write_string(1, column + 1, heading)
    sheet.write_row(2, 1, ("W-1", "gpt-4o", 1_000_000, 3, 500_000, 100_000))
    sheet.write_row(3, 1, ("W-2", "gpt-4o", 1_000_000, 3, 500_000, 100_000))
    sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
    sheet.write_row(4, 1, ("W-3", "gpt-4o", 1_000_000, True, 500_000, 100_000))
    sheet.write_row(5, 1, ("W-4", "gpt-4o", 1_000_000, 3, 500_000))
    sheet.write_formula(5, 6, "=F6*2", None, "")
    book.close()


def main() -> None:
    """Makes both workbooks, in the folder given as argument or in place."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    (folder / "invalid").mkdir(exist_ok=True)
    portfolio(folder / "portfolio.xlsx")
    faulty(folder / "invalid" / "faulty_cells.xlsx")


if __name__ == "__main__":
    main()

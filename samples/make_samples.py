"""Makes the sample workbooks: a company's portfolio, and a sheet with errors in its cells.

    python samples/make_samples.py [FOLDER]

The output is always the same: the random numbers are seeded and the dates are fixed.
"""

import random
import sys
from datetime import datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
MADE = datetime(2026, 11, 2)  # noqa: DTZ001 - a document property without a zone
SEED = 2027

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
    "Annual budget",
    "Priority",
)
Department = tuple[str, str, str, tuple[str, ...], tuple[str, ...], int]
Record = dict[str, str | float]

# Department, cost center, project, owners, uses of its models, and how heavily they are used.
DEPARTMENTS = (
    ("Customer Care", "CC-4100", "Assistants 2027", ("J. Meyer", "P. Novak"),
     ("Support chatbot", "Ticket triage", "Reply drafts", "Call summaries", "Refund advice"), 9),
    ("Sales", "CC-3200", "Proposal factory", ("S. Okafor", "L. Brandt"),
     ("Proposal writer", "Lead scoring notes", "CRM clean-up", "Meeting minutes"), 4),
    ("Marketing", "CC-3300", "Content studio", ("M. Dubois",),
     ("Product copy", "Campaign variants", "SEO summaries", "Translation check"), 5),
    ("Legal", "CC-2300", "Contracts", ("A. Rossi",),
     ("Contract review", "Clause extraction", "Policy questions"), 2),
    ("Finance", "CC-2100", "Close faster", ("T. Jansen", "R. Silva"),
     ("Invoice coding", "Variance comments", "Expense checks", "Audit evidence"), 3),
    ("Human Resources", "CC-2200", "People desk", ("K. Lindqvist",),
     ("CV screening notes", "HR help desk", "Training plans"), 2),
    ("Engineering", "CC-5100", "Developer tools", ("D. Chen", "I. Petrov", "N. Haddad"),
     ("Code review hints", "Test writer", "Incident summaries", "API docs"), 7),
    ("Operations", "CC-5400", "Plant floor", ("E. Costa",),
     ("Maintenance advice", "Shift reports", "Supplier mails"), 4),
)  # fmt: skip
REGIONS = ("EMEA", "Americas", "APAC", "DACH", "Nordics", "Iberia", "UK")
MODELS = (("GPT-4o Mini", 12), ("GPT-4o", 5), ("GPT-3.5 Turbo", 2), ("GPT-4 Turbo", 1))
WORKLOADS = 200
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
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(3, column, heading, bold)
    for row, record in enumerate(_records(), 4):
        for column, heading in enumerate(HEADINGS):
            value = record.get(heading)
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                share = "share" in heading or "rate" in heading
                sheet.write_number(row, column, value, percent if share else number)
    sheet.set_column(0, len(HEADINGS) - 1, 15)
    sheet.freeze_panes(4, 2)
    book.close()


def _records() -> list[Record]:
    rng = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    weights = [department[5] for department in DEPARTMENTS]
    records: list[Record] = []
    names: set[str] = set()
    while len(records) < WORKLOADS:
        department = rng.choices(DEPARTMENTS, weights)[0]
        name = f"{rng.choice(department[4])} {rng.choice(REGIONS)}"
        if name in names:
            name = f"{name} {rng.choice('BCDEFGH')}"
        if name in names:
            continue
        names.add(name)
        records.append(_record(rng, len(records) + 1, name, department))
    return records


def _record(rng: random.Random, number: int, name: str, department: Department) -> Record:
    title, cost_center, project, owners, _, scale = department
    record: Record = {
        "Workload ID": f"W-{number:03}",
        "Workload name": name,
        "Cost centre": cost_center,
        "Department": title,
        "Project": project,
        "Owner": rng.choice(owners),
        "Base model": rng.choices([m for m, _ in MODELS], [w for _, w in MODELS])[0],
        "Priority": rng.choice(("Must", "Should", "Could")),
    }
    record |= _training(rng)
    record |= _usage(rng, scale)
    if rng.random() < 0.5:
        record["Cached input share"] = rng.choice((0.1, 0.2, 0.25, 0.4, 0.5))
    if rng.random() < 0.3:
        record["Retry rate"] = rng.choice((0.02, 0.08, 0.1))
    if rng.random() < 0.7:
        record["Annual budget"] = _budget(rng, record)
    return record


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


def _budget(rng: random.Random, record: Record) -> float:
    """A round figure near the cost of the workload; some budgets are too small."""
    if "Requests per day" in record:
        days = float(record.get("Days per month", 30))
        calls = float(record["Requests per day"]) * days
        tokens_in = calls * float(record["Input tokens per request"])
        tokens_out = calls * float(record["Output tokens per request"])
    else:
        tokens_in = float(record["Monthly input tokens"])
        tokens_out = float(record["Monthly output tokens"])
    price_in, price_out = {
        "GPT-4o Mini": (0.15, 0.6),
        "GPT-4o": (2.5, 10),
        "GPT-4 Turbo": (3, 15),
        "GPT-3.5 Turbo": (0.3, 1.5),
    }[str(record["Base model"])]
    year = 12 * (tokens_in * price_in + tokens_out * price_out) / 1_000_000
    wanted = max(100.0, year * rng.choice((0.85, 1.1, 1.2, 1.4, 1.6)))
    step = 50 if wanted < 2_000 else 500
    return round(wanted / step) * step


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

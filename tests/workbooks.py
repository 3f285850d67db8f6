"""Workbooks for tests: made from text, read cell by cell, recalculated by LibreOffice."""

import csv
import io
import json
import math
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from lxml import etree
from lxml.etree import _Element as Element
from msgspec.structs import replace
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import coordinate_to_tuple

from estimator import outputs, pipeline
from estimator.basis.rate_card import shipped_cards
from estimator.model.estimate import Estimate
from estimator.model.options import Options
from estimator.model.schema import workloads_schema
from estimator.report.grid import Grid, estimates_grid

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SCHEMAS = ROOT.parent / "shared" / "ooxml-xsd"
REALFILES = ROOT.parent / "shared" / "realfiles"
SOFFICE = shutil.which("soffice")
# Where the machine must have everything, a test without its tool fails; elsewhere it is skipped.
MAY_SKIP = "CI" not in os.environ

needs_libreoffice = pytest.mark.skipif(
    MAY_SKIP and SOFFICE is None, reason="LibreOffice (soffice) is not installed"
)
needs_schemas = pytest.mark.skipif(
    MAY_SKIP and not SCHEMAS.is_dir(), reason="the schemas of the file format are not at hand"
)
needs_realfiles = pytest.mark.skipif(
    MAY_SKIP and not REALFILES.is_dir(), reason="the folder of real files is not at hand"
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WRONG_NUMBER, WRONG_TEXT = 987654321.0, "wrong"

Value = float | str | bool
Record = Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """A workbook and the estimate that it was made from."""

    path: Path
    estimate: Estimate

    @property
    def grid(self) -> Grid:
        """Where things stand on its Estimates sheet."""
        return estimates_grid(self.estimate)


def csv_text(records: Sequence[Record]) -> str:
    """``records`` as CSV; a key that is one of our columns becomes its heading."""
    known = workloads_schema().columns
    keys = list(dict.fromkeys(key for record in records for key in record))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([known[key].title if key in known else key for key in keys])
    writer.writerows([record.get(key, "") for key in keys] for record in records)
    return text.getvalue()


def made(
    folder: Path, source: Path | Sequence[Record], options: Options | None = None, name: str = ""
) -> Made:
    """The workbook of ``source``, a file or records; fails where there is no estimate."""
    if not isinstance(source, Path):
        path = folder / f"{name or 'workloads'}.csv"
        path.write_text(csv_text(source), encoding="utf-8", newline="")
        source = path
    target = folder / f"{name or source.stem}.xlsx"
    outcome = outputs.save_estimate(pipeline.estimate(source, options), target)
    assert outcome.estimate is not None, [problem.message for problem in outcome.errors]
    return Made(target, outcome.estimate)


@dataclass(frozen=True)
class Cell:
    """A cell as it is stored.

    Attributes:
        kind: the ``t`` of the cell; "n" where it has none.
        style: its index in the styles.
        formula: without its equals sign; None where the cell has none.
        stored: the text of ``<v>``; None where there is no ``<v>``.
        value: the number, text or truth that it holds; None where it is blank. What is said to be
            a number and is none (a formula's empty result, as some write it) is taken for a text.
    """

    sheet: str
    address: str
    kind: str
    style: int
    formula: str | None
    stored: str | None
    value: Value | None

    @property
    def row(self) -> int:
        """Counted from 1."""
        return coordinate_to_tuple(self.address)[0]

    @property
    def column(self) -> int:
        """Counted from 1."""
        return coordinate_to_tuple(self.address)[1]


class Package:
    """A workbook file, part by part."""

    def __init__(self, entries: list[ZipInfo], parts: dict[str, bytes]) -> None:
        self.entries = entries
        self.parts = parts

    @classmethod
    def at(cls, path: Path) -> "Package":
        """The workbook file at ``path``."""
        with ZipFile(path) as archive:
            entries = archive.infolist()
            return cls(entries, {entry.filename: archive.read(entry) for entry in entries})

    def xml(self, part: str) -> Element:
        """The root of ``part``; raises where it is not well-formed."""
        return etree.fromstring(self.parts[part])

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each sheet, in order."""
        targets = {
            str(one.get("Id")): str(one.get("Target"))
            for one in self.xml("xl/_rels/workbook.xml.rels")
        }
        book = self.xml("xl/workbook.xml")
        return {
            str(sheet.get("name")): part_name("xl", targets[str(sheet.get(f"{RELATION}id"))])
            for sheet in book.iter(f"{MAIN}sheet")
        }

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        return [_text(one) for one in self.xml("xl/sharedStrings.xml").iter(f"{MAIN}si")]

    def cells(self, sheet: str) -> Iterator[Cell]:
        """The cells of ``sheet`` in the order of the file."""
        masters: dict[str, tuple[str, str]] = {}
        for one in self.xml(self.sheets[sheet]).iter(f"{MAIN}c"):
            stored = one.find(f"{MAIN}v")
            kind = one.get("t", "n")
            address = str(one.get("r"))
            text = None if stored is None else stored.text or ""
            formula = _formula(one, address, masters)
            value = self._value(one, kind, text)
            style = int(one.get("s", "0"))
            yield Cell(sheet, address, kind, style, formula, text, value)

    def _value(self, cell: Element, kind: str, stored: str | None) -> Value | None:
        if kind == "inlineStr":
            return _text(cell)
        if stored is None:
            return None
        if kind == "s":
            return self.strings[int(stored)]
        if kind == "b":
            return stored == "1"
        with suppress(ValueError):
            return float(stored) if kind == "n" else decoded(stored)
        return stored


def part_name(folder: str, target: str) -> str:
    """The part that ``target`` means in a relationship of a part in ``folder``."""
    if target.startswith("/"):
        return target[1:]
    return Path(os.path.normpath(Path(folder) / target)).as_posix()


def _text(string: Element) -> str:
    return decoded("".join(one.text or "" for one in string.iter(f"{MAIN}t")))


def decoded(text: str) -> str:
    """``text`` with the escapes of characters that XML cannot hold undone, as Excel does."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def encoded(text: str) -> str:
    """``text`` with what XML cannot hold written as Excel writes it."""
    escaped = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(
        r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda found: f"_x{ord(found[0]):04X}_", escaped
    )


def _formula(cell: Element, address: str, masters: dict[str, tuple[str, str]]) -> str | None:
    """The formula of ``cell``; one shared down a column is written out for its own row."""
    found = cell.find(f"{MAIN}f")
    if found is None:
        return None
    shared = found.get("si") if found.get("t") == "shared" else None
    if shared is None:
        return found.text or ""
    if found.text:
        masters[shared] = (found.text, address)
        return found.text
    text, origin = masters[shared]
    moved = str(Translator(f"={text}", origin).translate_formula(address))
    return moved.removeprefix("=")


Results = dict[tuple[str, str], Cell]


def results(path: Path) -> Results:
    """Every formula cell of the workbook at ``path``, by sheet and address."""
    package = Package.at(path)
    cells = (cell for sheet in package.sheets for cell in package.cells(sheet))
    return {(cell.sheet, cell.address): cell for cell in cells if cell.formula is not None}


# Sums of binary numbers leave dust in the difference of two that are equal.
DUST = {"Checks": 1e-6}


def differences(stored: Results, found: Results) -> list[str]:
    """What differs between two workbooks' formula cells: a cell in one only, a value, an error.

    On Estimates numbers must be equal in all 15 digits that a spreadsheet keeps, elsewhere (where
    a million rows may be added up) to a part in 10^9.
    """
    lines = [f"{sheet}!{address} has no formula" for sheet, address in stored.keys() - found.keys()]
    lines += [f"{sheet}!{address} is extra" for sheet, address in found.keys() - stored.keys()]
    for place in stored.keys() & found.keys():
        one, other = stored[place], found[place]
        if not _same(one, other):
            said = f"stored {one.value!r}, recalculated {other.value!r}"
            lines.append(f"{'!'.join(place)} ={one.formula}: {said}")
    return sorted(lines)


def _same(one: Cell, other: Cell) -> bool:
    if "e" in {one.kind, other.kind} or one.value is None or other.value is None:
        return False
    if not (isinstance(one.value, float) and isinstance(other.value, float)):
        return type(one.value) is type(other.value) and one.value == other.value
    if one.sheet == "Estimates":
        return format(one.value, ".15g") == format(other.value, ".15g")
    return math.isclose(one.value, other.value, rel_tol=1e-9, abs_tol=DUST.get(one.sheet, 0))


def falsified(source: Path, target: Path, only: tuple[str, str] | None = None) -> Path:
    """``source`` at ``target`` with wrong stored results: all, or ``only`` a sheet's one cell."""
    package = Package.at(source)
    for sheet, part in package.sheets.items():
        root = package.xml(part)
        for cell in root.iter(f"{MAIN}c"):
            stored = cell.find(f"{MAIN}v")
            wanted = only is None or only == (sheet, cell.get("r"))
            if wanted and stored is not None and cell.find(f"{MAIN}f") is not None:
                stored.text = WRONG_TEXT if cell.get("t") == "str" else str(WRONG_NUMBER)
        package.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in package.parts.items():
            archive.writestr(name, content)
    return target


# LibreOffice trusts stored results unless its profile tells it to recalculate on loading.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def all_recalculated(paths: Sequence[Path], kind: str = "xlsx") -> list[Path]:
    """Each workbook as LibreOffice recalculates and saves it, in one run of the program."""
    assert SOFFICE is not None, "LibreOffice (soffice) is not installed"
    folder = paths[0].parent
    profile, target = folder / "profile", folder / "recalculated"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(target), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = [target / f"{path.stem}.{kind}" for path in paths]
    assert all(path.exists() for path in found), "LibreOffice could not read a workbook"
    return found


def recalculated(path: Path, kind: str = "xlsx") -> Path:
    """The workbook at ``path`` as LibreOffice recalculates it, saved as a file of ``kind``."""
    return all_recalculated([path], kind)[0]


# What people write in cells, and what spreadsheets mistake for something else.
ODD_TEXTS = (
    "Sales", "SALES", "sales ", "=1+1", "007", "7", "R&D*", "R&D", "010", "10", "?", "~",
    "Zoë 🚀", "  leading blanks", 'say "so"', "it's", "<b>bold</b>", "_x0041_", "TRUE", "1E5", "",
)  # fmt: skip
# The first three are exact ties at the guide's prices.
QUANTITIES = ("5000", "15000", "2500", "100K", "1M", "123456.78", "7", "0.01", "1bn", "33333.33",
              "1000000000000", "0", "98765432109.5")  # fmt: skip
MODELS = ("gpt-4o-mini", "GPT-4o", "4 turbo", "GPT-3.5 Turbo", "ft:gpt-4o-mini:acme::x1")
SHARES = ("", "0.1", "12.5%", "0.333333", "1%", "0", "99%")
BUDGETS = ("", "0", "100", "7.13", "8.97", "25000", "1000000000")

# Each end is that of the start in its place: before the plan, in it and beyond it.
STARTS = ("", "2027-01", "2027-05", "2026-03", "2028-02", "2027-12", "2027-02-17")
ENDS = ("", "", "2027-09", "2030-01", "2028-03", "2027-12", "2027-06")


def _turn(values: Sequence[str], row: int) -> str:
    return values[row % len(values)]


def _training(row: int) -> Record:
    if row % 3 == 0:
        return {"training_tokens": _turn(QUANTITIES, row // 3)}
    if row % 3 == 1:
        examples = {"training_examples": _turn(("50000", "333", "0"), row)}
        return examples | {"tokens_per_example": _turn(("100", "33.33", "0.05", "127"), row)}
    return {"training_tokens": "0"}


def _usage(row: int) -> Record:
    ways: tuple[Record, ...] = (
        {
            "monthly_input_tokens": _turn(QUANTITIES, row),
            "monthly_output_tokens": _turn(QUANTITIES, row // 2),
        },
        {
            "daily_input_tokens": _turn(("10K", "5000", "333.33", "0"), row // 4),
            "daily_output_tokens": _turn(("30K", "1666.67", "7"), row // 4),
        },
        {
            "requests_per_day": _turn(("1000", "0.5", "12345"), row // 4),
            "input_tokens_per_request": _turn(("333.33", "1200", "0"), row),
            "output_tokens_per_request": _turn(("0.01", "450", "67"), row // 2),
        },
        {"monthly_input_tokens": "0", "monthly_output_tokens": "0"},
    )
    return ways[row % 4]


def _varied(row: int) -> Record:
    return {
        "workload_id": f"{_turn(ODD_TEXTS, row)} {row}",
        "workload_name": _turn(ODD_TEXTS, row + 1),
        "cost_center": _turn(ODD_TEXTS, row + 2),
        "department": _turn(ODD_TEXTS[:12], row),
        "project": _turn(ODD_TEXTS[8:], row),
        "owner": _turn(("A", "a", "B", ""), row),
        "model": _turn(MODELS, row),
        **_training(row),
        "epochs": _turn(("", "1", "50", "3", ""), row),
        "validation_share": _turn(SHARES, row),
        **_usage(row),
        "days_per_month": _turn(("", "22", "30.5", "31", "", "0"), row // 2),
        "cached_input_share": _turn(SHARES, row // 2),
        "retry_rate": _turn(("", "0", "0.075", "10%", "0.055555"), row),
        "annual_budget": _turn(BUDGETS, row // 2),
        "start_month": _turn(STARTS, row),
        "end_month": _turn(ENDS, row),
        "monthly_growth_rate": _turn(("", "0", "5%", "-50%", "0.0125", "12.34%"), row // 3),
        "=A1": _turn(ODD_TEXTS, row + 3),
        "Priority": _turn(("1", "high", ""), row),
    }


def varied(rows: int = 60) -> list[Record]:
    """Workloads with blanks, exact ties, every way to say a quantity, every model, odd texts."""
    return [_varied(row) for row in range(rows)]


EUROS = Options(currency="EUR", fx="0.923456", fx_date="2026-11-20", fx_source='"=1+1" & <b>')


# When the models of the guide end: in the plan, on the first of a month, before it, and never.
LAST_DAYS = {
    "gpt-4o-mini": {"training_ends_on": "2027-04-06", "retires_on": "2027-08-14"},
    "gpt-4o": {"retires_on": "2028-02-01"},
    "gpt-4-turbo": {"training_ends_on": "2026-09-01", "retires_on": "2026-10-23"},
}


def ending_card(folder: Path, replacement: Mapping[str, object] | None = None) -> str:
    """A rate card: that of the guide, with models that end, and their ``replacement`` if any."""
    card = json.loads(shipped_cards()["guide-2026"].read_text(encoding="utf-8"))
    named = {"replacement": replacement["model"]} if replacement else {}
    ends = {model: {**days, **named} for model, days in LAST_DAYS.items()}
    rates = [{**rate, **ends.get(rate["model"], {})} for rate in card["rates"]]
    rates += [{**replacement}] if replacement else []
    path = folder / "ending.json"
    path.write_text(json.dumps(card | {"name": "ending", "rates": rates}), encoding="utf-8")
    return str(path)


def endless_card(folder: Path) -> str:
    """The rate card openai-2026-11 without the days on which its models end."""
    card = json.loads(shipped_cards()["openai-2026-11"].read_text(encoding="utf-8"))
    for rate in card["rates"]:
        for name in ("training_ends_on", "retires_on", "replacement"):
            rate.pop(name, None)
    path = folder / "endless.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    return str(path)


def ending(folder: Path, replacement: Mapping[str, object] | None = None) -> Options:
    """Two years from January 2027, in which models end, with or without a ``replacement``."""
    card = ending_card(folder, replacement)
    return Options(rate_card=card, fiscal_year_start="2027-01", months=24)


def in_euros(rows: int = 60) -> list[Record]:
    """Varied workloads with their budgets in euros."""
    heading = "Annual budget (EUR)"
    return [
        {heading if key == "annual_budget" else key: one[key].replace("$", "") for key in one}
        for one in varied(rows)
    ]


def by_center(folder: Path, rows: int = 60) -> tuple[list[Record], Options]:
    """Varied workloads, with budgets in dollars for every other cost center, and for one more."""
    records: list[Record] = [{**one, "annual_budget": ""} for one in varied(rows)]
    centers = dict.fromkeys(folded for one in records if (folded := one["cost_center"].strip()))
    told = {one.casefold(): one for one in centers}
    lines = [*list(told.values())[::2], "One more"]
    path = folder / "budgets.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["Cost center", "Annual budget (USD)"])
        writer.writerows([one, f"{n * n * 1000}.37"] for n, one in enumerate(lines))
    return records, replace(EUROS, budgets=str(path))


def by_period(
    folder: Path, rows: int = 60, options: Options | None = None
) -> tuple[list[Record], Options]:
    """Varied workloads with budgets by period: the first cost centers have several, one has none.

    Blank and 2027 are the fiscal year.
    """
    records: list[Record] = [{**one, "annual_budget": ""} for one in varied(rows)]
    told = {one["cost_center"].strip().casefold(): one["cost_center"].strip() for one in records}
    first, second, *others = [one for one in told.values() if one]
    lines = [(first, one) for one in ("2027-Q1", "2027-06", "2027-12", "2028-Q2", "2028-Q3")]
    lines += [(second, f"2027-Q{n}") for n in range(1, 5)]
    lines += [
        (one, period) for one, period in zip(others[1:], ("", "2027", "Jan 2028") * 9, strict=False)
    ]
    lines += [("One more", "2027-05"), ("One more", "2028-01")]
    path = folder / "by-period.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["Cost center", "Period", "Budget (USD)"])
        writer.writerows(
            [center, period, f"{n * n * 100}.37"] for n, (center, period) in enumerate(lines)
        )
    plan = replace(options or Options(), fiscal_year_start="2027-01", months=18)
    return records, replace(plan, budgets=str(path))


# A house cost model that says everything the formula language can say.
HOUSE = """
[[assumption]]
name = "support_rate"
title = "Support rate"
value = "0.155555"
unit = "share"
source = "House rule."

[[scenario]]
name = "Stress-test 1"
volume_factor = "2.5"
price_factor = "0"
source = "House rule."

[[column]]
name = "support_cost"
title = "Support cost"
unit = "USD"
frequency = "annual"
total = true
formula = "=MAX(ROUND(annual_cost * support_rate, 2), MIN(25, ABS(-annual_cost)))"
description = "A share of the annual cost, at least 25 unless the workload costs less."

[[column]]
name = "size"
title = "Size"
unit = "text"
formula = '=IF(AND(NOT(budget_status = "none"), first_year_cost > 1000), "large", IF(OR(first_year_cost = 0, model = ""), "", "small"))'
description = "How large a workload is; blank where it costs nothing."

[[column]]
name = "cost_per_example"
title = "Cost per 1,000 examples"
unit = "USD"
formula = '=IF(training_examples = "", "", ROUND(training_cost / 1000, 2))'
description = "What a thousand examples cost to train on."
"""  # noqa: E501 - a formula stands on one line of TOML


def house(folder: Path) -> Options:
    """Options with a house cost model."""
    path = folder / "house.toml"
    path.write_text(HOUSE, encoding="utf-8")
    return Options(cost_model=path)

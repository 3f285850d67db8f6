"""The examples of docs/cost-models.md come to the figures that the page gives."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from estimator.basis.cost_model import load_cost_model
from estimator.model.cost_model import CostModel
from estimator.model.options import Options
from estimator.model.schema import schema_document
from estimator.pipeline import estimate
from tests.command import ROOT, SAMPLES
from tests.docs.test_code_blocks import blocks

PAGE = ROOT / "docs" / "cost-models.md"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with the files that the page says to save."""
    for block in blocks(PAGE):
        if block.language in {"toml", "csv"}:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    return tmp_path


def table_rows(heading: str) -> Iterator[list[str]]:
    """The cells of the first table below ``heading``, row by row, without the header."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")
    lines = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def priced_row(folder: Path, source: Path, house: str, workload: str) -> Mapping[str, Any]:
    options = Options(cost_model=folder / house, fiscal_year_start="2027-01")
    found = estimate(source, options).estimate
    assert found is not None
    frame = found.frame
    return frame.filter(frame["workload_id"] == workload).row(0, named=True)


def test_vat_comes_to_what_the_page_says(saved: Path) -> None:
    with_vat = priced_row(saved, SAMPLES / "guide_scenarios.csv", "vat.toml", "G-5")
    vat = {"Training cost": "training_vat", "Monthly cost": "monthly_vat"}
    names = {
        "Training cost": "training_cost",
        "Monthly cost": "monthly_cost",
        "First-year cost": "first_year_cost",
    }
    rows = {row[0]: row[1:] for row in table_rows("Example: VAT")}
    assert rows.keys() == names.keys()
    for label, (before, tax, together) in rows.items():
        assert with_vat[names[label]] == amount(together)
        if label in vat:
            assert with_vat[vat[label]] == amount(tax)
            assert with_vat[f"{names[label]}_before_house_costs"] == amount(before)
            assert amount(before) + amount(tax) == amount(together)


def test_support_comes_to_what_the_page_says(saved: Path) -> None:
    row = priced_row(saved, saved / "supported.csv", "support.toml", "Production")
    shown = {
        label: amount(text)
        for label, text, _ in table_rows("Example: support by the hour, with VAT")
    }
    assert shown == {
        "Monthly cost before house costs": row["monthly_cost_before_house_costs"],
        "Monthly support cost": row["monthly_support_cost"],
        "Monthly VAT": row["monthly_vat"],
        "Monthly cost": row["monthly_cost"],
        "Training cost": row["training_cost"],
        "Fiscal-year cost, 2027": row["fiscal_year_cost"],
    }


def test_without_support_hours_the_default_applies(saved: Path) -> None:
    row = priced_row(saved, saved / "supported.csv", "support.toml", "Startup")
    assert (row["support_hours"], row["support_hours_applied"]) == (None, 0)
    assert row["monthly_support_cost"] == 0


MISTAKES = {
    "annual_cost": ("vat.toml", "monthly_cost_before_house_costs * vat", "annual_cost * vat"),
    "Passes": ("support.toml", "Hours of support", "Passes"),
    "found 0.2": ("support.toml", 'value = "0.2"', "value = 0.2"),
}


@pytest.mark.parametrize("part", MISTAKES)
def test_the_mistakes_of_the_page_are_answered_with_its_words(saved: Path, part: str) -> None:
    file, right, wrong = MISTAKES[part]
    text = (saved / file).read_text(encoding="utf-8")
    assert right in text
    (saved / "house.toml").write_text(text.replace(right, wrong), encoding="utf-8")
    model, (problem,) = load_cost_model(saved / "house.toml")
    assert model is None
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert f"- `{problem.message}`" in lines


def test_every_field_of_the_schema_is_on_the_page() -> None:
    page, schema = PAGE.read_text(encoding="utf-8"), schema_document("cost_model")
    # For what is shipped: what is idle beside another column, and what may be left out.
    ours = {"idle_with", "idle_without", "optional"}
    fields = {name for kind in schema["properties"] for name in schema["$defs"][kind]["properties"]}
    assert [name for name in sorted(fields - ours) if f"`{name}`" not in page] == []


def test_a_model_without_a_house_file_has_nothing_of_it() -> None:
    model, _ = load_cost_model()
    assert model is not None
    assert model.house_inputs == CostModel((), ()).house_inputs == ()
    assert not any(one.counts or "house_costs" in one.name for one in model.columns)

"""What is shipped is judged here and not in every run, so few runs load jsonschema."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from estimator.basis.cost_model import SHIPPED_FILES
from estimator.basis.rate_card import shipped_cards
from estimator.model import shipped
from estimator.model.schema import schema_document
from estimator.validate.documents import schema_validator
from tests.sheets import GOOD, sheet


@pytest.mark.parametrize("name", shipped_cards())
def test_shipped_rate_cards_are_as_their_schema_has_them(name: str) -> None:
    content = json.loads(shipped_cards()[name].read_text(encoding="utf-8"), parse_float=Decimal)
    assert list(schema_validator(schema_document("rate_card")).iter_errors(content)) == []


@pytest.mark.parametrize("name", SHIPPED_FILES)
def test_shipped_parts_of_the_cost_model_are_as_their_schema_has_them(name: str) -> None:
    content = shipped.load_toml(name)
    assert list(schema_validator(schema_document("cost_model")).iter_errors(content)) == []


def test_pricing_a_sheet_with_start_months_loads_no_jsonschema(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Start month": "2027-03"})
    code = (
        "import sys; from estimator import pipeline; "
        f"made = pipeline.estimate({str(plan)!r}); "
        "print(made.estimate is not None, 'jsonschema' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["True", "False"]

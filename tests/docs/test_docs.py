"""What could drift from what it is made of does not."""

import sys
from pathlib import Path
from subprocess import run

import pytest
from openpyxl import load_workbook

from docs.generate import pages
from estimator.model.options import Options
from estimator.model.problem import problem_catalog
from estimator.outputs import save_template

ROOT = Path(__file__).parent.parent.parent
# Made once: the pages of commands take a process for each command.
PAGES = pages()


@pytest.mark.parametrize("path", list(PAGES), ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "run python docs/generate.py"


def test_the_csv_template_is_fresh(tmp_path: Path) -> None:
    assert save_template(tmp_path / "workloads.csv", Options()) == []
    made = (tmp_path / "workloads.csv").read_bytes()
    assert made == (ROOT / "templates" / "workloads.csv").read_bytes()


def test_the_workbook_template_is_fresh(tmp_path: Path) -> None:
    assert save_template(tmp_path / "workloads.xlsx", Options()) == []
    assert _cells(tmp_path / "workloads.xlsx") == _cells(ROOT / "templates" / "workloads.xlsx")


def _cells(path: Path) -> list[tuple[object, ...]]:
    book = load_workbook(path)
    cells = [
        (sheet.title, cell.coordinate, cell.value, cell.comment and cell.comment.text)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    rules = [
        (str(rule.sqref), rule.type, rule.formula1, rule.formula2, rule.prompt)
        for rule in book.worksheets[0].data_validations.dataValidation
    ]
    return [*cells, *rules]


def test_every_code_in_the_source_is_in_the_catalogue_and_the_other_way_round() -> None:
    source = "".join(path.read_text() for path in (ROOT / "estimator").rglob("*.py"))
    missing = [code for code in problem_catalog() if f'"{code}"' not in source]
    # These are made of the name of a price or an alternative in the schema.
    assert missing == ["no-cached-price", "no-batch-price", "no-training", "no-usage"]


def test_the_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = run([linter], check=False, capture_output=True, cwd=ROOT, encoding="utf-8")
    assert told.returncode == 0, told.stdout


def test_help_loads_nothing_heavy() -> None:
    said = "import sys, estimator.cli; print(sorted({'polars', 'openpyxl', 'xlsxwriter', 'jsonschema', 'rapidfuzz'} & set(sys.modules)))"  # fmt: skip  # noqa: E501
    told = run([sys.executable, "-c", said], check=True, capture_output=True, encoding="utf-8")
    assert told.stdout.strip() == "[]"

"""SheetJS and ExcelJS, which web pages read workbooks with, show every cell of ours."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from estimator.model.options import Options
from tests.workbooks import (
    EUROS,
    MAY_SKIP,
    Package,
    Value,
    by_center,
    encoded,
    in_euros,
    made,
    varied,
)

NODE = shutil.which("node")
HERE = Path(__file__).parent / "javascript"
PACKAGES = HERE / "node_modules"

needs_javascript = pytest.mark.skipif(
    MAY_SKIP and (NODE is None or not PACKAGES.exists()),
    reason="Node.js, or xlsx and exceljs in tests/agreement/javascript, are not installed",
)

Shown = Mapping[str, Mapping[str, Mapping[str, str | None]]]


def shown(path: Path) -> Shown:
    """What each reader shows: its sheets, their cells by address, the text of each."""
    assert NODE is not None, "Node.js is not installed"
    command = [NODE, str(HERE / "readers.js"), str(path)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=120)
    found: Shown = json.loads(done.stdout)
    return found


def filled(path: Path) -> dict[str, dict[str, Value]]:
    """The cells that hold a value, by sheet and address."""
    package = Package.at(path)
    return {
        sheet: {
            cell.address: cell.value
            for cell in package.cells(sheet)
            if cell.value is not None and cell.value != ""
        }
        for sheet in package.sheets
    }


@needs_javascript
@pytest.mark.parametrize("portfolio", ["varied", "in euros", "budgets by center"])
def test_every_cell_has_a_text(portfolio: str, tmp_path: Path) -> None:
    rows, options = by_center(tmp_path)
    if portfolio != "budgets by center":
        rows, options = (varied(), Options()) if portfolio == "varied" else (in_euros(), EUROS)
    path = made(tmp_path, rows, options).path
    cells = filled(path)
    for reader, sheets in shown(path).items():
        for sheet, held in cells.items():
            found = sheets[sheet]
            # ExcelJS shows nothing for a formula whose result is 0, whatever its format.
            silent = [at for at, value in held.items() if value != 0 and not found.get(at)]
            assert not silent, (reader, sheet, silent[:5])
            texts = {at: value for at, value in held.items() if isinstance(value, str)}
            # ExcelJS leaves an escaped text as it is in the file.
            other = [at for at, value in texts.items() if found[at] not in {value, encoded(value)}]
            assert not other, (reader, sheet, [(texts[at], found[at]) for at in other[:5]])

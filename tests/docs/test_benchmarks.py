"""The benchmarks: the tables are those of the figures, and the figures those of the processes."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from openpyxl import load_workbook

from benchmarks.cases import check, growth, start, waterfall
from benchmarks.measure import ESTIMATOR, PYTHON, Bench, Record, Side, run, typical_record
from benchmarks.portfolio import write
from benchmarks.results import CASES, README, Result, kept, lines, readme
from benchmarks.sides.stages import CALLS
from benchmarks.sides.writing import write as write_by
from estimator import pipeline
from estimator.report.grid import FIRST_ROW

ALLOCATE = "x = bytearray(200 << 20)"

needs_wait4 = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no wait4")


def test_the_tables_are_made_from_the_figures() -> None:
    assert README.read_text(encoding="utf-8") == readme(kept()), "python -m benchmarks --tables"


@pytest.mark.parametrize("name", CASES)
def test_a_measured_case_has_its_table_in_the_readme(name: str) -> None:
    measured = Result("a machine", "2026-11-22", 3, [Record(f"`{name}`", 1_000, 2.5, 2.0, 99.0)])
    if name == "start":
        measured = replace(measured, records=[Record("`python -c pass`", 10, 2.5, 2.0, 99.0)])
    text = readme({name: measured})
    assert "\n".join(lines(name, measured)) in text
    assert "a machine" in text


@needs_wait4
def test_the_memory_and_the_time_of_a_child_count_as_those_of_its_side(tmp_path: Path) -> None:
    burn = f"import time; {ALLOCATE}\nwhile time.process_time() < 0.3: pass"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}], check=True)"
    used = run(Side("", (sys.executable, "-c", start)), 1, tmp_path)
    assert used.memory > 200
    assert used.cpu >= 0.3


@needs_wait4
def test_a_side_that_fails_stops_the_measuring(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="out of luck"):
        run(Side("", (sys.executable, "-c", "raise SystemExit('out of luck')")), 1, tmp_path)


@needs_wait4
def test_the_sides_take_turns(tmp_path: Path) -> None:
    told = tmp_path / "told"
    says = "import sys; open(sys.argv[1], 'a').write(sys.argv[2])"
    sides = [Side(name, (sys.executable, "-c", says, str(told), name)) for name in "AB"]
    records = Bench(tmp_path, 3).in_turn(sides, 1)
    assert told.read_text() == "ABABAB"
    assert [one.side for one in records] == ["A", "B"]


@needs_wait4
def test_an_earlier_tree_is_measured_with_its_own_code(tmp_path: Path) -> None:
    package = tmp_path / "earlier" / "estimator"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import time; time.sleep(0.3)")
    bench = Bench(tmp_path, 2, min, tmp_path / "earlier")
    sides = [Side("ours", (*ESTIMATOR, "--version")), Side("idle", (*PYTHON, "-c", "pass"))]
    ours, idle = bench.in_turn(sides, 1)
    assert idle.before is None
    assert ours.before is not None
    assert ours.before.wall > 0.3 > ours.before.cpu
    assert ours.cpu > ours.before.cpu
    lines = list(start.shown([replace(idle, side=start.IDLE), ours]))
    assert lines[2].endswith("| - | - |")
    assert not lines[3].endswith("| - | - |")


@needs_wait4
def test_the_stages_of_the_waterfall_add_up_to_the_whole(tmp_path: Path) -> None:
    *stages, whole = waterfall.measure(Bench(tmp_path, 1), 10)
    # The stages begin a moment before the process does.
    assert sum(one.wall for one in stages) == pytest.approx(whole.wall, abs=0.005)
    assert all(one.wall > 0 for one in stages)
    assert {name for _, _, name in CALLS} < {one.side for one in stages}


def test_nothing_is_measured_without_bytecode() -> None:
    words = ["-m", "benchmarks", "start", "--print"]
    told = subprocess.run(
        [sys.executable, "-B", *words], capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "PYTHONDONTWRITEBYTECODE" in told.stderr


def test_each_figure_is_the_typical_one() -> None:
    runs = [Record("a", 1, w, c, m, a) for w, c, m, a in [(1, 9, 5, 3), (9, 1, 6, 2), (2, 2, 7, 1)]]
    assert typical_record(runs, median) == Record("a", 1, 2, 2, 6, 2)
    assert typical_record(runs, min) == Record("a", 1, 1, 1, 5, 1)


def test_growth_is_the_time_per_row_against_that_of_ten_thousand() -> None:
    records = [Record("a", 10_000, 1.0, 1.0, 50.0), Record("a", 100_000, 30.0, 1.0, 50.0)]
    assert "| a | 100,000 | 30.00 | 1.00 | 50 | 0.00 | 300.0 | 3.00 | - | - |" in list(
        growth.shown(records)
    )


def test_what_was_not_run_is_reckoned_and_says_so() -> None:
    ours = Record("ours", check.MOST, 1.0, 1.0, 100.0)
    theirs = replace(ours, side="theirs", wall=20.0, alone=15.0)
    more = replace(ours, rows=10 * check.MOST, wall=4.0)
    last = list(check.shown([ours, theirs, more]))[-1]
    said = "theirs, not run: 10 times that of 100,000 rows"
    assert last.startswith(f"| {said} | 1,000,000 | 200 | 10.00 | 1,000 | 50.00 |")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_portfolio_has_no_fault_and_is_the_same_each_time(tmp_path: Path, ending: str) -> None:
    first, again = (tmp_path / f"{name}{ending}" for name in ("first", "again"))
    write(300, first)
    write(300, again)
    outcome = pipeline.check(first)
    assert outcome.good == 300
    # The first workload has no tokens; else the rate card's own caution is all there is to say.
    assert [problem.code for problem in outcome.problems] == ["card-caution", "costs-nothing"]
    assert pipeline.check(again).good == 300


def test_what_the_readme_says_around_its_tables_stays() -> None:
    before = readme({})
    measured = Result("a machine", "2026-11-22", 1, [Record("a", 10_000, 1.0, 1.0, 1.0)])
    assert before != readme({"growth": measured})
    for name in CASES:
        assert f"\n## {name}\n" in before
        assert f"<!-- {name} -->\nNot measured yet.\n<!-- end of {name} -->\n" in before


@pytest.mark.parametrize("library", ["xlsxwriter", "xlsxwriter-plain"])
def test_xlsxwriter_is_given_the_cells_that_we_write(tmp_path: Path, library: str) -> None:
    assert _written(tmp_path, library) == _written(tmp_path, "estimator")
    results = _written(tmp_path, library, results=True)
    assert results == _written(tmp_path, "estimator", results=True)


def test_openpyxl_is_given_the_formulas_that_we_write(tmp_path: Path) -> None:
    assert _written(tmp_path, "openpyxl") == _written(tmp_path, "estimator")


def test_polars_is_given_the_values_that_we_write(tmp_path: Path) -> None:
    values = _written(tmp_path, "polars", results=True, first=2)
    assert values == _written(tmp_path, "estimator", results=True)


def _written(
    folder: Path, library: str, *, results: bool = False, first: int = FIRST_ROW
) -> list[list[object]]:
    """The cells below the headings as ``library`` writes them: formulas, or their results."""
    source, target = folder / "portfolio.csv", folder / f"{library}.xlsx"
    write(40, source)
    write_by(library, pipeline.estimate(source), target)
    sheet = load_workbook(target, data_only=results)["Estimates"]
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]

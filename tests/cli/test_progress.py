"""Progress: every stage says how far it is, and a terminal shows it with rate and time left."""

import io
from pathlib import Path

from rich.console import Console

from estimator.cli import progress as module
from estimator.cli.progress import ProgressLine, show_progress
from estimator.model.parallel import report_progress_to, track_progress
from estimator.outputs import save_estimate
from estimator.pipeline import estimate
from tests.sheets import GOOD, sheet


def test_each_stage_of_a_run_is_told_to_its_last_row(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", *[GOOD | {"Workload ID": f"W-{n}"} for n in range(5)])
    heard: dict[str, tuple[int, int]] = {}
    with report_progress_to(lambda stage, done, of: heard.update({stage: (done, of)})):
        save_estimate(estimate(plan), tmp_path / "made.xlsx")
    stages = ["Checking", "Pricing", "Writing"]
    assert list(heard) == ["Reading", *stages]
    assert {name: heard[name] for name in stages} == dict.fromkeys(stages, (5, 5))


def test_nobody_need_listen() -> None:
    assert list(track_progress("Reading", ["ab", "c"], len, 3)) == ["ab", "c"]


def test_the_line_says_rows_rate_and_time_left() -> None:
    line = ProgressLine("Estimating")
    began = line._since  # noqa: SLF001 - the clock is not the test's to turn
    assert line.describe_run(began + 9) == "Estimating"
    line.take_progress("Checking", 20_000, 80_000)
    assert line.describe_run(line._since + 100) == (  # noqa: SLF001
        "Checking 20,000 of 80,000 rows, 200 a second, 5:00 left"
    )


def test_a_terminal_shows_it_and_nothing_else_does() -> None:
    shown = {}
    for terminal in (True, False):
        target = io.StringIO()
        console = Console(file=target, force_terminal=terminal, width=80)
        patience, module.PATIENCE = module.PATIENCE, 0.0
        try:
            with show_progress(console, "Estimating"):
                list(track_progress("Checking", ["ab"], len, 2))
        finally:
            module.PATIENCE = patience
        shown[terminal] = target.getvalue()
    assert "Checking 2 of 2 rows" in shown[True]
    assert shown[False] == ""

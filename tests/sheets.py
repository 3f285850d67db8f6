"""Small inputs for tests, as the files that a user would have."""

from collections.abc import Mapping
from pathlib import Path

from estimator.model.estimate import Outcome
from estimator.model.options import Options
from estimator.pipeline import estimate

GOOD = {
    "Workload ID": "W-1",
    "Model": "gpt-4o",
    "Training tokens": "1000000",
    "Monthly input tokens": "1000000",
    "Monthly output tokens": "1000000",
}


def sheet(path: Path, *rows: Mapping[str, str]) -> Path:
    """Writes ``rows`` as CSV to ``path``; the headings are those of all rows, in order."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    lines = [headings, *([row.get(heading, "") for heading in headings] for row in rows)]
    path.write_text("".join(_line(line) for line in lines), encoding="utf-8")
    return path


def _line(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def outcome(folder: Path, *rows: Mapping[str, str], options: Options | None = None) -> Outcome:
    """What the pipeline makes of ``rows``, each over a row that is good as it stands."""
    numbered = [GOOD | {"Workload ID": f"W-{n}"} | dict(row) for n, row in enumerate(rows, 1)]
    return estimate(sheet(folder / "plan.csv", *numbered), options)


def codes(found: Outcome) -> list[str]:
    """The codes of the problems of ``found``, the card's caution aside."""
    return [problem.code for problem in found.problems if problem.code != "card-caution"]

"""The command on a small file, stage by stage.

    python -m benchmarks.sides.stages STARTED INPUT OUTPUT

STARTED is the time, on the monotonic clock, at which the process was asked for. Prints the seconds
of each stage, and ``ended``, the time on that clock at which the last one was over.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

INTERPRETER, REST = "Python starts", "the rest of the command"
IMPORTS = {
    "typer": "importing typer",
    "estimator.cli": "importing the command line",
    "polars": "importing polars",
    "xlsxwriter": "importing XlsxWriter",
    "rich.table": "importing rich",
    "estimator.outputs": "importing our other modules",
}
# What is timed: the module that calls it, its name there, and what it is called in the table.
CALLS = (
    ("estimator.pipeline", "read_book", "reading the file"),
    ("estimator.pipeline", "choose_cost_model", "loading the cost model"),
    ("estimator.pipeline", "find_tables", "finding the table and its columns"),
    ("estimator.pipeline", "build_basis", "rate card, assumptions and scenarios"),
    ("estimator.pipeline", "validate_workloads", "judging the rows"),
    ("estimator.pipeline", "sum_slices", "pricing the rows"),
    ("estimator.pipeline", "portfolio_totals", "totals"),
    ("estimator.outputs", "save_estimate", "the sheets of the workbook"),
    ("estimator.report.workbook", "write_package", "the rows of the workbook, and packing it"),
    ("estimator.cli.commands", "report_outcome", "the report on the terminal"),
)


class Stopwatch:
    """The seconds of each stage, without those of the stages inside it."""

    def __init__(self, started: float) -> None:
        self.seconds = {INTERPRETER: time.monotonic() - started}
        self._open: list[str] = []
        self._since = time.monotonic()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts what is done inside as ``name``."""
        self._close_span()
        self._open.append(name)
        try:
            yield
        finally:
            self._close_span()
            self._open.pop()

    def _close_span(self) -> None:
        now = time.monotonic()
        name = self._open[-1] if self._open else REST
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


def main(started: str, source: str, target: str) -> None:
    """Estimates ``source`` to ``target`` as the command does."""
    watch = Stopwatch(float(started))
    for module, name in IMPORTS.items():
        with watch.stage(name):
            import_module(module)
    for module, called, name in CALLS:
        _time_calls(watch, module, called, name)
    sys.argv = ["estimator", "estimate", source, "-o", target, "--force"]
    with watch.stage(REST), suppress(SystemExit):
        import_module("estimator.cli").main()
    print(json.dumps({"stages": watch.seconds, "ended": time.monotonic()}))


def _time_calls(watch: Stopwatch, module: str, called: str, name: str) -> None:
    owner = import_module(module)
    work: Callable[..., Any] = getattr(owner, called)

    def timed(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the function that it times
        with watch.stage(name):
            return work(*args, **options)

    setattr(owner, called, timed)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The process that reads workbooks, started before anything heavy is imported."""

from collections.abc import Iterable

from estimator.model.child_process import start_early

READER = "estimator.read.workbook.worker"
# What the names of most workbooks end in; whether a file is one is told from its content.
ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def expect_workbooks(inputs: Iterable[str]) -> None:
    """Starts the reading process if one of the ``inputs``, words of a command, names a workbook.

    It imports polars while this process does (``benchmarks``, case start).
    """
    if any(ending in word.casefold() for word in inputs for ending in ENDINGS):
        start_early(READER)

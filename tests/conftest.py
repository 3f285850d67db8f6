"""Settings of the test run."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from estimator.model import child_process
from tests import forked

# The day of every run, 2026-11-18: the default fiscal year follows from it, in processes too.
os.environ["SOURCE_DATE_EPOCH"] = "1795000000"

# How long an example takes says nothing on a shared machine; speed is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _imports_shared_by_readers() -> Iterator[None]:
    """Lets the processes that read workbooks share their imports; those of the command do not."""
    with pytest.MonkeyPatch.context() as patch:
        if hasattr(os, "fork"):
            patch.setattr(child_process, "Child", forked.ForkedChild)
        yield
    forked.close()


CHILD = child_process.Child


@pytest.fixture
def reader_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the process that reads a workbook begin as it does for a user."""
    monkeypatch.setattr(child_process, "Child", CHILD)

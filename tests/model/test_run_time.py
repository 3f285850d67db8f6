"""The time of the run, as the environment sets it."""

from datetime import UTC, datetime

import pytest

from estimator.model.run_time import time_of_run


def test_the_environment_sets_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert time_of_run() == datetime(1970, 1, 2, tzinfo=UTC)


def test_without_it_the_time_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    before = datetime.now(UTC)
    assert before <= time_of_run() <= datetime.now(UTC)


@pytest.mark.parametrize("epoch", ["x", "1e9", "9" * 25])
def test_what_is_no_number_of_seconds_is_refused(
    epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match=r"SOURCE_DATE_EPOCH|invalid literal"):
        time_of_run()

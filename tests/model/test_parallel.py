"""Work done on several items at once comes out as if it were done on one after the other."""

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.model.parallel import parallel_map


@given(st.lists(st.integers()), st.integers(1, 5))
def test_results_come_in_the_order_of_the_items(items: list[int], workers: int) -> None:
    assert list(parallel_map(lambda item: item * 2, items, workers)) == [item * 2 for item in items]


def test_items_are_worked_on_at_once() -> None:
    both = threading.Barrier(2, timeout=30)
    assert len(list(parallel_map(lambda _: both.wait(), range(2), 2))) == 2


def test_no_more_items_are_taken_than_are_worked_on_and_one_that_waits() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    results = parallel_map(lambda item: item, items(), 2)
    for used, _ in enumerate(results, 1):
        assert len(taken) <= used + 2


def test_what_fails_is_raised_in_its_place_and_nothing_is_begun_after_it() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        return 10 // (3 - item)

    results = parallel_map(work, range(1_000), 2)
    assert [next(results) for _ in range(3)] == [3, 5, 10]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert len(begun) < 10


def test_what_is_left_early_leaves_no_work_behind() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        time.sleep(0.01)
        return item

    results = parallel_map(work, range(1_000), 2)
    next(results)
    results.close()
    done = len(begun)
    assert done < 10
    time.sleep(0.05)
    assert len(begun) == done

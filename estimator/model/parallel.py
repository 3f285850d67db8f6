"""Parallel work on an ordered stream: results in order, few items in memory at a time."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

# Every item in work is held in memory: more than this at once does not pay.
MOST = 4
WORKERS = min(MOST, os.cpu_count() or 1)

T = TypeVar("T")
R = TypeVar("R")


def parallel_map(
    work: Callable[[T], R], items: Iterable[T], workers: int = WORKERS
) -> Generator[R]:
    """The results of ``work`` on each of ``items``, in their order.

    Threads are enough: polars releases Python's lock while it works.

    Args:
        work: must depend on nothing but its item.
        items: consumed one by one, at most ``workers`` and one more ahead of the results.
        workers: the number of items worked on at once.

    Raises:
        Exception: whatever ``work`` or ``items`` raise, in its place; no work starts after it.
    """
    with ThreadPoolExecutor(workers) as pool:
        begun = deque[Future[R]]()
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) > workers:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for one in begun:
                one.cancel()


# Called with the name of a stage, the number of rows it has done, and the number of all rows.
Listener = Callable[[str, int, int], None]

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def report_progress_to(listener: Listener) -> Iterator[None]:
    """Report the progress of every stage inside the ``with`` block to ``listener``."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def track_progress(
    stage: str, parts: Iterable[T], rows: Callable[[T], int], of: int
) -> Iterator[T]:
    """``parts`` one by one, each reported as done when the next is requested.

    Args:
        stage: the name of the work, such as "Pricing".
        parts: of all rows.
        rows: counts the rows of a part.
        of: the number of all rows.
    """
    listener, done = _LISTENER.get(), 0
    for part in parts:
        yield part
        done += rows(part)
        if listener:
            listener(stage, done, of)

"""Work on one item after the other, done on several at once: results in order, few at a time."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

# What is worked on is held in memory: more at once than this would not pay.
MOST = 4
WORKERS = min(MOST, os.cpu_count() or 1)

T = TypeVar("T")
R = TypeVar("R")


def together(work: Callable[[T], R], items: Iterable[T], workers: int = WORKERS) -> Generator[R]:
    """What ``work`` makes of each of ``items``, in their order.

    Threads are enough: polars leaves Python to others while it works.

    Args:
        work: depends on nothing but its item.
        items: taken one by one, no more than are worked on and one result that is waited for.
        workers: how many are worked on at once.

    Raises:
        Exception: what ``work`` or ``items`` raise, in its place; nothing is begun after it.
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


# A stage by its name, how many rows it has gone through, and of how many.
Listener = Callable[[str, int, int], None]

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Lets ``listener`` hear of every stage that is gone through meanwhile."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def told(stage: str, parts: Iterable[T], rows: Callable[[T], int], of: int) -> Iterator[T]:
    """``parts`` one by one; each is told as gone through when the next is asked for.

    Args:
        stage: what is being done to them.
        parts: of all rows.
        rows: how many rows a part has.
        of: how many rows there are in all.
    """
    listener, done = _LISTENER.get(), 0
    for part in parts:
        yield part
        done += rows(part)
        if listener:
            listener(stage, done, of)

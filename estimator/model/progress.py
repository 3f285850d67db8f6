"""How far a run has come, for whoever listens: stages tell it, and know nothing of terminals."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

# A stage by its name, how many rows it has gone through, and of how many.
Listener = Callable[[str, int, int], None]
T = TypeVar("T")

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

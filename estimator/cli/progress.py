"""A line that moves while a run takes longer than a second: stage, rows, rate, time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from estimator.model.parallel import listening

# Shorter runs show nothing.
PATIENCE = 1.0


class ProgressLine:
    """What is known of the run, and how it is shown."""

    def __init__(self, task: str) -> None:
        self._task, self._began = task, monotonic()
        self._stage, self._since, self._done, self._of = "", self._began, 0, 0
        self._spinner = Spinner("dots")

    def take_progress(self, stage: str, done: int, of: int) -> None:
        """Takes in how far a ``stage`` has come, in rows."""
        if stage != self._stage or done < self._done:
            self._stage, self._since = stage, monotonic()
        self._done, self._of = done, of

    def __rich__(self) -> Spinner | Text:
        """The line as it stands now."""
        if monotonic() - self._began < PATIENCE:
            return Text()
        self._spinner.update(text=self.text(monotonic()))
        return self._spinner

    def text(self, now: float) -> str:
        """The words of the line at the time ``now``."""
        if not self._of:
            return self._task
        said = f"{self._stage} {self._done:,} of {self._of:,} rows"
        seconds = now - self._since
        if seconds < PATIENCE or not self._done:
            return said
        rate = self._done / seconds
        return f"{said}, {rate:,.0f} a second, {_clock((self._of - self._done) / rate)} left"


@contextmanager
def show_progress(console: Console, task: str) -> Iterator[None]:
    """Shows how far the run comes, on a terminal; the line is gone when it ends."""
    if not console.is_terminal:
        yield
        return
    line = ProgressLine(task)
    shown = Live(line, console=console, transient=True, refresh_per_second=5)
    with shown, listening(line.take_progress):
        yield


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(round(seconds), 0), 60)
    return f"{minutes}:{rest:02}"

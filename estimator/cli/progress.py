"""The progress line of a run that takes longer than a second: stage, rows, rate, time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from estimator.model.parallel import report_progress_to

# Shorter runs show nothing.
PATIENCE = 1.0


class ProgressLine:
    """The current stage of the run and its rows, on one line."""

    def __init__(self, task: str) -> None:
        self._task, self._began = task, monotonic()
        self._stage, self._since, self._done, self._of = "", self._began, 0, 0
        self._spinner = Spinner("dots")

    def take_progress(self, stage: str, done: int, of: int) -> None:
        """Notes how many rows a ``stage`` has processed."""
        if stage != self._stage or done < self._done:
            self._stage, self._since = stage, monotonic()
        self._done, self._of = done, of

    def __rich__(self) -> Spinner | Text:
        """The line now."""
        if monotonic() - self._began < PATIENCE:
            return Text()
        self._spinner.update(text=self.describe_run(monotonic()))
        return self._spinner

    def describe_run(self, now: float) -> str:
        """The text of the line at the time ``now``."""
        if not self._of:
            return self._task
        stage = f"{self._stage} {self._done:,} of {self._of:,} rows"
        seconds = now - self._since
        if seconds < PATIENCE or not self._done:
            return stage
        rate = self._done / seconds
        minutes, rest = divmod(max(round((self._of - self._done) / rate), 0), 60)
        return f"{stage}, {rate:,.0f} a second, {minutes}:{rest:02} left"


@contextmanager
def show_progress(console: Console, task: str) -> Iterator[None]:
    """Shows the progress line on a terminal until the run ends."""
    if not console.is_terminal:
        yield
        return
    line = ProgressLine(task)
    shown = Live(line, console=console, transient=True, refresh_per_second=5)
    with shown, report_progress_to(line.take_progress):
        yield

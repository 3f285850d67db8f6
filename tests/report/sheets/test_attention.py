"""Needs attention: the order of its lines, their links, and how many fit."""

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from estimator.model.output_columns import output_layout
from estimator.report.grid import Grid
from estimator.report.page import Page
from estimator.report.sheets import attention
from estimator.report.sheets.attention import LONGEST_LINE, write_attention
from estimator.report.styles import Styles
from tests.report.sheets.portfolio import Portfolio
from tests.sheets import outcome


class _RecordingPage(Page):
    """A page that records its texts, and the cells that they link to."""

    def __init__(self) -> None:
        book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
        super().__init__(book, "Summary", Styles(book))
        self.texts: list[tuple[str, str]] = []

    def write_text(self, row: int, column: int, text: str, look: str = "plain") -> None:
        super().write_text(row, column, text, look)
        self.texts.append((text, ""))

    def write_link(self, row: int, column: int, cell: str, text: str, look: str = "link") -> None:
        super().write_link(row, column, cell, text, look)
        self.texts.append((text, cell))


def test_rejected_rows_come_first_and_ending_models_next(portfolio: Portfolio) -> None:
    top, column = portfolio.find_cell("Summary", "Needs attention")
    lines = [str(portfolio.value("Summary", top + n, column)) for n in range(1, 6)]
    assert lines[0] == "Skipped because of errors, and in no total: 1 row"
    assert "gpt-4o retires on 2027-01-14" in lines[1]
    assert "gpt-3.5-turbo was retired on 2026-10-23" in lines[2]
    assert "no new fine-tuning jobs" in lines[3]
    assert '"Team" is not a column' in lines[4]
    assert max(map(len, lines)) <= LONGEST_LINE
    assert lines[1].endswith("…")


def test_a_line_links_to_the_workload_that_it_is_about(
    portfolio: Portfolio, estimates: Grid
) -> None:
    page = _RecordingPage()
    assert write_attention(page, estimates, portfolio.estimate, 5, 10, 2) == 17
    cells = [cell for text, cell in page.texts if text and not text.startswith("Needs")]
    # The third row is rejected, so the fourth is the third workload.
    assert cells == ["'Rejected'!A6", "Estimates!A7", "Estimates!A9", "Estimates!A9", ""]


def test_lines_that_do_not_fit_are_counted(
    portfolio: Portfolio, estimates: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "MOST_LINES_SHOWN", 3)
    page = _RecordingPage()
    assert write_attention(page, estimates, portfolio.estimate, 5, 10, 2) == 15
    assert page.texts[-1] == ("and 3 more notices: see Breakdown", "'Breakdown'!A1")


def test_without_a_matter_there_is_nothing(tmp_path: Path) -> None:
    estimate = outcome(tmp_path, {}).estimate
    assert estimate is not None
    page = _RecordingPage()
    write_attention(page, Grid(output_layout(estimate.basis.model), 1), estimate, 1, 10, 2)
    assert page.texts[-1] == ("Nothing.", "")

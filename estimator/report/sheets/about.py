"""The About sheet: where the figures come from, what the colours mean, what each column is."""

from estimator.model.estimate import Estimate
from estimator.model.layout import layout
from estimator.model.source import Source
from estimator.model.version import __version__
from estimator.report.page import Page

SHEET = "About"
GLOSSARY = ("Column", "Heading", "Unit", "Frequency", "Formula", "Meaning")
WIDTHS = {1: 30, 2: 30, 3: 18, 4: 11, 5: 55, 6: 60}
LEGEND = (
    ("input", "Blue", "an input: typed, and yours to change"),
    ("link", "Green", "looked up on another sheet"),
    ("formula", "Black", "computed on this sheet"),
    ("bad", "CHECK", "a check that does not hold, or a row left out"),
)


def write(page: Page, estimate: Estimate, run_at: str) -> None:
    """Writes the provenance of ``estimate``, the legend and the glossary of columns."""
    page.title("About", "Where the figures come from, and what each column means.")
    page.status()
    row = _facts(page, 5, _provenance(estimate, run_at))
    page.text(row + 1, 1, "Legend", "section")
    row += 2
    for look, word, meaning in LEGEND:
        page.text(row, 1, word, look)
        page.text(row, 2, meaning)
        row += 1
    page.text(row + 1, 1, "Columns", "section")
    page.headings(row + 2, GLOSSARY)
    _glossary(page, row + 3, estimate)
    page.widths(WIDTHS)
    page.printed(0)


def _provenance(estimate: Estimate, run_at: str) -> list[tuple[str, str]]:
    card = estimate.card
    return [
        ("Made by", f"estimator {__version__}"),
        ("Made at", run_at),
        *(fact for source in estimate.sources for fact in _input(source)),
        ("Rate card", f"{card.name}: {card.title}" if card.title else card.name),
        ("Prices checked", card.date_checked.isoformat()),
        ("Prices as of", estimate.as_of.isoformat()),
        ("Price source", card.source),
        ("House cost model", estimate.model.house or "none"),
        ("Currency", card.currency),
    ]


def _input(source: Source) -> list[tuple[str, str]]:
    return [
        ("Input", source.file),
        ("Input sha256", source.sha256),
        ("Sheet and heading row", f"{source.sheet}, row {source.header_row}"),
    ]


def _facts(page: Page, row: int, facts: list[tuple[str, str]]) -> int:
    for label, text in facts:
        page.text(row, 1, label, "label")
        page.text(row, 2, text)
        row += 1
    return row


def _glossary(page: Page, row: int, estimate: Estimate) -> None:
    for offset, column in enumerate(layout(estimate.model)):
        words = (
            column.name,
            column.title,
            column.unit,
            column.frequency,
            # A formula is shown here as text, over names; it never becomes one.
            column.formula.removeprefix("="),
            column.description,
        )
        page.wrapped(row + offset, words, WIDTHS)

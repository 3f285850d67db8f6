"""Loading rate cards: shipped ones, files, and the Rates sheet of a workbook made by estimator."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from estimator.basis.card_prices import adopt_shipped_names, question_prices
from estimator.basis.card_rules import broken_card_rules, identify_other_models
from estimator.basis.joined_cards import CardAnswer, id_on_card, join_answers, join_cards
from estimator.model import shipped as resource
from estimator.model.cells import Book
from estimator.model.disk import is_there
from estimator.model.estimate import WRONG_USAGE
from estimator.model.own_workbook import NO_FIRST_DAY, NO_LAST_DAY, is_rates_formula
from estimator.model.problem import FindingList, Problem, only_errors
from estimator.model.rate_card import PRICE_UNIT, Rate, RateCard
from estimator.model.schema import price_columns, rates_schema, schema_document
from estimator.model.table import TablePart
from estimator.model.text import did_you_mean, quote_text
from estimator.read import exported
from estimator.read.book import read_book
from estimator.read.files import read_document
from estimator.read.table import TableSearch, find_table
from estimator.validate.other_columns import check_required_columns, unread_columns
from estimator.validate.rows import type_small_table
from estimator.validate.schema_rules import row_documents

# A row of a card, or an entry of one in JSON.
Entry = Mapping[str, Any]


def shipped_cards() -> dict[str, Path]:
    """The shipped rate cards by name."""
    folder = resource.shipped_path("data", "rate_cards")
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def load_rate_card(word: str, as_of: date | None = None) -> tuple[RateCard | None, list[Problem]]:
    """The rate card called ``word``: a shipped one, or a JSON, CSV or workbook file."""
    shipped = shipped_cards()
    path = shipped.get(word) or Path(word)
    if not is_there(path):
        known = did_you_mean(word, shipped) or f" Shipped rate cards: {', '.join(shipped)}."
        wording = f"There is no rate card and no file {quote_text(word)}.{known}"
        return None, [Problem("bad-rate-card", wording=wording)]
    if path.suffix.lower() == ".json":
        content, problems = read_document(path, "bad-rate-card")
        if content is None:
            return None, problems
        wrong = [] if word in shipped else _card_document_problems(path.name, content)
        return (None, wrong) if wrong else card_from_document(path.name, content)
    read, problems = read_book(path, rates_schema())
    if read is None:
        return None, [replace(problem, exits=WRONG_USAGE) for problem in problems]
    return card_in_book(read, path.stem, as_of)


def card_in_book(
    read: Book, name: str, as_of: date | None, sheet: str = ""
) -> tuple[RateCard | None, list[Problem]]:
    """The card in a book.

    On the Rates sheet of a workbook made by estimator, a missing price that follows another is a
    formula. If another program saved it without its result, the price is still missing.
    """
    problems = FindingList[Problem]()
    if read.made_by_estimator:
        read = replace(read, sheets=tuple(exported.stored_numbers(one) for one in read.sheets))
    found = problems.collect(
        find_table(
            replace(read, made_by_estimator=False),
            rates_schema(),
            TableSearch(sheet=sheet, as_written=read.made_by_estimator),
        )
    )
    card = None
    if found is not None and not only_errors(problems):
        whole = found.as_one_part()
        if read.made_by_estimator:
            listed_only = [one for one in whole.headings if not is_rates_formula(one.text)]
            whole = replace(whole, headings=tuple(listed_only))
            for column in price_columns().values():
                if column.follows:
                    whole = whole.without_uncalculated(column.name)
        unit_words = [PRICE_UNIT] if read.made_by_estimator else []
        card = problems.collect(card_from_table(whole, name, as_of, unit_words))
        if card and read.made_by_estimator:
            absent = [name for name in price_columns() if not whole.has_column(name)]
            own = (_restore_prices(_as_on_card(one), absent) for one in card.cards)
            card, _ = join_cards(own, as_of)
    # Wrong data in an input is wrong usage in a card.
    return card, [replace(problem, exits=WRONG_USAGE) for problem in problems]


def _as_on_card(card: RateCard) -> RateCard:
    """``card`` without the prices that are what applies without them, and days that stand for none.

    A missing price is a formula or a number on our sheet, and all that is left of a formula is its
    result. If somebody typed the same number, the costs are the same too.
    """
    rates = tuple(
        replace(
            rate,
            given_prices={
                name: price for name, price in rate.given_prices.items() if not rate.follows(name)
            },
            valid_from=None if rate.valid_from == NO_FIRST_DAY else rate.valid_from,
            valid_to=None if rate.valid_to == NO_LAST_DAY else rate.valid_to,
        )
        for rate in card.rates
    )
    return replace(card, rates=rates)


def _restore_prices(card: RateCard, absent: Sequence[str]) -> RateCard:
    """``card``, of a workbook, with the prices ``absent`` there of the shipped card of its name.

    The workbook has no column of a price that nothing in it used.
    """
    shipped = load_rate_card(card.name)[0] if card.name in shipped_cards() else None
    known = {(rate.model, rate.valid_from): rate for rate in shipped.rates} if shipped else {}
    rates = []
    for rate in card.rates:
        whole = known.get((id_on_card(rate), rate.valid_from), rate).given_prices
        left_out = {name: whole[name] for name in absent if name in whole}
        rates.append(replace(rate, given_prices={**rate.given_prices, **left_out}))
    return replace(card, rates=tuple(rates))


DATES = ("valid_from", "valid_to", "training_ends_on", "retires_on")


def _card_document_problems(label: str, content: Mapping[str, Any]) -> list[Problem]:
    """What the schema of rate cards refuses in ``content``; problems name the path to it."""
    from estimator.validate.documents import schema_validator  # noqa: PLC0415 - slow to load

    return [
        Problem(
            "bad-rate-card", wording=f"{label}, {error.json_path[2:] or 'file'}: {error.message}."
        )
        for error in schema_validator(schema_document("rate_card")).iter_errors(content)
    ]


def card_from_document(label: str, content: Mapping[str, Any]) -> CardAnswer:
    """The card in the parsed JSON ``content``, which the schema of rate cards takes."""
    card = RateCard(
        name=content["name"],
        currency=content["currency"],
        source=content["source"],
        date_checked=date.fromisoformat(content["date_checked"]),
        rates=tuple(_parse_rate(entry) for entry in content["rates"]),
        title=content.get("title", ""),
        caution=content.get("caution", ""),
        compare_with=content.get("compare_with", ""),
    )
    return _check_card(label, card)


def card_from_table(
    table: TablePart, name: str, as_of: date | None, unit_words: Sequence[str] = ()
) -> CardAnswer:
    """The card in ``table``, one row per rate, or the one that consists of several cards in it.

    The fields of a card are read from its first row.

    Args:
        table: all its rows, matched against the schema of rates.
        name: of a card that does not name itself.
        as_of: the date of a card without one.
        unit_words: texts beside the headers that say what the prices are per.
    """
    frame, problems = type_small_table(table, rates_schema())
    problems = check_required_columns(table, rates_schema()) + problems
    if only_errors(problems):
        return None, [replace(problem, exits=WRONG_USAGE) for problem in problems]
    rows = list(row_documents(frame, rates_schema()))
    if not rows:
        return None, [
            Problem("bad-rate-card", wording=f"{quote_text(table.source.file)} has no rates.")
        ]
    headers = [text for one in table.headings for text in (one.text, one.unit_text)]
    words = [*headers, *unit_words]
    answers = (
        _card_from_rows(table.source.file, named, lines, as_of, words)
        for named, lines in _rows_by_card(rows, name).items()
    )
    checked, wrong = join_answers(answers, as_of)
    return checked, [*problems, *unread_columns(table), *wrong]


def _rows_by_card(rows: Sequence[Entry], name: str) -> Mapping[str, list[Entry]]:
    """The ``rows`` of each card; one that names none is of the card above, or of the first."""
    found: dict[str, list[Entry]] = {}
    current = next((row["rate_card"] for row in rows if "rate_card" in row), name)
    for row in rows:
        current = row.get("rate_card", current)
        found.setdefault(current, []).append(row)
    return found


def _card_from_rows(
    file: str, name: str, rows: Sequence[Entry], as_of: date | None, unit_words: Sequence[str]
) -> CardAnswer:
    """The card called ``name`` in ``rows`` of the file; the other arguments as of the table."""
    first = rows[0]
    if "date_checked" not in first and as_of is None:
        wording = f"{quote_text(file)} has no date; add a column Date checked, or use --as-of."
        return None, [Problem("bad-rate-card", wording=wording)]
    card = RateCard(
        name=name,
        currency=first.get("currency", "USD"),
        source=first.get("source", file),
        date_checked=date.fromisoformat(first["date_checked"])
        if "date_checked" in first
        else as_of or date.min,
        rates=tuple(_parse_rate(row) for row in rows),
        title=first.get("title", ""),
        caution=first.get("caution", ""),
        compare_with=first.get("compare_with", ""),
    )
    return _check_card(file, card, unit_words)


def _parse_rate(entry: Entry) -> Rate:
    dates = {name: date.fromisoformat(entry[name]) for name in DATES if name in entry}
    return Rate(
        model=entry["model"],
        # Whole numbers in JSON are read as int.
        given_prices={name: Decimal(entry[name]) for name in price_columns() if name in entry},
        display_name=entry.get("display_name", ""),
        aliases=tuple(entry.get("aliases", ())),
        note=entry.get("note", ""),
        discount=Decimal(entry.get("discount", 0)),
        job_limit=Decimal(entry["job_limit"]) if "job_limit" in entry else None,
        provider=entry.get("provider", ""),
        region=entry.get("region", ""),
        tier=entry.get("tier", ""),
        replacement=entry.get("replacement", ""),
        prompting_model=entry.get("prompting_model", ""),
        **dates,
    )


def _check_card(label: str, card: RateCard, unit_words: Sequence[str] = ()) -> CardAnswer:
    """``card`` with all names of its models; None if it has errors."""
    card = identify_other_models(card)
    problems = [
        *broken_card_rules(label, card),
        *_unknown_other_card(label, card),
    ]
    problems = problems or question_prices(label, card, [card.title, card.source, *unit_words])
    return (None if only_errors(problems) else adopt_shipped_names(card)), problems


def other_card_of(card: RateCard) -> RateCard | None:
    """The shipped card that ``card`` is compared with, if there is one."""
    named = card.compare_with
    return load_rate_card(named)[0] if named in shipped_cards() else None


def _unknown_other_card(label: str, card: RateCard) -> Iterable[Problem]:
    """A problem if the card to compare with is not a shipped one."""
    if card.compare_with and card.compare_with not in shipped_cards():
        known = did_you_mean(card.compare_with, shipped_cards())
        wording = f"{label}: compare_with is {quote_text(card.compare_with)}, which is no shipped "
        yield Problem("bad-rate-card", wording=f"{wording}rate card.{known}")

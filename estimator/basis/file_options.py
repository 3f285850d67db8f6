"""What holds for one input: where to look for its table, its mapped headers, its set columns."""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from estimator.basis.arguments import parse_mappings
from estimator.model.cells import Book
from estimator.model.column import TEXT, Column
from estimator.model.money import BUDGET, currency_codes
from estimator.model.options import Options
from estimator.model.problem import FindingList, Problem
from estimator.model.schema import Schema, workloads_schema
from estimator.model.table import Table
from estimator.model.text import did_you_mean, join_phrase, plain_words, quote_text
from estimator.read.table import TableSearch

# What may be a column in [FILE:]COLUMN=TEXT; file and text may hold both signs.
SET_COLUMN = re.compile(r"(?:^|:)(?P<column>[^:=]+)=")


class SetColumn(Struct, frozen=True):
    """The text that a column has in every row of a file, or of all where ``file`` is empty."""

    file: str
    column: str
    text: str


class FileOptions(Struct, frozen=True):
    """The options in force for one input.

    Attributes:
        look: where its table is, and what its headers mean.
        set_columns: the text that a column has in every row, by column.
        locale: the language of its numbers stored as text; empty where none is given.
        budgets: the code of the currency of budgets whose header names none; empty where none is
            given.
    """

    look: TableSearch
    set_columns: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
    budgets: str = ""

    def apply_to(self, table: Table) -> Table:
        """``table`` as these options say that it is to be read."""
        said = tuple(self.set_columns.items())
        by_column = dict(table.by_column)
        if (heading := by_column.get(BUDGET)) and not heading.currency:
            by_column[BUDGET] = replace(heading, currency=self.budgets)
        source = dataclasses.replace(table.source, set_columns=said)
        return replace(table, by_column=by_column, source=source, locale=self.locale)


def settable_columns() -> dict[str, Column]:
    """The columns that a text can be set for: those that describe a workload, by name."""
    columns = workloads_schema().columns
    return {name: one for name, one in columns.items() if one.kind == TEXT and not one.required}


def parse_set_columns(words: Iterable[str]) -> tuple[list[SetColumn], list[Problem]]:
    """The columns that ``--set`` gives a text for, ``[FILE:]COLUMN=TEXT`` each."""
    found, problems = list[SetColumn](), list[Problem]()
    for word in words:
        one, reason = _parse_set_column(word)
        if one is None:
            problems.append(Problem("bad-set", wording=f"--set {quote_text(word)} {reason}"))
        else:
            found.append(one)
    return found, problems


def _parse_set_column(word: str) -> tuple[SetColumn | None, str]:
    """The column that ``word`` sets, or what is wrong with it."""
    known = {
        plain_words(name): column
        for column in settable_columns().values()
        for name in (column.name, column.title)
    }
    splits = list(SET_COLUMN.finditer(word))
    split = next((one for one in splits if plain_words(one["column"]) in known), None)
    if not splits or not word[splits[-1].end() :].strip():
        return None, "is not of the form [FILE:]COLUMN=TEXT."
    if split is None:
        titles = [column.title for column in settable_columns().values()]
        hint = did_you_mean(splits[-1]["column"], titles)
        return None, f"is for none of the columns {join_phrase(titles, 'or')}.{hint}"
    column, text = known[plain_words(split["column"])], word[split.end() :].strip()
    if column.longest and len(text) > column.longest:
        return None, f"is too long; expected {column.expected}."
    return SetColumn(word[: split.start()].strip(), column.name, text), ""


def parse_budget_currencies(words: Iterable[str]) -> tuple[dict[str, str], list[Problem]]:
    """The currencies that ``--budget-currency`` gives by file, ``[FILE:]CODE`` each; "" for all."""
    found, problems = dict[str, str](), list[Problem]()
    for word in words:
        file, _, code = (part.strip() for part in word.rpartition(":"))
        known = sorted(currency_codes())
        if code.upper() in known:
            found[file] = code.upper()
        else:
            reason = f"names no currency code such as EUR.{did_you_mean(code.upper(), known)}"
            wording = f"--budget-currency {quote_text(word)} {reason}"
            problems.append(Problem("bad-currency", wording=wording))
    return found, problems


def unmatched_files(options: Options, books: Sequence[Book]) -> list[Problem]:
    """A problem for each file that an option names and that is none of ``books``."""
    set_columns, _ = parse_set_columns(options.set)
    currencies, _ = parse_budget_currencies(options.budget_currency)
    given = [
        *(("bad-set", "--set", one.file) for one in set_columns),
        *(("bad-currency", "--budget-currency", file) for file in currencies),
    ]
    names = [book.file for book in books]
    return [
        Problem(
            code,
            wording=(
                f"{option}: there is no input {quote_text(file)}."
                f"{did_you_mean(file, names) or f' There is {join_phrase(names)}.'}"
            ),
        )
        for code, option, file in given
        if file and not any(_is_called(book, file) for book in books)
    ]


def options_of_file(
    book: Book, options: Options, schema: Schema
) -> tuple[FileOptions, list[Problem]]:
    """The options in force for ``book``: its own hold over those for all inputs.

    Headers are mapped to the columns of ``schema``.

    Problems: mappings or set columns that are wrong, or that contradict each other.
    """
    problems = FindingList[Problem]()
    own = book.own_options
    chosen = replace(options, **{name: one for name, one in own.items() if not _adds(name)})
    mapped = {
        **problems.collect(parse_mappings(options.mapping, options.map, schema)),
        **problems.collect(parse_mappings(own.get("mapping", ()), own.get("map", ()), schema)),
    }
    given = problems.collect(parse_set_columns(options.set))
    of_file = problems.collect(parse_set_columns(own.get("set", ())))
    named = [one for one in given if one.file and _is_called(book, one.file)]
    # The command line says it of this file, or estimator.toml does, or it is said of all files.
    ranks = ([one for one in given if not one.file], of_file, named)
    set_columns = {
        name: text
        for rank in ranks
        for name, text in problems.collect(_merge_texts(rank, book.file)).items()
    }
    look = TableSearch(chosen.sheet, chosen.header_row, chosen.all_sheets, mapped)
    codes = problems.collect(parse_budget_currencies(options.budget_currency))
    for_all = codes.get("", "")
    of_input = problems.collect(parse_budget_currencies(own.get("budget_currency", ())))
    by_name = [code for file, code in codes.items() if file and _is_called(book, file)]
    budgets = [*by_name, *of_input.values(), for_all][0]
    return FileOptions(look, set_columns, chosen.locale, budgets), problems


def _adds(name: str) -> bool:
    return isinstance(getattr(Options(), name), tuple)


def _is_called(book: Book, word: str) -> bool:
    return word == book.file or word in book.words


def _merge_texts(given: Iterable[SetColumn], file: str) -> tuple[dict[str, str], list[Problem]]:
    """The texts by column; a problem for each column that has two."""
    found: dict[str, str] = {}
    problems = []
    for one in given:
        earlier = found.setdefault(one.column, one.text)
        if earlier != one.text:
            texts = f"{quote_text(earlier)} and {quote_text(one.text)}"
            wording = f"--set: {settable_columns()[one.column].title} is both {texts}"
            problems.append(Problem("bad-set", wording=f"{wording} for {quote_text(file)}."))
    return found, problems

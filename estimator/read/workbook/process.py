"""Workbooks: scanned and read in a process of their own, which may die without harm to ours."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from msgspec.structs import asdict, replace

from estimator.model.cells import (
    BLANK,
    ERROR_VALUE,
    FORMATTED,
    NUMBER,
    UNCALCULATED,
    ZERO_FORMULA,
    Block,
    Book,
    Sheet,
)
from estimator.model.child_process import DISK_LIMIT, MEMORY_LIMIT, TIME_LIMIT, run_child
from estimator.model.disk import describe_temporary_folder, temporary_writes
from estimator.model.limits import LIMITS, Limits
from estimator.model.problem import Problem
from estimator.model.shown_numbers import FormatSection, NumberFormat
from estimator.model.spool import TempFolder
from estimator.model.text import quote_text
from estimator.read.workbook.early_reader import READER

Answer = tuple[Book | None, list[Problem]]


class SpilledCells:
    """The cells of a sheet in files: any number of times over, block by block from row 1 on.

    Attributes:
        folder: where they are.
        height, width: rows and columns of the sheet.
    """

    def __init__(
        self,
        folder: TempFolder,
        number: int,
        answer: dict[str, Any],
        formats: Sequence[NumberFormat] = (),
    ) -> None:
        self._number_formats, self._calculated = formats, answer["calculated"]
        self.height: int = answer["rows"]
        self.width: int = answer["columns"]
        self.folder, self._number, self._blocks = folder, number, answer["blocks"]

    def __iter__(self) -> Iterator[Block]:
        first = 1
        for number in range(self._blocks):
            both = pl.read_ipc(self.folder.path / f"{self._number}.{number}.arrow")
            texts, kinds = self._select_part(both, "c", None), self._select_part(both, "k", BLANK)
            yield self._resolve_kinds(Block(first, texts, kinds))
            first += both.height

    def _resolve_kinds(self, block: Block) -> Block:
        """``block`` with the kinds that only files have resolved."""
        kinds = block.kinds
        # One look at all columns: a sheet may have 16,384 (hostile corpus, wide merges).
        largest = kinds.max_horizontal().max() if kinds.width else None
        if not isinstance(largest, int) or largest < ZERO_FORMULA:
            return block
        odd = [name for name in kinds.columns if (kinds[name] >= ZERO_FORMULA).any()]
        read = {name: self._resolve_column(block.texts[name], kinds[name]) for name in odd}
        texts = block.texts.with_columns(text.alias(name) for name, (text, _, _) in read.items())
        resolved = kinds.with_columns(kind.alias(name) for name, (_, kind, _) in read.items())
        formats = pl.DataFrame([one.alias(name) for name, (_, _, one) in read.items()])
        return replace(
            block,
            texts=texts,
            kinds=resolved,
            formats=formats,
            known_formats=self._number_formats,
        )

    def _resolve_column(
        self, texts: pl.Series, kinds: pl.Series
    ) -> tuple[pl.Series, pl.Series, pl.Series]:
        """The texts, kinds and formats (UInt8, null where a number has none) of a column."""
        zero, formatted = kinds == ZERO_FORMULA, kinds >= FORMATTED
        known = kinds.set(formatted, NUMBER)
        formats = (kinds - FORMATTED).set(~formatted, None)
        if self._calculated:
            return texts, known.set(zero, NUMBER), formats
        return texts.set(zero, UNCALCULATED), known.set(zero, ERROR_VALUE), formats

    def _select_part(self, both: pl.DataFrame, letter: str, blank: int | None) -> pl.DataFrame:
        """The columns that are named by ``letter``; those that the block lacks are ``blank``."""
        empty = pl.lit(blank, dtype=pl.String if blank is None else pl.UInt8)
        known = both.width // 2
        return both.select(
            (pl.col(f"{letter}{one}") if one <= known else empty).alias(f"c{one}")
            for one in range(1, self.width + 1)
        )


def read_workbook(file: str, content: bytes, limits: Limits = LIMITS) -> Answer:
    """The book in ``content``, chart sheets left out; or the problem why it is not read."""
    folder = TempFolder()
    # What is scanned and what is read are the same bytes, whatever becomes of the user's file.
    with temporary_writes(folder.path):
        (folder.path / "book").write_bytes(content)
        (folder.path / "job.json").write_text(json.dumps(asdict(limits)), encoding="utf-8")
    failure = run_child(READER, folder.path, limits)
    for copy in folder.path.glob("book*"):
        copy.unlink()
    if failure:
        return None, [_refusal(file, _failure_reason(failure, limits, folder))]
    answer = json.loads((folder.path / "answer.json").read_text(encoding="utf-8"))
    if "refused" in answer:
        return None, [_refusal(file, answer["refused"])]
    formats = tuple(_parse_sections(one) for one in answer["formats"])
    sheets = tuple(
        _make_sheet(folder, number, one, formats) for number, one in enumerate(answer["sheets"])
    )
    book = Book(
        file,
        sheets,
        made_by_estimator=answer["ours"],
        saved_by=answer["saved_by"],
        saved_at=answer["saved_at"],
    )
    return book, _notices(file, answer)


def _refusal(file: str, reason: str) -> Problem:
    return Problem(
        "unreadable-file", wording=f"{quote_text(file)} cannot be read as a workbook: {reason}."
    )


def _notices(file: str, answer: dict[str, Any]) -> list[Problem]:
    """The notices of what a workbook carries that is not used."""
    problems = []
    if answer["macros"]:
        text = f"{quote_text(file)} has macros; they were neither run nor kept."
        problems.append(Problem("macros-ignored", wording=text))
    if answer["links"]:
        text = f"{quote_text(file)} takes values from other workbooks; those saved in it were used."
        problems.append(Problem("external-links", wording=text))
    return problems


def _failure_reason(failure: str, limits: Limits, folder: TempFolder) -> str:
    """Why the workbook is not read, by how the child process failed."""
    if failure == DISK_LIMIT:
        return describe_temporary_folder(folder.path)
    if failure == TIME_LIMIT:
        return f"reading it takes longer than {limits.seconds} seconds (limit seconds)"
    if failure == MEMORY_LIMIT:
        most = f"{limits.memory_bytes:,} bytes (limit memory_bytes)"
        return f"it needs more memory than {most}; save its table alone"
    return "it is damaged or of a kind that is not read; save it again as .xlsx"


def _parse_sections(sections: Sequence[Mapping[str, Any]]) -> NumberFormat:
    """A number format from the answer of the process."""
    return tuple(
        FormatSection(**{**one, "groups": tuple(one["groups"]), "between": tuple(one["between"])})
        for one in sections
    )


def _make_sheet(
    folder: TempFolder, number: int, answer: dict[str, Any], formats: Sequence[NumberFormat]
) -> Sheet:
    cells = SpilledCells(folder, number, answer, formats)
    return Sheet(
        answer["name"],
        cells,
        cells.height,
        cells.width,
        hidden=answer["hidden"],
        hidden_rows=tuple(answer["hidden_rows"]),
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in answer["merged"]),
        linked=tuple((row, column) for row, column in answer["linked"]),
        hidden_columns=tuple((first, last) for first, last in answer["hidden_columns"]),
    )

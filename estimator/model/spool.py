"""Spooling frames between two iterations: in memory while they are small, else in files."""

import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from msgspec import Struct

from estimator.model.disk import TemporaryFilesError, error_reason, temporary_writes
from estimator.model.problem import TABLE

# The bytes kept in memory: about fifty thousand rows.
KEPT = 2**24


class Spool:
    """Frames in order, iterated any number of times once all are added.

    The files are deleted with the spool, however the process ends unless it is killed.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._frames: list[pl.DataFrame | Path] = []
        self._folder: TempFolder | None = None
        self._room = kept

    def add(self, frame: pl.DataFrame) -> None:
        """Append ``frame``."""
        self._room -= int(frame.estimated_size())
        self._frames.append(frame if self._room >= 0 else self._write_parquet_file(frame))

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each frame as it was added."""
        for one in self._frames:
            yield pl.read_parquet(one) if isinstance(one, Path) else one

    def _write_parquet_file(self, frame: pl.DataFrame) -> Path:
        if self._folder is None:
            self._folder = TempFolder()
        path = self._folder.path / f"{len(self._frames)}.parquet"
        with temporary_writes(self._folder.path):
            frame.write_parquet(path, compression="lz4", statistics=False)
        return path


class TempFolder:
    """A temporary folder, deleted with this object."""

    def __init__(self) -> None:
        try:
            self.path = Path(mkdtemp(prefix="estimator-"))
        except OSError as error:
            # The message lists the folders tried.
            reason = f"{error_reason(error)}; set TMPDIR to a folder that can be written"
            raise TemporaryFilesError(error.errno, reason) from error
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def detach(texts: pl.Series) -> pl.Series:
    """``texts`` (String), copied."""
    return pl.Series(texts.name, texts.to_list(), dtype=pl.String)


def detach_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with its texts copied."""
    return frame.with_columns(detach(one) for one in frame if one.dtype == pl.String)


# Prefixes of the names of pass-through columns and of their kinds, in one frame with the inputs.
CARRIED, KIND = "\0c", "\0k"


class TypedPart(Struct, frozen=True):
    """Consecutive workloads, their inputs typed.

    Attributes:
        frame: ``TABLE`` (UInt32, the position of their table), ``row`` (Int64, its number on the
            sheet), the schema's columns (Decimal(38, 12) and String), ``model_as_given``.
        passed_through: the pass-through columns, one row for each of ``frame``; String.
        carried_kinds: UInt8, the kind of each of these cells.
    """

    frame: pl.DataFrame
    passed_through: pl.DataFrame
    carried_kinds: pl.DataFrame

    def __len__(self) -> int:
        """The number of workloads."""
        return len(self.frame)


class TypedWorkloads:
    """The workloads that can be priced, iterated part by part, any number of times."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._left_out = pl.DataFrame(schema={TABLE: pl.UInt32, "row": pl.Int64})
        self.rows = 0

    def add(self, part: TypedPart) -> None:
        """Append ``part``."""
        self.rows += len(part.frame)
        carried = part.passed_through.rename(lambda name: CARRIED + name)
        kinds = part.carried_kinds.rename(lambda name: KIND + name)
        self._spool.add(pl.concat([part.frame, carried, kinds], how="horizontal"))

    def leave_out(self, rows: pl.DataFrame) -> None:
        """Skip ``rows`` (``TABLE`` and ``row``) from now on."""
        self._left_out = rows
        if len(rows):
            self.rows = sum(map(len, self))

    def __iter__(self) -> Iterator[TypedPart]:
        """Each part; there is at least one."""
        for frame in self._spool:
            kept = frame
            if len(self._left_out):
                on = [TABLE, "row"]
                kept = frame.join(self._left_out, on=on, how="anti", maintain_order="left")
            yield _split_carried(kept)


def _split_carried(whole: pl.DataFrame) -> TypedPart:
    def columns_marked(mark: str) -> pl.DataFrame:
        # Dropped, not selected: this way a frame left without columns keeps its height.
        others = [name for name in whole.columns if not name.startswith(mark)]
        kept = whole.drop(others)
        return kept.rename(lambda name: name.removeprefix(mark)) if kept.width else kept

    carried, kinds = columns_marked(CARRIED), columns_marked(KIND)
    own = whole.select(whole.columns[: whole.width - 2 * carried.width])
    return TypedPart(own, carried, kinds)

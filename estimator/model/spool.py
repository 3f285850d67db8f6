"""Frames between two goings through them: in memory while they are small, else in files."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from estimator.model.folder import Folder

# How many bytes are kept in memory: about what fifty thousand rows take.
KEPT = 2**24


class Spool:
    """Frames in order; they can be gone through any number of times once all are there.

    The files are gone when the spool is, however the process ends short of being killed.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._frames: list[pl.DataFrame | Path] = []
        self._folder: Folder | None = None
        self._room = kept

    def add(self, frame: pl.DataFrame) -> None:
        """Puts ``frame`` behind the others."""
        self._room -= int(frame.estimated_size())
        self._frames.append(frame if self._room >= 0 else self._written(frame))

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Each frame as it was added."""
        for one in self._frames:
            yield pl.read_parquet(one) if isinstance(one, Path) else one

    def _written(self, frame: pl.DataFrame) -> Path:
        if self._folder is None:
            self._folder = Folder()
        path = self._folder.path / f"{len(self._frames)}.parquet"
        frame.write_parquet(path, compression="lz4", statistics=False)
        return path

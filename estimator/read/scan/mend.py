"""A workbook made fit for the native reader, which would die of a few of its cells."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from estimator.model.limits import Limits
from estimator.read.scan.findings import Cut
from estimator.read.scan.package import Package


def mend(path: Path, cuts: Mapping[str, Sequence[Cut]], limits: Limits) -> None:
    """Rewrites the package at ``path`` with ``cuts`` made and its XML in UTF-8.

    Nothing is done where nothing is to be mended.
    """
    if not cuts:
        return
    mended = path.with_name("mended")
    with (
        path.open("rb") as old,
        zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        package = Package(old, limits)
        for part in package.names:
            with new.open(package.stored(part), "w", force_zip64=True) as stream:
                for block in _cut(package.blocks(part), cuts.get(part, ())):
                    stream.write(block)
    mended.replace(path)


def _cut(blocks: Iterable[bytes], cuts: Sequence[Cut]) -> Iterator[bytes]:
    """``blocks`` with each of ``cuts`` replaced; these are in order and do not overlap."""
    left = iter(cuts)
    cut = next(left, None)
    offset = 0
    for block in blocks:
        start, end = offset, offset + len(block)
        while cut and cut.start < end:
            if cut.start >= offset:
                yield block[start - offset : cut.start - offset]
                yield cut.instead
            start = min(cut.end, end)
            if cut.end > end:
                break
            cut = next(left, None)
        yield block[start - offset :]
        offset = end

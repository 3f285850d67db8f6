"""What no way from a CSV file to a workbook can do without: reading the one, deflating the other.

    python -m benchmarks.sides.floor INPUT FOLDER OUTPUT

FOLDER has the unpacked parts of a workbook; they are deflated as ours are, into one file.
"""

import sys
from pathlib import Path

import polars as pl
from isal import isal_zlib

from estimator.report.rows.archive import BLOCK, LEVEL, WITHOUT_HEADER


def main(source: str, folder: str, target: str) -> None:
    """Reads ``source``, and deflates what is in ``folder`` to ``target``."""
    pl.read_csv(source)
    with Path(target).open("wb") as stream:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                deflate = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, WITHOUT_HEADER)
                with path.open("rb") as part:
                    while block := part.read(BLOCK):
                        stream.write(deflate.compress(block))
                stream.write(deflate.flush())


if __name__ == "__main__":
    main(*sys.argv[1:])

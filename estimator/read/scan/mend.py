"""A workbook made fit for the native reader, which knows no UTF-16."""

import zipfile
from pathlib import Path

from estimator.model.limits import Limits
from estimator.read.scan.package import Package


def mend(path: Path, limits: Limits) -> None:
    """Rewrites the package at ``path`` with its XML in UTF-8."""
    mended = path.with_name("mended")
    with (
        path.open("rb") as old,
        zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        package = Package(old, limits)
        for part in package.names:
            with new.open(package.stored(part), "w", force_zip64=True) as stream:
                for block in package.blocks(part):
                    stream.write(block)
    mended.replace(path)

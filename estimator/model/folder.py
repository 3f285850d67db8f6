"""A folder for what a run keeps on disk meanwhile."""

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp


class Folder:
    """A folder that is there as long as this object is.

    Attributes:
        path: where it is.
    """

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="estimator-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

"""A child that waits for ever, as one that reads a very large workbook; or finds no room."""

import os
import sys
import threading
from pathlib import Path

from estimator.model.child_process import child_of
from estimator.model.disk import temporary_writes

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with child_of(folder):
        if (folder / "full").exists():
            with temporary_writes(folder):
                raise OSError("No space left on device (os error 28)")
        (folder / "writing").write_text(str(os.getpid()), encoding="utf-8")
        (folder / "writing").rename(folder / "pid")
        threading.Event().wait()

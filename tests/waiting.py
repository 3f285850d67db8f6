"""A child that waits for ever, as one that reads a very large workbook."""

import os
import sys
import threading
from pathlib import Path

from estimator.model.child_process import child_of

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with child_of(folder):
        (folder / "writing").write_text(str(os.getpid()), encoding="utf-8")
        (folder / "writing").rename(folder / "pid")
        threading.Event().wait()

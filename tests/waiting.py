"""A child that waits for ever, as one that reads a very large workbook; or finds no room."""

import os
import sys
import threading

from estimator.model.child_process import await_folder, child_of
from estimator.model.disk import temporary_writes

if __name__ == "__main__":
    folder = await_folder()
    with child_of(folder):
        if folder.name == "ended":
            sys.exit()
        if (folder / "full").exists():
            with temporary_writes(folder):
                raise OSError("No space left on device (os error 28)")
        (folder / "writing").write_text(str(os.getpid()), encoding="utf-8")
        (folder / "writing").rename(folder / "pid")
        threading.Event().wait()

"""Makes edits in LibreOffice through its UNO interface.

    python3 -m tests.agreement.edits.uno_driver JOBS PROFILE

It is run by a Python that has the module ``uno``, often only that of the system, so it imports
nothing that is not in the standard library. JOBS is a JSON list; each job has a ``source``
workbook, ``steps`` as steps.py makes them, a ``target`` for the edited workbook, and ``save``:
whether to save it even if a check fails. Each is answered with a line of JSON: an ``error`` if the
edit could not be made, what the ``master`` check says, the lines that are ``failing``, and whether
it was ``saved``.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno

from tests.agreement.edits.places import CHECKS
from tests.agreement.edits.uno_page import EditedPage, Page, Remote, make_property, plain

MASTER_LABEL, FAILS = "All checks", "CHECK"
PATIENCE, TRIES = 0.2, 300


class Office:
    """A LibreOffice of our own."""

    def __init__(self, profile: Path) -> None:
        name = f"edits{os.getpid()}"
        command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += ["--norestore", "--nologo", f"--accept=pipe,name={name};urp;"]
        quiet = subprocess.DEVNULL
        # Of a group of its own, so that all its processes can be ended together.
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
        self.desktop = self._connect(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")

    def _connect(self, address: str) -> Remote:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        for _ in range(TRIES):
            try:
                context = resolver.resolve(address)
            except Exception:  # noqa: BLE001 - those of LibreOffice have no base class: not up yet
                time.sleep(PATIENCE)
                continue
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
        self.close()
        raise TimeoutError("LibreOffice did not start")

    def open_workbook(self, path: str) -> Remote:
        """The workbook at ``path``, as LibreOffice has it."""
        hidden = (make_property("Hidden", True),)
        return self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, hidden)

    def close(self) -> None:
        """Ends it."""
        try:
            self.desktop.terminate()
            self.process.wait(timeout=20)
        except Exception:  # noqa: BLE001 - as above: it hangs, or is gone
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def read_checks(document: Remote) -> tuple[str, list[str]]:
    """What the master check says, and the lines that fail."""
    page = Page(document, CHECKS)
    said, failing = "", []
    for row, values in enumerate(page.cells(0, page.end[0]).getDataArray()):
        texts = [plain(value) for value in values]
        if texts[0] == MASTER_LABEL:
            said = page.text(row, 1)
        elif FAILS in texts:
            failing.append(texts[0])
    return said, failing


def make_edit(office: Office, job: dict[str, Any]) -> dict[str, object]:
    """Makes one edit on a fresh copy, and recalculates every formula."""
    document = office.open_workbook(job["source"])
    try:
        pages: dict[str, EditedPage] = {}
        for step in job["steps"]:
            name = step["sheet"]
            pages[name] = pages.get(name) or EditedPage(document, name)
            getattr(pages[name], step["do"])(step)
        document.calculateAll()
        said, failing = read_checks(document)
        saved = bool(job["save"]) or said != FAILS
        if saved:
            kind = (make_property("FilterName", "Calc MS Excel 2007 XML"),)
            document.storeToURL(Path(job["target"]).as_uri(), kind)
    finally:
        document.close(True)
    return {"error": "", "master": said, "failing": failing, "saved": saved}


def main(jobs: str, profile: str) -> None:
    """Makes all edits; a fault in one does not hide the others."""
    # Whoever ends this ends its LibreOffice too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    office = Office(Path(profile).absolute())
    try:
        for job in json.loads(Path(jobs).read_text(encoding="utf-8")):
            try:
                result = make_edit(office, job)
            except Exception as error:  # noqa: BLE001 - as above, and whatever a step lacks
                said = f"{type(error).__name__}: {error}"
                result = {"error": said, "master": "", "failing": [], "saved": False}
                if office.process.poll() is not None:
                    office = Office(Path(profile).absolute())
            sys.stdout.write(f"{json.dumps(result)}\n")
            sys.stdout.flush()
    finally:
        office.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Judges the edits whose names have a word, or all: python -m tests.agreement.edits [WORD]...

Those of the large portfolio take long: with the word "large" they are judged instead of the others.
"""

import sys
import tempfile
from pathlib import Path
from unittest import mock

from estimator.model import child_process
from tests import forked
from tests.agreement.edits.catalog import EDITS
from tests.agreement.edits.judge import count_answers, judge_edits
from tests.agreement.edits.portfolios import LARGE


def main(words: list[str]) -> None:
    """Prints the table of verdicts."""
    large, wanted = LARGE in words, [word for word in words if word != LARGE]
    pool = [edit for edit in EDITS if (edit.portfolio == LARGE) == large]
    chosen = [edit for edit in pool if not wanted or any(word in edit.name for word in wanted)]
    # As in the tests, the processes that read workbooks share their imports.
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(child_process, "Child", forked.ForkedChild),
    ):
        verdicts = []
        for one in judge_edits(chosen, Path(folder)):
            _print(str(one))
            verdicts.append(one)
    _print(*count_answers(verdicts))
    forked.close()


def _print(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

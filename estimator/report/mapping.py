"""What headings mean, as a file that a later run can be given."""

import json
from collections.abc import Sequence

from estimator.model.table import Table

HEAD = """\
# What the headings of the sheet mean, for --mapping; "" carries a column through.
# A heading that is not here is understood as without this file.

[columns]
"""


def text(tables: Sequence[Table]) -> str:
    """The mapping of every heading of ``tables`` as TOML."""
    columns = {heading.text: heading.column for table in tables for heading in table.headings}
    lines = [f"{_quoted(heading)} = {_quoted(column)}" for heading, column in columns.items()]
    return HEAD + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A TOML string is a JSON string, but for the one character that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

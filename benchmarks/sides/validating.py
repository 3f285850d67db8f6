"""The rows of a CSV file judged one by one by a JSON Schema validator, and how long that took.

    python -m benchmarks.sides.validating LIBRARY INPUT

The validator gets what it does best with: rows that are dicts of typed values before the clock
starts, one validator for all of them, and only the question whether a row is valid.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

SCHEMA = Path(__file__).parent.parent.parent / "schemas" / "workloads.schema.json"

Row = Mapping[str, Any]
Valid = Callable[[Row], bool]


# Each side loads its own library only.
# ruff: noqa: PLC0415


def _jsonschema(schema: Mapping[str, Any]) -> Valid:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema).is_valid


def _jsonschema_rs(schema: Mapping[str, Any]) -> Valid:
    from jsonschema_rs import Draft202012Validator

    valid: Valid = Draft202012Validator(dict(schema)).is_valid
    return valid


LIBRARIES = {"jsonschema": _jsonschema, "jsonschema_rs": _jsonschema_rs}


def _rows(source: str, schema: Mapping[str, Any]) -> list[Row]:
    """The rows under the schema's names; a blank is a value that is not there."""
    names = {column["title"]: name for name, column in schema["properties"].items()}
    frame = pl.read_csv(source).rename(lambda heading: names[heading])
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in frame.iter_rows(named=True)
    ]


def main(library: str, source: str) -> None:
    """Judges every row of ``source``, which has no fault, and prints the seconds of that.

    Raises:
        SystemExit: a row is not valid, so that the comparison would not be one.
    """
    schema = json.loads(SCHEMA.read_bytes())
    rows = _rows(source, schema)
    valid = LIBRARIES[library](schema)
    start = time.perf_counter()
    wrong = sum(not valid(row) for row in rows)
    taken = time.perf_counter() - start
    if wrong:
        raise SystemExit(f"{wrong} rows are not valid")
    print(json.dumps({"alone": taken}))


if __name__ == "__main__":
    main(*sys.argv[1:])

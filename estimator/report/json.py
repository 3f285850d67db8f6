"""An outcome as one JSON object: money as decimal strings with two places."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from estimator.model.estimate import Estimate
from estimator.model.money import amount, plain
from estimator.model.outcome import Outcome
from estimator.model.problem import Problem
from estimator.report.data import data


def text(document: Mapping[str, Any]) -> str:
    """``document`` as text, ready to print or to write."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def summary(outcome: Outcome, output: str | None = None) -> dict[str, Any]:
    """What ``--json`` prints: the same keys whether or not there is an estimate."""
    estimate = outcome.estimate
    priced = estimate.rows if estimate else 0
    return {
        "rows": outcome.rows,
        "rows_estimated": priced,
        "rows_rejected": outcome.rows - outcome.good,
        "totals": _totals(estimate),
        "by_model": _groups(estimate, "model"),
        "by_cost_center": _groups(estimate, "cost_center"),
        "assumed": _assumed(estimate),
        "rate_card": outcome.card.name if outcome.card else None,
        "as_of": outcome.as_of.isoformat() if outcome.as_of else None,
        "output": output,
        "inputs": _inputs(outcome),
        "mapping": _mapping(outcome),
        "problems": [problem(one) for one in outcome.problems],
    }


def portfolio(outcome: Outcome, output: str) -> dict[str, Any]:
    """What a ``.json`` output holds: the summary, and every workload with all its columns."""
    if outcome.estimate is None:
        return summary(outcome)
    rows = data(outcome.estimate)
    return {
        **summary(outcome, output),
        "workloads": [_row(row) for row in rows.iter_rows(named=True)],
    }


def problem(one: Problem) -> dict[str, Any]:
    """``one`` as JSON; what does not apply is null."""
    return {
        "place": one.place or None,
        "file": one.source.file if one.source else None,
        "sheet": one.source.sheet if one.source else None,
        "row": one.row,
        "column": one.column,
        "heading": one.heading,
        "code": one.code,
        "severity": one.severity,
        "found": one.found or None,
        "expected": one.expected or None,
        "message": one.message,
    }


def _mapping(outcome: Outcome) -> list[dict[str, Any]]:
    """Each heading of the input and the column it was taken for; null where it is carried."""
    return [
        {
            "file": table.source.file,
            "sheet": table.source.sheet,
            "heading": heading.text,
            "column": heading.column or None,
            "matched": heading.matched or None,
        }
        for table in outcome.tables
        for heading in table.headings
    ]


def _inputs(outcome: Outcome) -> list[dict[str, Any]]:
    """Each table that was read: where it stands and how many workloads it has."""
    return [
        {
            "file": table.source.file,
            "sheet": table.source.sheet,
            "header_row": table.source.header_row,
            "rows": table.height,
            "sha256": table.source.sha256,
        }
        for table in outcome.tables
    ]


def _totals(estimate: Estimate | None) -> dict[str, str] | None:
    if estimate is None:
        return None
    return {name: amount(value) for name, value in estimate.totals.items()}


def _groups(estimate: Estimate | None, dimension: str) -> list[dict[str, Any]]:
    if estimate is None:
        return []
    return [
        {dimension: row.pop("label"), "rows": row.pop("rows"), **_amounts(row)}
        for row in estimate.groups[dimension].drop("key").iter_rows(named=True)
    ]


def _amounts(row: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: amount(value) for name, value in row.items()}


def _assumed(estimate: Estimate | None) -> list[dict[str, Any]]:
    taken = estimate.assumed if estimate else ()
    return [
        {
            "name": one.assumption.word,
            "value": plain(one.assumption.value),
            "rows": one.rows,
            "first_year_cost": amount(one.first_year_cost),
        }
        for one in taken
        if one.rows
    ]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: plain(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }

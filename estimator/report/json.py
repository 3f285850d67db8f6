"""JSON output: an outcome as one object, with amounts as decimal strings of two places."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from estimator.model.basis import Basis
from estimator.model.calendar import ONE_TIME, RECURRING, Calendar
from estimator.model.cost_model import Scenario
from estimator.model.estimate import Estimate, Outcome
from estimator.model.money import amount, plain
from estimator.model.output_columns import plan_columns
from estimator.model.problem import Problem
from estimator.report.data import data
from estimator.report.files import Fill


def summary(outcome: Outcome, output: str | None = None) -> dict[str, Any]:
    """The object that ``--json`` prints; its keys do not depend on whether there is an estimate."""
    estimate, basis = outcome.estimate, outcome.basis
    priced = estimate.totals.rows if estimate else 0
    return {
        "rows": outcome.rows,
        "rows_estimated": priced,
        "rows_rejected": outcome.rows - outcome.good,
        "totals": _totals(estimate),
        "by_model": _groups(estimate, "model"),
        "by_cost_center": _groups(estimate, "cost_center"),
        "budget_status": _statuses(estimate),
        "budgets": _budgets(estimate),
        "plan": _plan(estimate),
        "assumed": _assumed(estimate),
        "rate_card": basis.card.name if basis else None,
        "currency": _currency(basis),
        "as_of": basis.as_of.isoformat() if basis else None,
        "scenario": _scenario(basis.scenario) if basis else None,
        "scenarios": _scenarios(estimate),
        "output": output,
        "inputs": _inputs(outcome),
        "mapping": _mapping(outcome),
        "problems": (problem(one) for one in outcome.problems),
    }


def portfolio(outcome: Outcome, estimate: Estimate, output: str) -> Fill:
    """The ``.json`` output: the summary, and every workload with all columns."""

    def fill(target: BinaryIO) -> list[Problem]:
        rows = (_row(row) for frame in data(estimate) for row in frame.iter_rows(named=True))
        document = {**summary(outcome, output), "workloads": rows}
        target.writelines(piece.encode("utf-8") for piece in pieces(document))
        return []

    return fill


def problem(one: Problem) -> dict[str, Any]:
    """``one`` as JSON, with null for fields that do not apply."""
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
    cost, variance = (one.name for one in plan_columns(estimate.basis.currency))
    year = {cost: estimate.totals.calendar.all[cost], variance: estimate.fiscal_year_variance}
    return _amounts({**estimate.totals.by_column, **year, **estimate.dollars})


def _groups(estimate: Estimate | None, dimension: str) -> list[dict[str, Any]]:
    if estimate is None:
        return []
    return [
        {dimension: row.pop("label"), "rows": row.pop("rows"), **_amounts(row)}
        for row in estimate.totals.groups[dimension].drop("key").iter_rows(named=True)
    ]


def _plan(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    found, year = estimate.totals.calendar, plan_columns(estimate.basis.currency)
    return {
        "fiscal_year_start": found.plan.start,
        "months": found.plan.length,
        "by_month": _months(found, found.all),
        **{
            f"by_{dimension}": [
                {
                    dimension: group["label"],
                    **_amounts({one.name: group[one.name] for one in year if one.name in group}),
                    "by_month": _months(found, group),
                }
                for group in groups.iter_rows(named=True)
            ]
            for dimension, groups in found.groups.items()
        },
    }


def _months(found: Calendar, sums: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [
        {
            "month": month,
            "one_time_cost": amount(sums[ONE_TIME + month]),
            "recurring_cost": amount(sums[RECURRING + month]),
        }
        for month in found.plan.months
    ]


def _amounts(row: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: amount(value) for name, value in row.items()}


def _currency(basis: Basis | None) -> dict[str, str | None] | None:
    if basis is None:
        return None
    rate = basis.exchange_rate
    return {
        "code": basis.currency.code,
        "fx_rate": plain(rate.value) if rate else None,
        "fx_source": rate.source if rate else None,
        "budgets": basis.currency.budgets,
    }


def _statuses(estimate: Estimate | None) -> list[dict[str, Any]]:
    return [
        {
            "budget_status": one.status,
            "rows": one.rows,
            "annual_budget": amount(one.annual_budget),
            "first_year_cost": amount(one.first_year_cost),
        }
        for one in (estimate.totals.budgeted if estimate else ())
    ]


def _budgets(estimate: Estimate | None) -> list[dict[str, Any]]:
    if estimate is None or estimate.totals.budgets is None:
        return []
    return [
        {"cost_center": row.pop("label"), "rows": row.pop("rows"), **_cells(row)}
        for row in estimate.totals.budgets.drop("key").iter_rows(named=True)
    ]


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: amount(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }


def _scenario(one: Scenario) -> dict[str, Any]:
    return {"name": one.name, **{name: plain(value) for name, value in one.factors.items()}}


def _scenarios(estimate: Estimate | None) -> list[dict[str, Any]]:
    known = estimate.basis.model.scenarios if estimate else ()
    totals = estimate.totals.by_scenario if estimate else {}
    return [{**_scenario(one), "totals": _amounts(totals[one.name])} for one in known]


def _assumed(estimate: Estimate | None) -> list[dict[str, Any]]:
    taken = estimate.totals.assumed if estimate else ()
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


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """``document`` as text, piece by piece; its iterators become lists."""
    before = "{"
    for name, value in document.items():
        yield f"{before}\n  {_written(name)}: "
        before = ","
        if isinstance(value, Iterator):
            yield from _items(value)
        else:
            yield _written(value, "  ")
    yield "\n}\n"


def _items(values: Iterator[Any]) -> Iterator[str]:
    before = "["
    for value in values:
        yield f"{before}\n    {_written(value, '    ')}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def _written(value: Any, indent: str = "") -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", f"\n{indent}")

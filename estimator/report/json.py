"""JSON output: an outcome as one object, with amounts as decimal strings of two places."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

import polars as pl

from estimator.model.basis import Basis
from estimator.model.calendar import (
    ONE_TIME,
    RECURRING,
    REPLACED,
    REPLACEMENT_COST,
    UNCOVERED,
    UNCOVERED_COST,
    Calendar,
)
from estimator.model.causes import Cause, list_causes
from estimator.model.cost_model import Scenario
from estimator.model.estimate import BUDGETED_ROWS, Estimate, Outcome
from estimator.model.money import BUDGET, VARIANCE, money_text, plain_number
from estimator.model.problem import Problem
from estimator.report.data import output_frames
from estimator.report.files import StreamWriter
from estimator.report.json_budgets import (
    budget_document,
    budget_list,
    budget_status_list,
    over_budget_list,
)
from estimator.report.json_unit_costs import unit_cost_list


def outcome_document(outcome: Outcome, output: str | None = None) -> dict[str, Any]:
    """The object that ``--json`` prints; its keys do not depend on whether there is an estimate."""
    estimate, basis = outcome.estimate, outcome.basis
    priced = estimate.totals.rows if estimate else 0
    return {
        "rows": outcome.rows,
        "rows_estimated": priced,
        "rows_rejected": outcome.rows - outcome.good,
        "totals": _total_amounts(estimate),
        "by_model": _group_list(estimate, "model"),
        "by_cost_center": _group_list(estimate, "cost_center"),
        "against_budget": budget_document(estimate),
        "budget_status": budget_status_list(estimate),
        "budgets": budget_list(estimate),
        "over_budget": over_budget_list(outcome),
        "on_other_card": _comparison_document(estimate),
        "plan": _plan_document(estimate),
        "unit_costs": unit_cost_list(estimate),
        "assumed": _assumed_list(estimate),
        "rate_card": basis.card.name if basis else None,
        "rate_cards": _card_list(basis),
        "currency": _currency_document(basis),
        "as_of": basis.as_of.isoformat() if basis and not basis.card.own_days else None,
        "scenario": _scenario_document(basis.scenario) if basis else None,
        "scenarios": _scenario_list(estimate),
        "output": output,
        "inputs": _input_list(outcome),
        "mapping": _mapping_list(outcome),
        "problems": (cause_as_json(one) for one in list_causes(outcome.problems)),
    }


def json_output(outcome: Outcome, estimate: Estimate, output: str) -> StreamWriter:
    """The ``.json`` output: the summary, and every workload with all columns."""

    def write_json_document(target: BinaryIO) -> list[Problem]:
        rows = (
            _workload_document(row)
            for frame in output_frames(estimate)
            for row in frame.iter_rows(named=True)
        )
        document = {**outcome_document(outcome, output), "workloads": rows}
        # A name that is no UTF-8 is escaped as JSON does.
        pieces = json_pieces(document)
        target.writelines(piece.encode("utf-8", "backslashreplace") for piece in pieces)
        return []

    return write_json_document


def cause_as_json(cause: Cause) -> dict[str, Any]:
    """``cause`` as JSON: its first problem, their number and, of an error, all of its cells."""
    one = cause.merged()
    cells = (
        {"place": place, "row": row, "found": found or None} for place, row, found in cause.places()
    )
    return {**problem_as_json(one), "count": one.count, "cells": cells}


def problem_as_json(one: Problem) -> dict[str, Any]:
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


def _mapping_list(outcome: Outcome) -> list[dict[str, Any]]:
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


def _input_list(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "file": table.source.file,
            "sheet": table.source.sheet,
            "header_row": table.source.header_row,
            "rows": table.height,
            "sha256": table.source.sha256,
            "set": dict(table.source.set_columns),
        }
        for table in outcome.tables
    ]


def _total_amounts(estimate: Estimate | None) -> dict[str, str | None] | None:
    if estimate is None:
        return None
    shown, totals = estimate.basis.currency.name_shown, estimate.totals
    # Budgets of periods have no year in common.
    budget = totals.against_budget if totals.has_budgets and not totals.by_period else None
    amounts, of_year = totals.calendar.portfolio_amounts, estimate.basis.model.year_costs
    year = {
        **{name: amounts[name] for name in of_year},
        shown(BUDGET): budget.annual_budget if budget else None,
        shown(VARIANCE): budget.fiscal_year_variance if budget else None,
    }
    return _amount_texts({**totals.by_column, **year, **estimate.dollars})


def _group_list(estimate: Estimate | None, dimension: str) -> list[dict[str, Any]]:
    if estimate is None:
        return []
    budget = estimate.basis.currency.name_shown(BUDGET)
    groups = estimate.totals.groups[dimension].with_columns(
        pl.when(pl.col(BUDGETED_ROWS) > 0).then(budget).alias(budget)
    )
    # Budgets by cost center have a list of their own.
    other = [budget] if estimate.totals.budgets is not None else []
    return [
        {dimension: row.pop("label"), "rows": row.pop("rows"), **_amount_texts(row)}
        for row in groups.drop("key", BUDGETED_ROWS, *other).iter_rows(named=True)
    ]


def _plan_document(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    found, shown = estimate.totals.calendar, estimate.basis.currency.name_shown
    year = [*estimate.basis.model.year_costs, shown(VARIANCE)]
    return {
        "fiscal_year_start": found.plan.start,
        "fiscal_year_reason": found.plan.reason,
        "months": found.plan.length,
        "by_month": _month_list(found, found.portfolio_amounts),
        **{
            f"by_{dimension}": [
                {
                    dimension: group["label"],
                    **_amount_texts({name: group[name] for name in year if name in group}),
                    "by_month": _month_list(found, group),
                }
                for group in groups.iter_rows(named=True)
            ]
            for dimension, groups in found.groups.items()
        },
    }


def _month_list(found: Calendar, sums: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [
        {
            "month": month,
            "one_time_cost": money_text(sums[ONE_TIME + month]),
            "recurring_cost": money_text(sums[RECURRING + month]),
            **_fields_beside(month, sums),
        }
        for month in found.plan.months
    ]


def _fields_beside(month: str, sums: Mapping[str, Decimal]) -> dict[str, str]:
    """What replacements cost, and what is not covered, in ``month``; nothing if no model ends."""
    fields = {REPLACEMENT_COST: REPLACED, UNCOVERED_COST: UNCOVERED}
    known = {name: sums.get(kind + month) for name, kind in fields.items()}
    return {name: money_text(amount) for name, amount in known.items() if amount is not None}


def _amount_texts(row: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    return {name: None if one is None else money_text(one) for name, one in row.items()}


def _comparison_document(estimate: Estimate | None) -> dict[str, Any] | None:
    """What the workloads cost on the rate card that theirs names; null without one."""
    other = estimate.totals.on_other_card if estimate else None
    if other is None:
        return None
    amounts = {
        "fiscal_year_cost": other.cost_there,
        "fiscal_year_cost_here": other.cost_here,
        "uncovered_cost": other.uncovered_there,
    }
    return {
        "rate_card": other.card,
        "rows": other.rows,
        **_amount_texts(amounts),
        "missing": dict(other.missing),
    }


def _card_list(basis: Basis | None) -> list[dict[str, str]]:
    """Each rate card, with the day on which its prices are taken."""
    cards = basis.card.cards_on(basis.as_of) if basis else ()
    return [
        {
            "rate_card": one.name,
            "date_checked": one.date_checked.isoformat(),
            "as_of": day.isoformat(),
        }
        for one, day in cards
    ]


def _currency_document(basis: Basis | None) -> dict[str, str | None] | None:
    if basis is None:
        return None
    rate = basis.exchange_rate
    return {
        "code": basis.currency.code,
        "fx_rate": plain_number(rate.value) if rate else None,
        "fx_source": rate.source if rate else None,
        "budgets": basis.currency.budgets,
    }


def _scenario_document(one: Scenario) -> dict[str, Any]:
    return {"name": one.name, **{name: plain_number(value) for name, value in one.factors.items()}}


def _scenario_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    known = estimate.basis.model.scenarios if estimate else ()
    totals = estimate.totals.by_scenario if estimate else {}
    return [{**_scenario_document(one), "totals": _amount_texts(totals[one.name])} for one in known]


def _assumed_list(estimate: Estimate | None) -> list[dict[str, Any]]:
    taken = estimate.totals.assumed if estimate else ()
    return [
        {
            "name": one.assumption.option_name,
            "value": plain_number(one.assumption.value),
            "rows": one.rows,
            **_amount_texts({"first_year_cost": one.first_year_cost, "added_cost": one.added_cost}),
        }
        for one in taken
        if one.rows
    ]


def _workload_document(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: plain_number(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }


def json_pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """``document`` as text, piece by piece; its iterators become lists."""
    before = "{"
    for name, value in document.items():
        yield f"{before}\n  {_json_text(name)}: "
        before = ","
        if isinstance(value, Iterator):
            yield from _list_pieces(value)
        else:
            yield _json_text(value, "  ")
    yield "\n}\n"


def _list_pieces(values: Iterator[Any]) -> Iterator[str]:
    before = "["
    for value in values:
        yield f"{before}\n    "
        yield from _object_pieces(value, "    ")
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def _object_pieces(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    """``value`` as text; if its last field is an iterator, its items are a line each."""
    *fields, last = value
    if not isinstance(value[last], Iterator):
        yield _json_text(value, indent)
        return
    head = _json_text({name: value[name] for name in fields}, indent).removesuffix("}").rstrip()
    yield f"{head},\n{indent}  {_json_text(last)}: ["
    before = ""
    for item in value[last]:
        yield f"{before}\n{indent}    {json.dumps(item, ensure_ascii=False)}"
        before = ","
    yield f"\n{indent}  ]\n{indent}}}" if before else f"]\n{indent}}}"


def _json_text(value: Any, indent: str = "") -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", f"\n{indent}")

"""The rate of each workload: by its model, and by its price date where prices have periods."""

from datetime import date
from decimal import Decimal

import polars as pl
from msgspec.structs import replace

from estimator.formula.price_rows import rate_rows
from estimator.model.plan import Plan
from tests.rates import rate_of

ONE = Decimal(1)
PLAN, AS_OF, MARCH = Plan("2027-01"), date(2026, 11, 29), date(2027, 3, 1)
OTHER = rate_of("n", ONE, ONE, ONE)
OLD = rate_of("m", ONE, ONE, ONE, valid_to=MARCH)
NEW = replace(OLD, valid_from=MARCH, valid_to=None)


def places(
    *rows: tuple[str | None, str | None, str | None], as_of: date = AS_OF
) -> list[int | None]:
    """The places among the old, the new and the other rate: rows of a model, a start and an end."""
    schema = dict.fromkeys(("model", "start_month", "end_month"), pl.String)
    frame = pl.DataFrame(rows, schema, orient="row")
    return rate_rows(frame, (OLD, NEW, OTHER), as_of, PLAN).to_list()


def test_a_start_before_the_change_takes_the_old_price_and_one_from_it_on_the_new() -> None:
    assert places(("m", "2027-02", None), ("m", "2027-03", None), ("m", "2030-01", None)) == [
        1,
        2,
        2,
    ]


def test_a_blank_start_is_the_first_month_of_the_plan_or_the_end_of_what_is_over() -> None:
    assert places(("m", None, None), ("m", None, "2026-12")) == [1, 1]
    after = Plan("2027-04")
    frame = pl.DataFrame(
        {"model": ["m", "m"], "start_month": [None, None], "end_month": [None, "2027-02"]},
        schema_overrides={"start_month": pl.String},
    )
    assert rate_rows(frame, (OLD, NEW), AS_OF, after).to_list() == [2, 1]


def test_nothing_is_priced_before_the_as_of_date() -> None:
    assert places(("m", "2025-01", None), as_of=MARCH) == [2]


def test_a_model_that_is_unknown_or_blank_has_no_place() -> None:
    assert places(("x", None, None), (None, None, None), ("n", "2027-02", None)) == [None, None, 3]


def test_rates_that_hold_forever_need_no_months() -> None:
    frame = pl.DataFrame({"model": ["n", "x", "m"]})
    forever = replace(OLD, valid_to=None)
    assert rate_rows(frame, (forever, OTHER), AS_OF, PLAN).to_list() == [2, None, 1]


def test_no_rows_have_no_places() -> None:
    assert places() == []

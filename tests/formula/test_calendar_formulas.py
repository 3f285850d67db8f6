import pytest

from estimator.formula.calendar_formulas import calendar_formulas
from estimator.formula.syntax import names_in
from estimator.model.calendar import plan_constants, rate_months
from estimator.model.plan import LEAST_MONTHS, MOST_MONTHS, REPLACE, STOP, Plan
from tests.model.test_calendar import kinds


@pytest.mark.parametrize("after", ["", STOP, REPLACE])
@pytest.mark.parametrize("grows", [True, False])
@pytest.mark.parametrize("length", [LEAST_MONTHS, MOST_MONTHS])
def test_the_kinds_by_unit_allow_all_that_the_checker_finds(
    length: int, *, grows: bool, after: str
) -> None:
    checked = kinds(length, grows=grows, after=after)
    columns = calendar_formulas(length, grows=grows, after=after)
    constants = {*plan_constants(Plan("2027-01", length)), *rate_months(after)}
    for name in {name for one in columns for name in (one.name, *names_in(one.node))} - constants:
        known = columns[0].kinds.get(name)
        if known is None:
            # A month, as a number of days.
            assert (checked[name].decimals, checked[name].low > 0) == (0, True), name
        else:
            assert checked[name].decimals <= known.decimals, name
            assert known.low < 0 or checked[name].low >= 0, name

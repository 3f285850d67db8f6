"""What stands in a formula that fills a column is held to what Excel lets be shared."""

import pytest

from estimator.report.rows.formulas import (
    UnsharableFormulaError,
    check_sharable,
    follower_formula_element,
    master_formula_element,
)

NAMES = {"rate_models", "default_epochs"}
SHARABLE = (
    "MATCH(G7,rate_models,0)",
    'IF(L7="",default_epochs,L7)',
    "ROUND((AD7-AL7)*AE7/1000000,2)",
    'IF(A7="a!b [c] {d} ""e"", f:g","",-1.5)',
    "IF(AND(XFD7<>0,NOT(B7>=C7)),MIN(1,(A7+B7)),0)",
)
UNSHARABLE = {
    "another sheet": "Rates!A7",
    "another sheet in quotes": "'Rates and more'!A7",
    "another row": "A8",
    "another row that begins alike": "A77",
    "a cell that stays": "$A$7",
    "a range": "SUM(A7:B7)",
    "a table": "costs[Cost]",
    "this row of a table": "[@Cost]",
    "a union": "(A7,B7)",
    "a union in a function": "SUM((A7,B7))",
    "an intersection": "A7 B7",
    "an array": "SUM({1,2})",
    "an error": "#REF!",
    "an unknown name": "IF(A7=1,no_such_name,0)",
    "a text that does not end": 'IF(A7="x',
    "another workbook": "[1]Rates!A7",
    "a spill": "A7#",
}


@pytest.mark.parametrize("formula", SHARABLE)
def test_cells_of_the_row_and_defined_names_are_shared(formula: str) -> None:
    check_sharable(formula, 7, NAMES)


@pytest.mark.parametrize("formula", UNSHARABLE.values(), ids=UNSHARABLE)
def test_nothing_else_is_shared(formula: str) -> None:
    with pytest.raises(UnsharableFormulaError):
        check_sharable(formula, 7, NAMES)


def test_the_text_of_a_formula_is_written_once_and_as_xml() -> None:
    assert master_formula_element('IF(A7<>"&",1,2)', 3, "B7:B9") == (
        '<f t="shared" ref="B7:B9" si="3">IF(A7&lt;&gt;"&amp;",1,2)</f>'
    )
    assert follower_formula_element(3) == '<f t="shared" si="3"/>'

"""All edits, each with a name of its own."""

from typing import Final

from tests.agreement.edits.basis_edits import basis_edits
from tests.agreement.edits.formula_edits import formula_edits
from tests.agreement.edits.input_edits import input_edits
from tests.agreement.edits.large_edits import large_edits
from tests.agreement.edits.odd_edits import odd_edits
from tests.agreement.edits.retirement_edits import retirement_edits
from tests.agreement.edits.row_edits import row_edits
from tests.agreement.edits.steps import Edit
from tests.agreement.edits.text_edits import text_edits

EDITS: Final[tuple[Edit, ...]] = (
    *row_edits(),
    *text_edits(),
    *input_edits(),
    *basis_edits(),
    *retirement_edits(),
    *formula_edits(),
    *odd_edits(),
    *large_edits(),
)

"""Names and titles in cost-model files: those in use, and those that mislead a spreadsheet."""

import re
from collections.abc import Collection, Iterator, Sequence

from estimator.formula.syntax import FUNCTIONS
from estimator.model.calendar import YEAR_FIGURES
from estimator.model.column import Column, ComputedColumn
from estimator.model.cost_model import (
    COUNTED_IN,
    FACTORS,
    Assumption,
    CostModel,
    before_house_costs,
)
from estimator.model.estimate import DIMENSIONS, GROUP_FIELDS
from estimator.model.estimates_columns import MONTH_OR_CHECK, estimates_columns
from estimator.model.money import RATE
from estimator.model.output_columns import AS_OF, year_columns
from estimator.model.plan import FIRST_MONTH, REPLACE, Plan
from estimator.model.schema import workloads_schema
from estimator.model.text import plain_words, quote_text
from estimator.read.headers import NOTHING_MAPPED, match_header

# Names that Excel would read as a cell (A1 or R1C1 style) or a value.
CELL_LIKE = re.compile(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*|true|false", re.IGNORECASE)
RESERVED = frozenset(
    {
        *("row", AS_OF, RATE, *YEAR_FIGURES, *FACTORS, *GROUP_FIELDS),
        *map(before_house_costs, COUNTED_IN.values()),
    }
)
# The months, the checks of a row and the costs on replacements: as many as needed.
NUMBERED_NAME = re.compile(r"m\d+_cost|check_formulas_\d+|replacement_.*")
# Assumptions are defined names of the workbook. It has others, among them that of its table, and
# Excel has some of its own.
WORKBOOK_NAME = re.compile(
    r"(?:rate|plan|after|scenarios?|fx|print)_.*|scenario|plan|rates|workloads|workload_(?:ids|heading)"
    rf"|(?:{'|'.join(DIMENSIONS)})_(?:spellings|keys|labels)|wrong_(?:prices|periods)"
    r"|auto_(?:open|close|activate|deactivate)|consolidate_area|criteria|data_form|database"
    r"|extract|filter_?database|recorder|sheet_title"
)

HouseEntry = Column | Assumption | ComputedColumn


def name_problems(named: Sequence[HouseEntry]) -> Iterator[tuple[HouseEntry, str]]:
    """The inputs, assumptions and columns of a cost model whose names or titles cannot be used."""
    bare, every = CostModel((), (), after_retirement=REPLACE, dated=True), DIMENSIONS[1:]
    own = [*estimates_columns(bare, Plan(FIRST_MONTH), numbered=every), *year_columns(bare)]
    taken = {one.name for one in own} | RESERVED
    titles = {one.title.casefold() for one in own}
    headers: dict[str, str] = {}
    for one in named:
        if CELL_LIKE.fullmatch(one.name) or one.name.upper() in FUNCTIONS:
            yield one, f"a spreadsheet reads the name {quote_text(one.name)} as a cell or function"
        if one.name in taken or NUMBERED_NAME.fullmatch(one.name):
            yield one, f"the name {quote_text(one.name)} is already in use; choose another"
        if not isinstance(one, Assumption) and _is_own_title(one.title, titles):
            yield one, f"the title {quote_text(one.title)} is already in use; choose another"
        elif isinstance(one, Column):
            yield from ((one, sentence) for sentence in _header_problems(one, headers))
        if isinstance(one, Assumption) and WORKBOOK_NAME.fullmatch(one.name):
            sentence = (
                f"the assumption {quote_text(one.name)} has a name that the workbook uses "
                f"itself; call it {quote_text(f'house_{one.name}')}, for example"
            )
            yield one, sentence
        taken.add(one.name)
        titles |= set() if isinstance(one, Assumption) else {one.title.casefold()}


def _is_own_title(title: str, taken: Collection[str]) -> bool:
    """Whether a column of Estimates has ``title``, or that of a month or check of a row."""
    return title.casefold() in taken or MONTH_OR_CHECK.fullmatch(title) is not None


def _header_problems(column: Column, headers: dict[str, str]) -> Iterator[str]:
    """The headers of an input that mean another one; its own are added to ``headers``."""
    for text in dict.fromkeys((column.title, column.name, *column.aliases)):
        other = match_header(text, 1, workloads_schema(), NOTHING_MAPPED).column
        title = workloads_schema().columns[other].title if other else headers.get(plain_words(text))
        if title:
            yield (
                f"the header {quote_text(text)} means the input {quote_text(title)} already; "
                "choose another"
            )
    headers |= {plain_words(text): column.title for text in (column.title, *column.aliases)}

"""What is wrong with a cost-model file as a whole: units, values, defaults, and in what order."""

import pytest
from msgspec.structs import replace

from estimator.basis.cost_model import load_cost_model
from estimator.basis.house_problems import model_problems
from tests.house_costs import COUNT_ENTRY, INPUT_ENTRY, VAT_ENTRY, Entry, house_document, messages

SHARES = "expected a share from 0% to 100%, such as 10% or 0.1."
OF_MONEY = (
    'its unit is "dollars per hour"; amounts of a cost model are in US dollars, written '
    '"USD per hour", and --currency converts them for the report.'
)
NO_INPUT = 'there is no input "epoch". Did you mean "epochs"?'
TWICE = 'the input "retry_rate" has a default already: default_retry_rate.'
OURS = (
    'the assumption "plan_rate" has a name that the workbook uses itself; call it '
    '"house_plan_rate", for example.'
)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": "20"}, f'value: found "20"; {SHARES}'),
        ({"minimum": 0.5, "maximum": 0.1}, "its minimum, 0.5, is above its maximum, 0.1."),
        ({"unit": "dollars per hour"}, OF_MONEY),
        ({"input": "epoch"}, NO_INPUT),
        ({"input": "retry_rate", "idle_with": "epoch"}, NO_INPUT),
        ({"input": "retry_rate"}, TWICE),
        ({"name": "plan_rate"}, OURS),
    ],
)
def test_an_assumption_that_cannot_be_is_said(fields: Entry, said: str) -> None:
    entry = VAT_ENTRY | fields
    told = messages(house_document(assumptions=[entry]))
    assert f"assumption {entry['name']}: {said}" in told


def test_an_assumption_of_an_input_of_the_users_own_fills_its_blanks() -> None:
    rate: Entry = VAT_ENTRY | {"name": "usual_hours", "title": "Usual hours", "unit": "hours"}
    rate |= {"value": "2", "input": "support_hours"}
    column = COUNT_ENTRY | {
        "formula": '=IF(support_hours = "", usual_hours, support_hours)',
    }
    document = house_document(column, inputs=[INPUT_ENTRY], assumptions=[rate])
    assert messages(document) == []
    twice = INPUT_ENTRY | {"default": "1", "source": "x"}
    (said,) = messages(house_document(column, inputs=[twice], assumptions=[rate]))
    assert said == (
        'assumption usual_hours: the input "support_hours" has a default already: '
        "default_support_hours."
    )


def test_formulas_are_judged_once_their_names_are_right() -> None:
    wrong = COUNT_ENTRY | {"name": "epochs", "formula": "=ROUND(nothing * 2, 2)"}
    assert messages(house_document(wrong)) == [
        'column epochs: the name "epochs" is already in use; choose another.'
    ]


def test_formulas_are_said_in_the_order_of_the_file() -> None:
    names = ("zeta", "alpha", "mid")
    wrong = [COUNT_ENTRY | {"name": one, "title": one, "formula": f"=no_{one}"} for one in names]
    said = messages(house_document(*wrong))
    assert [one.split(":")[0] for one in said] == [f"column {one}" for one in names]


def test_the_shipped_cost_model_has_no_problems() -> None:
    """A run does not judge what is shipped."""
    model, _ = load_cost_model()
    assert model is not None
    assert not [*model_problems(model, model.columns, ())]
    misspelled = replace(model.columns[0], formula="ROUND(training_tokenz, 2)")
    wrong = replace(model, columns=(misspelled, *model.columns[1:]))
    assert [*model_problems(wrong, wrong.columns, ())]

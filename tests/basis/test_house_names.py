"""Names, titles and headers of a cost-model file that are in use already."""

import pytest

from tests.house_costs import COUNT_ENTRY, INPUT_ENTRY, VAT_ENTRY, Entry, house_document, messages


def in_use(what: str, text: str) -> str:
    return f'the {what} "{text}" is already in use; choose another.'


def means(header: str, title: str) -> str:
    return f'the header "{header}" means the input "{title}" already; choose another.'


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "epochs"}, [in_use("name", "epochs"), means("epochs", "Epochs")]),
        ({"title": "Training hours"}, [in_use("title", "Training hours")]),
        ({"title": "Passes"}, [means("Passes", "Epochs")]),
        ({"title": "Approved budget"}, [means("Approved budget", "Annual budget")]),
        ({"aliases": ["Startmonat"]}, [means("Startmonat", "Start month")]),
        ({"title": "2027-01"}, [in_use("title", "2027-01")]),
    ],
)  # fmt: skip
def test_an_input_has_headers_of_its_own(fields: Entry, said: list[str]) -> None:
    entry = INPUT_ENTRY | fields
    document = house_document(inputs=[entry])
    assert messages(document) == [f"input {entry['name']}: {one}" for one in said]


def test_two_inputs_have_different_headers() -> None:
    other = INPUT_ENTRY | {"name": "desk_hours", "title": "Desk", "aliases": ["Support  HOURS"]}
    (said,) = messages(house_document(inputs=[INPUT_ENTRY, other]))
    assert said == "input desk_hours: " + means("Support  HOURS", "Support hours")


def test_what_an_input_brings_with_it_is_in_use() -> None:
    entry = INPUT_ENTRY | {"default": "1", "source": "x"}
    column = COUNT_ENTRY | {"name": "support_hours_applied", "title": "Mine"}
    rate = VAT_ENTRY | {"name": "default_support_hours"}
    said = messages(house_document(column, inputs=[entry], assumptions=[rate, VAT_ENTRY]))
    assert said == [
        f"{kind} {name}: {in_use('name', name)}"
        for kind, name in (
            ("assumption", "default_support_hours"),
            ("column", "support_hours_applied"),
        )
    ]


@pytest.mark.parametrize("name", ["monthly_cost_before_house_costs", "fiscal_year_cost"])
def test_the_names_of_costs_without_house_costs_are_in_use(name: str) -> None:
    (said,) = messages(house_document(COUNT_ENTRY | {"name": name}))
    assert said == f'column {name}: the name "{name}" is already in use; choose another.'

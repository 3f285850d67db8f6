"""Edits of the texts of a workload: its groups, its model, its ID."""

from collections.abc import Iterator

from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    Edit,
    Named,
    clear,
    fill_down,
    name_edits,
    put,
    replace_all,
)

WORDY = "A cost center whose name is told in many words " * 6


def text_edits() -> Iterator[Edit]:
    """Groups, models, IDs and months changed."""
    yield from name_edits("small", _centers())
    yield from name_edits("small", _other_groups())
    yield from name_edits("small", _models())
    yield from name_edits("small", _ids())


def _centers() -> Iterator[Named]:
    def typed(name: str, value: float | str, answer: str = RIGHT, row: str = "W-3") -> Named:
        return f"cost center: {name}", [put(row, "cost_center", value)], answer

    yield typed("another", "CC-300")
    yield typed("other case", "cC-300")
    yield typed("spaces around", " CC-300 ", EITHER)
    yield typed("new", "CC-777")
    yield typed("a new number", 4400)
    yield typed("a text of digits", "0410")
    yield typed("a number like a text of digits", 410)
    yield typed("wildcard that is a group", "R&D*")
    yield typed("wildcards", "CC-*")
    yield typed("question mark", "CC-?00")
    yield typed("tilde", "~x")
    yield typed("comparison", "<5")
    yield typed("equals sign", "=CC-100")
    yield typed("of 255 characters", "x" * 255)
    yield typed("too long", WORDY, NAMED)
    yield typed("a single space", " ", EITHER)
    yield typed("an error", "#N/A", EITHER)
    yield typed("of the only row of a group", "CC-100", row="W-6")
    yield "cost center: cleared", [clear("W-3", "cost_center")], RIGHT
    yield "cost center: blank filled", [put("W-7", "cost_center", "CC-300")], RIGHT
    yield "cost center: filled down", [fill_down("W-1", "cost_center", 3)], RIGHT
    yield (
        "cost center: two new ones",
        [
            put("W-3", "cost_center", "CC-777"),
            put("W-4", "cost_center", "CC-888"),
        ],
        RIGHT,
    )
    yield (
        "cost center: replaced everywhere",
        [replace_all("cost_center", "CC-100", "CC-150")],
        RIGHT,
    )


def _other_groups() -> Iterator[Named]:
    yield "department: another", [put("W-3", "department", "Legal")], RIGHT
    yield "department: new", [put("W-3", "department", "Facilities")], RIGHT
    yield "department: another spelling", [put("W-3", "department", "STRASSE")], EITHER
    yield "department: cleared", [clear("W-3", "department")], RIGHT
    yield "project: another", [put("W-3", "project", "?x")], RIGHT
    yield "project: new", [put("W-3", "project", "Gamma?")], RIGHT
    yield "project: cleared", [clear("W-1", "project")], RIGHT
    yield "owner: another", [put("W-3", "owner", "~")], RIGHT
    yield "owner: new", [put("W-3", "owner", "Dee")], RIGHT
    yield "owner: cleared", [clear("W-3", "owner")], RIGHT
    yield "owner: blank filled", [put("W-7", "owner", "Ann")], RIGHT


def _models() -> Iterator[Named]:
    yield "model: another", [put("W-3", "model", "gpt-4-turbo")], RIGHT
    yield "model: other case", [put("W-3", "model", "GPT-4o")], RIGHT
    yield "model: spaces around", [put("W-3", "model", "gpt-4o ")], EITHER
    yield "model: display name", [put("W-3", "model", "GPT-4 Turbo")], EITHER
    yield "model: of another card", [put("W-3", "model", "gpt-4.1-mini")], NAMED
    yield "model: unknown", [put("W-3", "model", "gpt-9")], NAMED
    yield "model: wildcard", [put("W-3", "model", "gpt-4*")], NAMED
    yield "model: question mark", [put("W-3", "model", "gpt-4?")], NAMED
    yield "model: a number", [put("W-3", "model", 4)], NAMED
    yield "model: cleared", [clear("W-3", "model")], NAMED
    yield "model: a single space", [put("W-3", "model", " ")], NAMED
    yield "model: all of one replaced", [replace_all("model", "gpt-4o", "gpt-4o-mini")], RIGHT


def _ids() -> Iterator[Named]:
    yield "ID: another", [put("W-3", "workload_id", "W-33")], RIGHT
    yield "ID: a number", [put("W-3", "workload_id", 8)], RIGHT
    yield "ID: wildcard", [put("W-3", "workload_id", "W-*")], RIGHT
    yield (
        "ID: two swapped",
        [
            put("W-3", "workload_id", "W-x"),
            put("W-4", "workload_id", "W-3"),
            put("W-x", "workload_id", "W-4"),
        ],
        RIGHT,
    )
    yield "ID: twice", [put("W-3", "workload_id", "W-1")], NAMED
    yield "ID: twice in other case", [put("W-3", "workload_id", "w-1")], NAMED
    yield "ID: twice but for a space", [put("W-3", "workload_id", "W-1 ")], NAMED
    yield (
        "ID: number and text alike",
        [
            put("W-3", "workload_id", 8),
            put("W-4", "workload_id", "8"),
        ],
        NAMED,
    )
    yield "ID: cleared", [clear("W-3", "workload_id")], NAMED
    yield "ID: a single space", [put("W-3", "workload_id", " ")], NAMED
    yield "ID: too long", [put("W-3", "workload_id", "x" * 101)], NAMED

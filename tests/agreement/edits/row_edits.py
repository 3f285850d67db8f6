"""Edits of whole rows, and of what stands around them."""

from collections.abc import Iterator

from tests.agreement.edits.places import BELOW, BLUE, FAR, FIRST, GAP, LAST
from tests.agreement.edits.steps import (
    EITHER,
    NAMED,
    RIGHT,
    Edit,
    Named,
    clear,
    clear_row,
    comment,
    copy_row,
    cut_row,
    delete_rows,
    filter_by,
    hide_columns,
    insert_column,
    insert_copy,
    insert_lines,
    insert_rows,
    insert_typed,
    move_row,
    name_edits,
    put,
    sort,
    type_row,
)

NEW_ROW: dict[str, float | str] = {
    "workload_id": "W-9",
    "workload_name": "New one",
    "cost_center": "CC-100",
    "department": "Sales",
    "project": "Alpha",
    "owner": "Ann",
    "model": "gpt-4o",
    "training_tokens": 300_000,
    "monthly_input_tokens": 20_000_000,
    "monthly_output_tokens": 4_000_000,
}


def row_edits() -> Iterator[Edit]:
    """Rows added, deleted, sorted, filtered and moved."""
    yield from name_edits("small", _added_rows())
    yield from name_edits("small", _fewer_rows())
    yield from name_edits("small", _ordered_rows())
    yield from name_edits("small", _harmless())
    yield from name_edits("centers", _in_centers())
    yield from name_edits("euros", _in_euros())
    yield from name_edits("bare", _in_bare())
    yield from name_edits("long", _in_long())


def _added_rows() -> Iterator[Named]:
    yield "row copied below", copy_row("W-1", BELOW, workload_id="W-9"), RIGHT
    yield "row copied below after a gap", copy_row("W-2", GAP, workload_id="W-9"), RIGHT
    yield "row copied below, all inputs typed over", copy_row("W-1", BELOW, **NEW_ROW), RIGHT
    yield (
        "three rows copied below",
        [step for n in (9, 10, 11) for step in copy_row("W-3", BELOW, workload_id=f"W-{n}")],
        RIGHT,
    )
    yield "row copied between", insert_copy("W-1", "W-4", workload_id="W-9"), RIGHT
    yield "row copied before the first", insert_copy(FIRST, FIRST, workload_id="W-9"), RIGHT
    yield "row copied before the last", insert_copy("W-2", LAST, workload_id="W-9"), RIGHT
    yield (
        "row copied below for a new cost center",
        copy_row("W-1", BELOW, workload_id="W-9", cost_center="CC-777"),
        RIGHT,
    )
    yield "blank row inserted between", [insert_rows("W-4")], RIGHT
    yield "blank rows inserted before the first", [insert_rows(FIRST, 2)], RIGHT
    yield "row typed below without formulas", type_row(BELOW, NEW_ROW), NAMED
    yield "row typed after a gap without formulas", type_row(GAP, NEW_ROW), NAMED
    yield "row typed between without formulas", insert_typed("W-3", NEW_ROW), NAMED
    yield "row typed before the first without formulas", insert_typed(FIRST, NEW_ROW), NAMED
    yield "only an ID typed below", type_row(BELOW, {"workload_id": "W-9"}), NAMED
    yield (
        "row typed below without ID",
        type_row(BELOW, {name: cell for name, cell in NEW_ROW.items() if name != "workload_id"}),
        NAMED,
    )
    yield "row copied with the same ID", copy_row("W-1", BELOW), NAMED
    yield "row copied far below", copy_row("W-1", FAR, workload_id="W-9"), NAMED
    yield "note typed below", type_row(GAP, {"workload_name": "Checked by Ann"}), EITHER


def _fewer_rows() -> Iterator[Named]:
    yield "first row deleted", [delete_rows(FIRST)], RIGHT
    yield "row in the middle deleted", [delete_rows("W-4")], RIGHT
    yield "last row deleted", [delete_rows(LAST)], RIGHT
    yield "three rows deleted", [delete_rows("W-3", 3)], RIGHT
    yield "all rows but one deleted", [delete_rows("W-2", 7)], RIGHT
    yield "only row of a cost center deleted", [delete_rows("W-6")], RIGHT
    yield "row cleared", [clear_row("W-4")], RIGHT
    yield "first row cleared", [clear_row(FIRST)], RIGHT
    yield "inputs of a row cleared", [clear_row("W-4", BLUE)], NAMED


def _ordered_rows() -> Iterator[Named]:
    yield "sorted by cost", [sort("First-year cost", descending=True)], RIGHT
    yield "sorted by name", [sort("workload_name")], RIGHT
    yield "sorted by cost center", [sort("cost_center", descending=True)], RIGHT
    yield "sorted by model", [sort("model")], RIGHT
    yield "blue columns sorted by name", [sort("workload_name", BLUE)], RIGHT
    yield "blue columns sorted by budget", [sort("annual_budget", BLUE, descending=True)], RIGHT
    yield "filtered by cost center", [filter_by("cost_center", "CC-100")], RIGHT
    yield (
        "sorted and a row copied below",
        [
            sort("workload_name"),
            *copy_row("W-1", BELOW, workload_id="W-9"),
        ],
        RIGHT,
    )
    yield "row moved up", [move_row("W-5", "W-2")], RIGHT
    yield "row moved to the front", [move_row("W-5", FIRST)], RIGHT
    yield "first row moved down", [move_row("W-1", "W-6")], RIGHT
    yield "row cut and pasted below", [cut_row("W-3", GAP)], RIGHT
    yield "last row cut and pasted below", [cut_row(LAST, GAP)], RIGHT


def _harmless() -> Iterator[Named]:
    yield "nothing", [], RIGHT
    yield (
        "typed and typed back",
        [
            put("W-1", "training_tokens", 5),
            put("W-1", "training_tokens", 1_234_567),
        ],
        RIGHT,
    )
    yield "comment added", [comment("W-1", "training_tokens", "Ask Ann")], RIGHT
    yield "columns hidden", [hide_columns("department", "owner")], RIGHT
    yield "blank column inserted", [insert_column("training_tokens")], RIGHT
    yield "column with notes inserted", [insert_column("epochs", "Ticket", "T-1")], RIGHT
    yield "column inserted among formulas", [insert_column("Monthly cost", "Seen", "yes")], RIGHT
    yield "column inserted after the first", [insert_column("workload_name")], EITHER
    yield "rows inserted above the title", [insert_lines("Estimates", 2)], RIGHT
    yield (
        "name and owner changed",
        [
            put("W-1", "workload_name", "Chat of support"),
            put("W-1", "owner", "Bob"),
        ],
        RIGHT,
    )


def _in_centers() -> Iterator[Named]:
    yield "row copied below", copy_row("W-1", BELOW, workload_id="W-9"), RIGHT
    yield (
        "row copied below for a new cost center",
        copy_row("W-1", BELOW, workload_id="W-9", cost_center="CC-777"),
        RIGHT,
    )
    yield "first row deleted", [delete_rows(FIRST)], RIGHT
    yield "only row of a cost center deleted", [delete_rows("W-4")], RIGHT
    yield "sorted by cost", [sort("First-year cost", descending=True)], RIGHT
    yield "cost center with a budget", [put("W-1", "cost_center", "CC-200")], RIGHT
    yield "cost center without workloads", [put("W-1", "cost_center", "CC-900")], RIGHT
    yield "cost center without a budget", [put("W-1", "cost_center", "0410")], RIGHT
    yield "cost center that is new", [put("W-1", "cost_center", "CC-777")], RIGHT
    yield "cost center cleared", [clear("W-1", "cost_center")], RIGHT


def _in_euros() -> Iterator[Named]:
    yield "row copied below", copy_row("W-1", BELOW, workload_id="W-9"), RIGHT
    yield "row copied between", insert_copy("W-1", "W-4", workload_id="W-9"), RIGHT
    yield "row in the middle deleted", [delete_rows("W-4")], RIGHT
    yield "sorted by name", [sort("workload_name")], RIGHT
    yield "cost center: new", [put("W-3", "cost_center", "CC-777")], RIGHT


def _in_bare() -> Iterator[Named]:
    yield "row copied below", copy_row("W-1", BELOW, workload_id="W-9"), RIGHT
    yield "first row deleted", [delete_rows(FIRST)], RIGHT
    yield "first budget typed", [put("W-1", "annual_budget", 500)], RIGHT


def _in_long() -> Iterator[Named]:
    yield "row copied below", copy_row("W-3", BELOW, workload_id="W-9"), RIGHT
    yield "row moved up", [move_row("W-5", "W-2")], RIGHT
    yield "sorted by name", [sort("workload_name")], RIGHT

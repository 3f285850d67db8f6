"""On Spark, rows in several partitions come to what the pipeline makes of them in one file."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from estimator import pipeline
from estimator.model.options import SKIP, Options
from estimator.model.version import __version__
from tests.frames import assert_alike, read
from tests.workbooks import ROOT, Record, csv_text, varied

MISSING = find_spec("pyspark") is None or shutil.which("java") is None
# The extra is no part of what the README's command installs; where it was installed on purpose,
# as CI does, the variable says that nothing may be missing.
pytestmark = [
    pytest.mark.skipif(
        MISSING and "ESTIMATOR_SPARK" not in os.environ, reason="pyspark or Java is not installed"
    ),
    # What is worth knowing beforehand, such as how the rate card compares with others; and what
    # Spark 4.0 leaves open.
    pytest.mark.filterwarnings("ignore::UserWarning", "ignore:unclosed <socket:ResourceWarning"),
]
ROWS, PARTITIONS = 3000, 5
FAULTS: tuple[Record, ...] = (
    {"model": "Llama 9"},
    {"training_tokens": "lots"},
    {"epochs": "2.5", "annual_budget": "5 EUR"},
    {"validation_share": "15"},
    {"owner": "x" * 256},
    {"monthly_output_tokens": "-"},
    {"workload_id": ""},
)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of two threads, with nothing but its rows in common with ours."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - may be missing

    settings = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.driver.host": "localhost",
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    with pytest.MonkeyPatch.context() as patch:
        # Spark resolves the relative paths of docs/spark.md against the folder it is started in.
        patch.chdir(ROOT)
        # Else the workers are whatever python3 is first on the path.
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = SparkSession.Builder().config(map=settings).getOrCreate()
        yield session
        session.stop()


def _rows() -> list[Record]:
    """Good workloads; among them faults, and ids used again far from where they were."""
    rows = list(varied(ROWS))
    for number, fault in enumerate(FAULTS * 20):
        rows[11 + 20 * number] = {**rows[11 + 20 * number], **fault}
    for first, again in ((0, 2999), (1, 1500), (1, 2500)):
        rows[again] = {**rows[again], "workload_id": f" {rows[first]['workload_id'].upper()} "}
    return rows


def _frame(session: Any, path: Path) -> Any:  # noqa: ANN401 - Spark's own, which may be missing
    """The text file at ``path`` in several partitions, in no order that the test relies on."""
    frame = read(path).with_row_index("place", 2).with_columns(pl.col("place").cast(pl.String))
    return session.createDataFrame(frame.rows(), frame.columns).repartition(PARTITIONS)


def test_the_rows_of_several_partitions_are_those_of_one_file(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as above
    from estimator.scale.spark import estimate  # noqa: PLC0415 - needs Spark

    path = tmp_path / "plan.csv"
    path.write_text(csv_text(_rows()), encoding="utf-8", newline="")
    outcome = pipeline.estimate(path, Options(on_error=SKIP, locale="en"))
    assert outcome.estimate is not None
    assert {"duplicate-id", "unknown-model", "missing-value"} <= {
        one.code for one in outcome.errors
    }

    with pytest.warns(UserWarning, match="Prices are from the 2026 guide"):
        made = estimate(_frame(spark, path)).cache()
    assert made.rdd.getNumPartitions() == PARTITIONS
    found = pl.from_arrow(made.toArrow())
    assert isinstance(found, pl.DataFrame)
    found = found.sort(pl.col("place").cast(pl.Int64))
    assert found["place"].cast(pl.Int64).to_list() == list(range(2, ROWS + 2))
    assert_alike(found.drop("place"), outcome, range(2, ROWS + 2))

    totals = made.groupBy().sum(*outcome.estimate.totals.by_column).first()
    assert list(totals) == list(outcome.estimate.totals.by_column.values())


def test_what_is_wrong_with_the_headings_is_said_at_once(spark: Any) -> None:  # noqa: ANN401 - as above
    from estimator.scale.spark import estimate  # noqa: PLC0415 - as above

    frame = spark.createDataFrame([("W-1", "a")], ["Workload ID", "Note"])
    with pytest.raises(ValueError, match="has no header row"):
        estimate(frame)
    frame = spark.createDataFrame([("W-1", ["a"])], ["Workload ID", "Tags"])
    with pytest.raises(ValueError, match=r'"Tags" holds "List\(String\)"'):
        estimate(frame)


def test_the_lines_of_the_documentation_run(spark: Any) -> None:  # noqa: ANN401 - as above
    page = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")
    install, *blocks, _ = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert install.startswith("%pip install ")
    assert f"/llm_workload_estimator-{__version__}-" in install
    # The last block is the one without Spark, which tests/docs/test_code_blocks.py runs.
    assert len(blocks) == 2
    names: dict[str, Any] = {"spark": spark}
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own page
    priced = spark.table("workloads_priced")
    assert priced.where("first_year_cost > 0 and problems is null").count() == 6
    # On that rate card, all models of the sample retire.
    priced = names["priced"]
    assert priced.where("first_year_cost > 0 and problem_codes = 'model-retires'").count() == 6

"""A workbook read by the native reader, and nothing else.

    python -m benchmarks.sides.reading INPUT

Every cell of the first sheet becomes a Python object, as it has to for whoever reads with it.
"""

import sys

from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()

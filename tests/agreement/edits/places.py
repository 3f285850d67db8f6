"""Names of rows by their place among the workloads; they import nothing, for LibreOffice's Python.

The row below the last one, one after a gap, one beyond all spare rows, and the row that the last
step added or reached.
"""

FIRST, LAST, BELOW = "<first>", "<last>", "<below>"
GAP, FAR, TOUCHED = "<gap>", "<far>", "<touched>"
BEYOND_LAST = {LAST: 0, BELOW: 1, GAP: 3, FAR: 60_000}
ALL, BLUE = "all", "blue"
ESTIMATES, CHECKS = "Estimates", "Checks"
HEADING_OF_IDS = "Workload ID"

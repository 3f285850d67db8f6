"""Sheets with a row a workload, streamed into the package of a workbook that XlsxWriter made."""

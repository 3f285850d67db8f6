"""Sheets with one row per workload, streamed into the package that XlsxWriter made."""

"""Streams the rows of large sheets into the package that XlsxWriter made."""

"""An estimate becomes a workbook, a data file or words on a terminal."""

"""What the native reader would hide, or die of, found before it sees a workbook."""

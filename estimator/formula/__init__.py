"""The formula language: one text, compiled to exact decimals and to live cells."""

"""A typed frame becomes a priced one, with its totals."""

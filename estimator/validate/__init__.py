"""A table becomes a typed frame; what is wrong with it becomes problems."""

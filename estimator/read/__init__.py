"""A file becomes a table whose cells know their place."""

"""Marked copies of what was read, with every problem at its cell."""

"""Pricing beyond one machine: the rows as a pure function of a frame, and engines that apply it."""

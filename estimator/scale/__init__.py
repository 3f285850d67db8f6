"""Pricing data frames: a pure function of a frame's rows, and engines that apply it."""

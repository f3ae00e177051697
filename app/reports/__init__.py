"""Sums of work by what a person asks: pure functions on what the database added up."""

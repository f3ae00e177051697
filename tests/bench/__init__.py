"""Benchmarks: `make bench` prints figures beside their budgets. A busy machine is no failure: these are no tests."""

"""Exactly-once synchronisation with Clientary through Membrane; the rules are in README.md beside this file."""

"""The local database: the only place with SQL.

`stint status` sits in shell prompts, so what it loads is kept light: configuration, settings, `changes.py`,
`overview.py`, the status service and the command line's own values. There a value is a `NamedTuple` instead of a frozen
dataclass: to import `dataclasses` takes most of the time that Python itself takes to start, and to make one class with
slots another millisecond. Those modules also do without `from __future__ import annotations`, because typing compiles
every annotation of a `NamedTuple` that reaches it as text. What only holds a connection is an ordinary class.
Repositories, and the values that lists show, come with the first command that needs them.
"""

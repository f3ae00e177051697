"""The proof that sync neither loses nor doubles, as short campaigns; `make soak` plays the same at length.

`player` acts on the program and on what is meant (`meant`) at once, `cycles` runs syncs that go wrong (`faults`,
`fragile`) and reckons in the end; `machine` lets hypothesis choose, `campaign` a seeded random. `broken` are engines
with one rule taken out, which all have to be noticed. Every campaign makes sure that its faults struck.

| claim | where |
| --- | --- |
| each intent is there once, whatever fails and wherever the program dies | `test_model`, `soak/test_long` |
| a broken engine is noticed | `test_broken` |
| a thousand kill -9 of real processes | `soak/test_kills` |
| each write in turn: cut before, cut after, applied late | `tests/sync/test_unknown`, `test_by_proxy` |
| a hundred flips of the network | `test_flips` |
| the program dies at each commit of making, editing and voiding an invoice | `test_killed_invoices` |
| two computers, ten days; both bill in turn | `test_two_desks`, `test_two_billers` |
| clocks that are set, eight hours of sleep, nights of 23 and 25 hours | `test_time` |
| a server put back to an old backup that gives ids out again | `test_restored_server` |
| every dialect in which things are read back otherwise | `test_dialects`, `soak/test_long` |
| nothing changed costs the same at any size | `test_quiet_cost`, `bench/sync_quiet` |
"""

"""A sync in which nothing changed: the same requests and the same time with a million entries as with a thousand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from app.cancel import CancelToken
from app.context import AppContext, build
from app.services.sync import SyncService
from app.storage.links import LinkRepository
from tests.bench import million
from tests.bench.measure import heading, line, ms, side_by_side
from tests.bench.start import environment
from tests.sandbox.process import SandboxProcess, wait_until

FEW, MANY = 1_000, 1_000_000
RUNS = 15
MORE = 1.25
"""What counts as the same: two medians of one and the same thing differ by about so much on a busy machine."""
SETTLED_S = 30.0


def run(folder: Path) -> None:
    """Print requests and time for both sizes, measured in turn against one account."""
    heading(f"A sync with nothing changed, {FEW:,} and {MANY:,} entries (medians of {RUNS} alternating runs)")
    with SandboxProcess(folder / "quiet" / "sandbox") as sandbox, ExitStack() as open_folders:
        few, many = (
            open_folders.enter_context(_grown(sandbox, folder / "quiet" / str(count), count)) for count in (FEW, MANY)
        )
        requests = [_requests(sandbox, one) for one in (few, many)]
        pair = side_by_side(partial(_sync, many), partial(_sync, few), RUNS)
    same = requests[0] == requests[1]
    line("requests", f"{requests[1]} with {MANY:,}, {requests[0]} with {FEW:,}", "the same", same)
    ratio = pair.ours_s / pair.floor_s
    figure = f"{ms(pair.ours_s)} / {ms(pair.floor_s)} = {ratio:.2f} x"
    line("time", figure, f"the same, at most {MORE} x", ratio <= MORE)


@contextmanager
def _grown(sandbox: SandboxProcess, data: Path, entries: int) -> Iterator[AppContext]:
    """A data folder in sync with the account, in which so many entries are linked to records of its projects."""
    data.mkdir(mode=0o700)
    million.build(data / "stint.sqlite3", entries)
    context = build(
        environment(
            STINT_DATA_DIR=str(data),
            STINT_TRANSPORT="api",
            MEMBRANE_API_URL=sandbox.url,
            MEMBRANE_TOKEN=sandbox.token,
            STINT_CONNECTION_ID=sandbox.connection_id,
        )
    )
    try:
        with context.db.write():  # unknown to the account until it was read once: else all of them were missing there
            context.db.run("create temporary table later as select * from remote_link")
            context.db.run("delete from remote_link")
        _sync(context)
        project = next(iter(LinkRepository(context.db).all("project")))
        with context.db.write():
            context.db.run(
                "insert or ignore into remote_link (kind, remote_id, local_id, parent_id, seen_at)"
                " select kind, remote_id, local_id, ?, 0 from later",
                project,
            )
        wait_until(lambda: _requests(sandbox, context) == _requests(sandbox, context), SETTLED_S, "nothing new")
        yield context
    finally:
        context.close()


def _requests(sandbox: SandboxProcess, context: AppContext) -> int:
    log = sandbox.log()
    before = int(log[-1]["seq"]) if log else 0
    _sync(context)
    return len(sandbox.log(before))


def _sync(context: AppContext) -> None:
    result = SyncService(context, CancelToken()).run(timeout_s=600)
    assert result.state == "idle", result
    assert not result.problems, result

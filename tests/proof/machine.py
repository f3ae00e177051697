"""The state machine of hypothesis over a player and the cycles: each rule is an act, or a cycle that goes wrong."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from itertools import cycle

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.proof.campaign import BIG, LAST_COMMIT, acts_here
from tests.proof.cycles import Cycles, Struck
from tests.proof.faults import KINDS, SKIPS, TARGETS
from tests.proof.player import Player
from tests.proof.reshaping import merge, split
from tests.proof.stage import DIALECTS, Stage

NUMBER = st.integers(0, BIG)
FAULT: st.SearchStrategy[Struck] = st.builds(
    lambda name, target, skip: (name, *target, skip),
    st.sampled_from(list(KINDS)), st.sampled_from(TARGETS), st.sampled_from(SKIPS),
)  # fmt: skip
FAULTS = st.lists(FAULT, max_size=3)


class Exactly(RuleBasedStateMachine):
    """Each intent is there exactly once, whatever happened on the way."""

    def __init__(self, stage: Stage, counts: Counter[str]) -> None:
        super().__init__()
        self._stage, self._counts, self._open = stage, counts, ExitStack()
        self.cycles: Cycles

    @initialize(name=st.sampled_from(list(DIALECTS)), colleague=st.booleans())
    def begin(self, name: str, colleague: bool) -> None:
        self.cycles = self._open.enter_context(self._stage.campaign(DIALECTS[name], colleague=colleague))

    @property
    def player(self) -> Player:
        return self.cycles.player

    @rule(title=NUMBER, length=NUMBER, project=NUMBER)
    def log(self, title: int, length: int, project: int) -> None:
        self.player.log(title, length, project)

    @rule(titles=st.lists(NUMBER, min_size=2, max_size=4), length=NUMBER, project=NUMBER)
    def log_several(self, titles: list[int], length: int, project: int) -> None:
        for title in titles:
            self.player.log(title, length, project)

    @rule(which=NUMBER)
    def log_twin(self, which: int) -> None:
        self.player.log_twin(which)

    @rule(which=NUMBER, what=NUMBER, value=NUMBER)
    def edit(self, which: int, what: int, value: int) -> None:
        self.player.edit(which, what, value)

    @rule(which=NUMBER)
    def move(self, which: int) -> None:
        self.player.move(which)

    @rule(which=NUMBER)
    def delete(self, which: int) -> None:
        self.player.delete(which)

    @rule(which=NUMBER)
    def split(self, which: int) -> None:
        split(self.player, which)

    @rule(which=NUMBER)
    def merge(self, which: int) -> None:
        merge(self.player, which)

    @rule()
    def undo(self) -> None:
        self.player.undo()

    @rule(amount=st.integers(1, BIG))
    def bill(self, amount: int) -> None:
        self.player.bill(amount)

    @rule()
    def bill_hours(self) -> None:
        self.player.bill_hours()

    @rule(which=NUMBER, amount=st.integers(1, BIG))
    def amend(self, which: int, amount: int) -> None:
        self.player.amend(which, amount)

    @rule(which=NUMBER)
    def void(self, which: int) -> None:
        self.player.void(which)

    @rule(hours=NUMBER)
    def set_clock(self, hours: int) -> None:
        self.player.set_clock(hours)

    @rule(title=NUMBER, length=NUMBER, project=NUMBER, by_colleague=st.booleans())
    def web_log(self, title: int, length: int, project: int, by_colleague: bool) -> None:
        self.player.web_log(title, length, project, by_colleague=by_colleague)

    @rule(which=NUMBER, what=NUMBER)
    def web_edit(self, which: int, what: int) -> None:
        self.player.web_edit(which, what)

    @rule(which=NUMBER)
    def web_delete(self, which: int) -> None:
        self.player.web_delete(which)

    @rule(which=NUMBER, how=NUMBER, ours=st.booleans())
    def contest(self, which: int, how: int, ours: bool) -> None:
        self.player.contest(which, how, ours=ours)

    @rule(which=NUMBER)
    def web_void(self, which: int) -> None:
        self.player.web_void(which)

    @rule(faults=FAULTS, full=st.booleans(), prompt=st.sampled_from((False, False, False, True)))
    def sync(self, faults: list[Struck], full: bool, prompt: bool) -> None:
        self.cycles.run(*faults, full=full, prompt=prompt)

    @rule(faults=FAULTS)
    def sync_again(self, faults: list[Struck]) -> None:
        self.cycles.run(*faults)

    @rule(commits=st.integers(1, LAST_COMMIT), numbers=st.lists(NUMBER, min_size=4, max_size=4), faults=FAULTS)
    def act_meanwhile(self, commits: int, numbers: list[int], faults: list[Struck]) -> None:
        acts = acts_here(self.player, cycle(numbers[1:]).__next__)
        self.cycles.meanwhile(commits, acts[numbers[0] % len(acts)][1], *faults)

    @rule(commits=st.integers(1, LAST_COMMIT), after=st.booleans(), faults=FAULTS)
    def crash(self, commits: int, after: bool, faults: list[Struck]) -> None:
        self.cycles.crashed(commits, *faults, after=after)

    @rule(unanswered=st.sampled_from(TARGETS))
    def cancel(self, unanswered: tuple[str, str]) -> None:
        self.cycles.cancelled(*unanswered)

    @rule()
    def settle(self) -> None:
        self.cycles.settle()

    @rule()
    def offline(self) -> None:
        self.cycles.offline()

    def teardown(self) -> None:
        with self._open:
            if hasattr(self, "cycles"):
                self._reckon()

    def _reckon(self) -> None:
        self.cycles.settle()
        self._counts += self.player.counts
        wrong = self.cycles.reckoned().wrong
        assert not wrong, "\n".join(wrong)


def explored(stage: Stage, how: settings) -> Counter[str]:
    """Let hypothesis look for a discrepancy; what happened in all examples together."""
    counts: Counter[str] = Counter()

    class Here(Exactly):
        def __init__(self) -> None:
            super().__init__(stage, counts)

    run_state_machine_as_test(Here, settings=how)
    return counts

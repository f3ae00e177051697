"""The quick log: what each word becomes, and that no word is lost."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import ProjectId, TaskId
from app.domain.names import Candidate, find_name
from app.domain.quicklog import QuickLog, parse
from app.domain.spans import iso
from app.errors import Ambiguous

BERLIN = "Europe/Berlin"
NOW = int(datetime(2026, 3, 11, 13, 20, tzinfo=UTC).timestamp())  # a Wednesday

PROJECTS = [
    Candidate(ProjectId("shop"), "Webshop", "Acme"),
    Candidate(ProjectId("relaunch"), "Café relaunch", "Acme"),
    Candidate(ProjectId("api1"), "API", "Acme"),
    Candidate(ProjectId("api2"), "API", "Bolt"),
    Candidate(ProjectId("acme"), "Acme", "Bolt"),
]
TASKS = {
    ProjectId("shop"): [Candidate(TaskId("design"), "Design"), Candidate(TaskId("qa"), "Q/A")],
    ProjectId("acme"): [Candidate(TaskId("api"), "API")],
}


class Known:
    """Finds the names above."""

    def project(self, name: str) -> ProjectId | None:
        return find_name(name, PROJECTS, what="project")

    def task(self, project_id: ProjectId, name: str) -> TaskId | None:
        return find_name(name, TASKS.get(project_id, []), what="task")


def read(text: str, *taken: str, day: str | None = None) -> QuickLog:
    return parse(text, slots_taken=frozenset(taken), lookup=Known(), now=NOW, zone=BERLIN, day=day)


def test_everything_at_once() -> None:
    assert read("1h30 webshop: address validation yesterday #design $") == QuickLog(
        title="address validation",
        project_id=ProjectId("shop"),
        tags=("design",),
        date="2026-03-10",
        seconds=5400,
        billable=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "webshop/design: fix header 1:30 #ui monday !$",
        "monday 90m !$ webshop/design: fix header #ui",
        "#ui !$ Webshop / Design: fix header monday 1.5h",
        "acme/webshop/design: fix #ui header 1h30m !$ 2026-03-09",
    ],
)
def test_any_sensible_order(text: str) -> None:
    assert read(text) == QuickLog(
        title="fix header",
        project_id=ProjectId("shop"),
        task_id=TaskId("design"),
        tags=("ui",),
        date="2026-03-09",
        seconds=5400,
        billable=False,
    )


def test_a_span_is_on_the_day_of_the_text_or_of_the_flag() -> None:
    def starts(text: str, day: str | None = None) -> tuple[str, int | None]:
        found = read(text, *(("date",) if day else ()), day=day)
        assert found.started_at is not None
        assert found.title == "call"
        return iso(found.started_at, BERLIN), found.seconds

    assert starts("9-10:45 call") == ("2026-03-11T09:00:00+01:00", 6300)
    assert starts("call 9:30–10 yesterday") == ("2026-03-10T09:30:00+01:00", 1800)
    assert starts("9-10:45 call", "2026-02-01") == ("2026-02-01T09:00:00+01:00", 6300)
    assert starts("22-6 call") == ("2026-03-11T22:00:00+01:00", 8 * 3600)


def test_a_span_longer_than_a_shift_stays_in_the_title() -> None:
    found = read("10:45-9 call")
    assert (found.title, found.started_at) == ("10:45-9 call", None)
    assert found.warnings


@pytest.mark.parametrize(
    "text",
    [
        "fix: 12:30 bug",
        "call at 12:30",
        "cut the build from 30m to 5m",
        "plan for monday",
        "-",
        "10.5",
        "--help",
        "C# and F# interop",
        "see issue #12",
        "a # b",
        "<b>bold</b> & \"quoted\" 'text'",
        "🎉 party 🎉",
        "first line\nsecond   line\r\nthird",
        "25-30 reviews",
        "http://example.com/a:b",
        "0m idle",
        "word " * 2000 + "end",
        "x" * 10_000,
    ],
)
def test_sentences_stay_as_they_are(text: str) -> None:
    found = read(text)
    assert found.title == text
    assert QuickLog(title=text, warnings=found.warnings) == found


def test_an_unknown_prefix_stays_and_is_said() -> None:
    found = read("1h nope: fix")
    assert (found.title, found.project_id, found.seconds) == ("nope: fix", None, 3600)
    assert found.warnings == ('There is no project "nope"; the words stay in the title.',)
    assert read("webshop/nope: fix").title == "webshop/nope: fix"
    assert read("what we said in the end was this: stop").warnings == ()


def test_an_ambiguous_prefix_is_refused() -> None:
    with pytest.raises(Ambiguous, match="Acme/API, Bolt/API"):
        read("api: fix")
    with pytest.raises(Ambiguous, match="also a task"):
        read("acme/api: fix")
    assert read("bolt/api: fix").project_id == "api2"


def test_slots_of_flags_are_not_looked_for() -> None:
    assert read("webshop: fix", "project").title == "webshop: fix"
    assert read("fix #a", "tags").title == "fix #a"
    assert read("1h fix", "time") == QuickLog(title="1h fix")
    assert read("fix yesterday $", "date", "billable").title == "fix yesterday $"
    assert read("webshop/design: fix", "task").project_id is None


def test_names_may_have_several_words_and_accents() -> None:
    assert read("cafe  relaunch: menu").project_id == "relaunch"
    assert read("webshop/q/a: look").task_id is None
    assert read("only: 1h") == QuickLog(title="only:", seconds=3600, warnings=read("only: x").warnings)


SPECIAL = "1h30 9-10:45 webshop: webshop/design: yesterday monday #tag #2 $ !$ fix at nope: a: - : # 10.5 12:30"
WORDS = st.one_of(
    st.sampled_from(SPECIAL.split()),
    st.text(
        st.characters(exclude_categories=["Z", "C"], exclude_characters="\x1c\x1d\x1e\x1f\x85"), min_size=1, max_size=8
    ),
)


@given(st.lists(WORDS, max_size=12))
def test_every_word_is_in_a_slot_or_in_the_title(words: list[str]) -> None:
    found = read(" ".join(words))
    slots = [found.project_id, found.date, found.seconds, found.billable]
    taken = sum(slot is not None for slot in slots)
    left = found.title.split()
    gone = list(words)
    for word in left:
        gone.remove(word)
    tags = [word for word in gone if word.startswith("#")]
    assert {word[1:] for word in tags} == set(found.tags)
    assert len(gone) - len(tags) == taken


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    try:
        found = read(text)
    except Ambiguous:
        return
    assert found.title in text or found.tags


def test_time_grows_with_the_text_only() -> None:
    def cost(size: int) -> float:
        text = "#a b: " * size + "9-" * size
        before = time.process_time()
        read(text)
        return time.process_time() - before

    cost(10)
    assert cost(20_000) < 100 * max(cost(1_000), 0.002)

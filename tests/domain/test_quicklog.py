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
from app.errors import Ambiguous, UserInputError

BERLIN = "Europe/Berlin"
NOW = int(datetime(2026, 3, 11, 13, 20, tzinfo=UTC).timestamp())  # a Wednesday

PROJECTS = [
    Candidate(ProjectId("shop"), "Webshop", "Acme"),
    Candidate(ProjectId("relaunch"), "Café relaunch", "Acme"),
    Candidate(ProjectId("api1"), "API", "Acme"),
    Candidate(ProjectId("api2"), "API", "Bolt"),
    Candidate(ProjectId("acme"), "Acme", "Bolt"),
    Candidate(ProjectId("care"), "Shop care", "Acme"),
    Candidate(ProjectId("v2"), "2.0 launch", "Acme"),
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


@pytest.mark.parametrize(
    "span", ["9:00 - 10:30", "9:00 – 10:30", "9:00—10:30", "9:00- 10:30", "9 -10:30", "9 to 10:30"]
)
def test_a_span_may_be_spaced_at_both_ends(span: str) -> None:
    for text in (f"{span} shop care: meeting", f"shop care: meeting {span}", f"shop care: {span} meeting yesterday"):
        found = read(text)
        assert (found.title, found.project_id, found.seconds, found.warnings) == ("meeting", "care", 5400, ())
        assert iso(found.started_at or 0, BERLIN)[11:16] == "09:00"
        assert found.time_text == span


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        ("1h 30m", 5400),
        ("1 h 30 min", 5400),
        ("1 hour and 30 minutes", 5400),
        ("1h, 30m", 5400),
        ("1 h 30 min 20 s", 5420),
        ("90 min", 5400),
        ("1 h", 3600),
        ("2 hours", 7200),
        ("45 minutes", 2700),
        ("1.5 hours", 5400),
        ("1,5h", 5400),
        ("1,5 h", 5400),
    ],
)
def test_a_duration_may_have_several_words_at_both_ends(duration: str, seconds: int) -> None:
    for text in (f"{duration} shop care: spaced", f"shop care: spaced {duration} yesterday"):
        found = read(text)
        assert (found.title, found.project_id, found.seconds, found.warnings) == ("spaced", "care", seconds, ())
        assert found.time_text == duration


def test_a_number_that_counts_something_else_is_no_minutes() -> None:
    assert (read("1h 30 reviews").seconds, read("1h 30 reviews").title) == (3600, "30 reviews")
    assert read("swim 100 m").seconds is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("-1h shop care: neg", "duration"),
        ("−1h 30m x", "duration"),
        ("0m x", "duration"),
        ("0:00 x", "duration"),
        ("1:75 x", "duration"),
        ("1h 90m x", "duration"),
        ("10001h x", "duration"),
        ("10-9 shop care: wrong order", "to"),
        ("10:45 - 9 x", "to"),
        ("9-9 x", "to"),
        ("23-24 x", "to"),
        ("25:00-26:00 x", "from"),
        ("9:75-10:00 x", "from"),
        ("yesterday 10-9 x", "to"),
        ("webshop: 0m x", "duration"),
        ("2026-02-30 1h x", "date"),
    ],
)
def test_a_time_in_front_that_cannot_be_is_refused(text: str, field: str) -> None:
    with pytest.raises(UserInputError) as refused:
        read(text)
    assert refused.value.facts["field"] == field
    assert refused.value.detail.endswith(".")
    kept = read(text, "time", "date")
    assert kept.warnings


def test_at_the_end_it_stays_with_a_warning() -> None:
    for time_words in ("10-9", "0m", "25:00-26:00", "9am-10am"):
        found = read(f"webshop: fix {time_words}")
        assert (found.title, found.seconds) == (f"fix {time_words}", None)
        assert found.warnings[0].startswith(f'"{time_words}" was not read as a time')


def test_a_span_that_the_clock_change_turns_around_is_refused() -> None:
    with pytest.raises(UserInputError, match="skip the time at which"):
        read("2:30-3:00 x", "date", day="2026-03-29")


@pytest.mark.parametrize(
    "words",
    [
        *("9am-10am", "9 am - 10 am", "9:00 am", "9:00 - 10:30am", "9.30-10.30", "0900-1030", "9h30-10h"),
        *("9:00-10:30-12:00", "1.75", "1,75", ".5h", "+1h", "1,500h", "100 m", "1h."),
    ],
)
def test_what_looks_like_a_time_is_said_not_to_be_one(words: str) -> None:
    found = read(f"{words} shop care: x")
    assert (found.title, found.project_id, found.seconds) == (f"{words} x", "care", None)
    (warning,) = found.warnings
    assert warning.startswith(f'"{words}" was not read as a time')


@pytest.mark.parametrize("words", ["20.11.2026", "20.11.", "11/20/2026", "2026/11/20", "2026-3-9", "sat", "tomorrow"])
def test_what_looks_like_a_date_is_said_not_to_be_one(words: str) -> None:
    for text in (f"{words} 1h shop care: x", f"1h {words} shop care: x"):
        found = read(text)
        assert (found.title, found.project_id, found.seconds, found.date) == (f"{words} x", "care", 3600, None)
        (warning,) = found.warnings
        assert warning.startswith(f'"{words}" was not read as a date')


def test_a_second_time_or_date_stays_and_is_said() -> None:
    found = read("yesterday 1h today x")
    assert (found.title, found.date, found.seconds) == ("today x", "2026-03-10", 3600)
    assert found.warnings == ('"today" was not read as a second date and stays in the title.',)
    found = read("1h call yesterday 30m")
    assert (found.title, found.date, found.seconds) == ("call 30m", "2026-03-10", 3600)
    assert found.warnings == ('"30m" was not read as a second time and stays in the title.',)


def test_words_that_only_could_be_a_time_are_left_alone() -> None:
    for text in ("sat down", "mon ami", "1h 2.0 rollout", "release 2.0", "25 until 30", "9 to 5 job", "3d model"):
        assert read(text).warnings == ()
    assert (read("1h 2.0 launch: x").project_id, read("2.0 launch: x").project_id) == ("v2", "v2")


def test_a_timer_keeps_a_time_in_its_title_and_finds_the_project() -> None:
    found = read("1h 30m yesterday shop care: x", "time", "date")
    assert (found.title, found.project_id, found.seconds, found.date) == ("1h 30m yesterday x", "care", None, None)
    assert [warning.split(" was ")[0] for warning in found.warnings] == ['"1h 30m"', '"yesterday"']


def test_an_unknown_task_keeps_the_project() -> None:
    for text in ("1h shop care/Table: task", "1h Shop care / Table: task"):
        found = read(text)
        assert (found.title, found.project_id, found.task_id, found.seconds) == ("Table: task", "care", None, 3600)
        assert found.warnings == ('The project has no task "Table"; the words stay in the title.',)
    assert read("1h today tomorrow shop care/Table: task").title == "tomorrow Table: task"
    assert read("nope/Table: task").title == "nope/Table: task"


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
    assert read("what we said in the end was this: stop").warnings == ()


def test_more_hours_than_a_day_has_are_taken_and_doubted() -> None:
    (warning,) = read("130h shop care").warnings
    assert warning.startswith("That is more than 24 hours")
    assert read("24h shop care").warnings == ()


def test_an_ambiguous_prefix_is_refused() -> None:
    with pytest.raises(Ambiguous, match="Acme/API, Bolt/API"):
        read("api: fix")
    with pytest.raises(Ambiguous, match="also a task"):
        read("acme/api: fix")
    assert read("bolt/api: fix").project_id == "api2"


def test_slots_of_flags_are_not_looked_for() -> None:
    assert read("webshop: fix", "project").title == "webshop: fix"
    assert read("fix #a", "tags").title == "fix #a"
    assert (read("1h fix", "time").title, read("1h fix", "time").seconds) == ("1h fix", None)
    assert read("fix yesterday $", "date", "billable").title == "fix yesterday $"
    assert read("webshop/design: fix", "task").project_id is None


def test_names_may_have_several_words_and_accents() -> None:
    assert read("cafe  relaunch: menu").project_id == "relaunch"
    assert read("webshop/q/a: look").task_id is None
    assert read("¯ webshop: look").title == "¯ webshop: look"
    assert read("only: 1h") == QuickLog(title="only:", seconds=3600, warnings=read("only: x").warnings)


SPECIAL = (
    "1h30 9-10:45 webshop: webshop/design: webshop/nope: yesterday monday #tag #2 $ !$ fix at nope: a: - : # 10.5 12:30"
    " 1 h 30 min 2 hours and 9am-10am 10-9 0m -1h sat 20.11.2026 to 1h,"
)
WORDS = st.one_of(
    st.sampled_from(SPECIAL.split()),
    st.text(
        st.characters(exclude_categories=["Z", "C"], exclude_characters="\x1c\x1d\x1e\x1f\x85"), min_size=1, max_size=8
    ),
)


@given(st.lists(WORDS, max_size=12))
def test_every_word_is_in_a_slot_or_in_the_title(words: list[str]) -> None:
    try:
        found = read(" ".join(words))
    except UserInputError:
        return
    slots = [found.project_id, found.date, found.billable]
    taken = sum(slot is not None for slot in slots) + len(found.time_text.split())
    assert bool(found.time_text) == (found.seconds is not None)
    left = found.title.split()
    gone = list(words)
    if any(warning.startswith("The project has no task") for warning in found.warnings):
        gone[gone.index("webshop/nope:")] = "nope:"
        taken -= 1
    for word in left:
        gone.remove(word)
    gone = [word for word in gone if word != ","]  # one that stands alone behind a slot goes with it
    tags = [word for word in gone if word.startswith("#")]
    assert {word[1:] for word in tags} == set(found.tags)
    assert len(gone) - len(tags) == taken


@given(st.text(max_size=200) | st.text("0123456789:-–,. hmand#/", max_size=40))
def test_any_text_is_read(text: str) -> None:
    try:
        found = read(text)
    except UserInputError:
        return
    letters = iter(text)
    assert all(letter in letters for letter in found.title)


@pytest.mark.parametrize("piece", ["#a b: ", "1.75 ", "1 ", "$ ", "yesterday ", "9 am ", "a "])
def test_time_grows_with_the_text_only(piece: str) -> None:
    def cost(size: int) -> float:
        text = piece * size + "9-" * size
        before = time.process_time()
        read(text)
        return time.process_time() - before

    cost(10)
    few, many = (min(cost(size) for _ in range(3)) for size in (1_000, 20_000))  # a collection may fall into any one
    assert many < 100 * max(few, 0.002)

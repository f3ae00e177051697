"""Finding clients, projects and entries by typed words."""

from __future__ import annotations

from pathlib import Path

from app.services.finder import Finder
from tests.services.invoice_making import desk_at


def test_finds_each_kind_by_words_whatever_case_and_accents(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.client("globex")
        desk.project("café", client_id="globex")
        desk.entry("checkout", 60)
        desk.entry("cafeteria", 60, "café")
        finder = Finder(desk.db)
        assert [(hit.kind, hit.title) for hit in finder.find("CAFE")] == [("project", "Café"), ("entry", "Cafeteria")]
        assert [(hit.kind, hit.title) for hit in finder.find("glo")] == [
            ("client", "Globex"),
            ("project", "Café"),
            ("entry", "Cafeteria"),
        ]
        (hit,) = finder.find("checkout acm")
        assert (hit.id, hit.place, hit.day, hit.project_id) == ("checkout", "Webshop · Acme", "2026-03-04", "webshop")


def test_nothing_typed_finds_nothing_and_syntax_is_text(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.entry("plain", 60)
        finder = Finder(desk.db)
        assert finder.find("   ") == []
        assert finder.find('"* OR (') == []


def test_at_most_so_many_of_each_kind_newest_first(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        for number in range(5):
            desk.entry(f"report {number}", 60, date=f"2026-03-0{number + 1}")
        found = Finder(desk.db).find("report", limit=2)
        assert [hit.title for hit in found] == ["Report 4", "Report 3"]

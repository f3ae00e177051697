"""The JSON among what a command prints besides."""

from __future__ import annotations

import json

import pytest

from app.errors import BadReply
from app.membrane.noise import NoJson, json_among_noise, without_colour

PRETTY = '{\n  "items": [\n    {\n      "id": 1\n    }\n  ]\n}'


@pytest.mark.parametrize(
    "text",
    [
        PRETTY,
        f"Update available 1.2.0 -> 1.3.0\n{PRETTY}\n",
        f"[notice] run npm i\n(node:12) [DEP0040] DeprecationWarning: x\n{PRETTY}\n[notice] again",
        f"[1/2] resolving\n[2] done\n{PRETTY}",
        f"\x1b[33mwarning\x1b[0m\n\x1b[1m{PRETTY}\x1b[0m",
        f"⠋ Loading\r⠙ Loading\r\x1b[2K\x1b[1G{PRETTY}",
        f"Result: {PRETTY}",
        f"\ufeff{PRETTY}",
        f"DEPRECATED {{old}}\n{PRETTY}",
        f'using "{{default}}"\n{json.dumps(json.dumps({"items": [{"id": 1}]}))}\n',
        f"[2] done\n{PRETTY}Update available 1.2.0 -> 1.3.0",
    ],
)
def test_the_value_is_found(text: str) -> None:
    found = json_among_noise(without_colour(text))[0]
    assert (json.loads(found) if isinstance(found, str) else found) == {"items": [{"id": 1}]}


@pytest.mark.parametrize(
    "text",
    [
        PRETTY[:-1], PRETTY[:-6], f"notice\n{PRETTY[:20]}", '{"items":[{"id":1},{"id":2', '{"clients": [\n{"id": 1}\n',
        '{"a": "unterminated\n', "[" * 50_000, "{" * 100_000, '[{"id": 1},\n{"id": oops},\n{"id": 3}\n]',
    ],
)  # fmt: skip
def test_a_torn_document_is_refused_not_half_believed(text: str) -> None:
    with pytest.raises(BadReply):
        json_among_noise(text)


def test_nothing_and_words_only() -> None:
    assert json_among_noise(" \n\n") == (None, "")
    for text in ("all done", "<html><body>no</body></html>", "[notice] nothing here"):
        with pytest.raises(NoJson):
            json_among_noise(text)


def test_the_text_around_is_handed_over() -> None:
    value, around = json_among_noise('HTTP/1.1 422 Unprocessable\n\n{"error": "x"}')
    assert value == {"error": "x"}
    assert "422" in around

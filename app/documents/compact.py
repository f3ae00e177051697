"""Fewer bytes for a tagged PDF: what is not a stream goes into compressed object streams (ISO 32000-1, 7.5.7).

The compiler writes the tags of every table cell as plain text, and they are most of a long document. PDF/A-2 and later
allow object streams. Only files as the compiler writes them are understood: one table of cross-references, no updates.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_PER_STREAM = 200
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
_SIZE = re.compile(rb"/Size \d+")
_ENTRY_BYTES = 20
_IN_USE = b"n"
_PLAIN, _PACKED = 1, 2

Place = tuple[int, int, int]
"""An entry of the table: `_PLAIN`, offset, 0; or `_PACKED`, number of the object stream, index in it."""


class NotAsExpected(ValueError):
    """The file is not built as the compiler builds it."""


def compacted(pdf: bytes) -> bytes:
    """The same document in fewer bytes. Raises `NotAsExpected`."""
    table_at, offsets, trailer = _cross_references(pdf)
    ends = dict(pairwise([*sorted(offsets.values()), table_at]))
    out = bytearray(pdf[: min(offsets.values())])
    places: dict[int, Place] = {}
    loose: list[tuple[int, bytes]] = []
    for number, offset in sorted(offsets.items()):
        inner = _inner(pdf[offset : ends[offset]], number)
        if inner.endswith(b"endstream"):
            places[number] = (_PLAIN, len(out), 0)
            out += b"%d 0 obj\n%b\nendobj\n\n" % (number, inner)
        else:
            loose.append((number, inner))
    free = max(offsets) + 1
    for first in range(0, len(loose), _PER_STREAM):
        members = loose[first : first + _PER_STREAM]
        places |= {number: (_PACKED, free, index) for index, (number, _) in enumerate(members)}
        places[free] = (_PLAIN, len(out), 0)
        out += _object_stream(free, members)
        free += 1
    places[free] = (_PLAIN, len(out), 0)
    return bytes(out + _ending(places, free, trailer))


def _cross_references(pdf: bytes) -> tuple[int, dict[int, int], bytes]:
    """Where the table is, the offset of every object by number, and the trailer's entries without the size."""
    start, trailer = _START.search(pdf), _TRAILER.search(pdf)
    table_at = -1 if start is None else int(start[1])
    table = _TABLE.match(pdf, table_at) if table_at >= 0 else None
    if table is None or trailer is None or b"/Prev" in trailer[1]:
        raise NotAsExpected("no single table of cross-references")
    offsets = {}
    for number in range(int(table[1])):
        at = table.end() + number * _ENTRY_BYTES
        if pdf[at + 17 : at + 18] == _IN_USE:
            offsets[number] = int(pdf[at : at + 10])
    if not offsets:
        raise NotAsExpected("no objects")
    return table_at, offsets, _SIZE.sub(b"", trailer[1])


def _inner(whole: bytes, number: int) -> bytes:
    """What is between an object's `obj` and `endobj`."""
    head, tail, stripped = b"%d 0 obj\n" % number, b"\nendobj", whole.rstrip()
    if not stripped.startswith(head) or not stripped.endswith(tail):
        raise NotAsExpected(f"object {number} is not where it should be")
    return stripped[len(head) : -len(tail)]


def _object_stream(number: int, members: list[tuple[int, bytes]]) -> bytes:
    index, body = bytearray(), bytearray()
    for member, inner in members:
        index += b"%d %d " % (member, len(body))
        body += inner + b"\n"
    dictionary = b"/Type/ObjStm/N %d/First %d" % (len(members), len(index))
    return _stream(number, dictionary, bytes(index + body))


def _ending(places: dict[int, Place], number: int, trailer: bytes) -> bytes:
    """The cross-references as a stream, object `number`, and the pointer to it."""
    rows = bytearray()
    for key in range(number + 1):
        kind, first, second = places.get(key, (0, 0, 0xFFFF if key == 0 else 0))
        rows += bytes((kind,)) + first.to_bytes(4, "big") + second.to_bytes(2, "big")
    dictionary = b"/Type/XRef/Size %d/W[1 4 2]%b" % (number + 1, trailer)
    return _stream(number, dictionary, bytes(rows)) + b"startxref\n%d\n%%%%EOF" % places[number][1]


def _stream(number: int, dictionary: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n" % (number, dictionary, len(packed))
    return head + packed + b"\nendstream\nendobj\n\n"

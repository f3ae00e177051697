"""The process that makes PDFs, and nothing else: the compiler needs hundreds of megabytes for a long document, and it
gives them back to the system only when its process ends.

It reads jobs (JSON) from standard input and answers each with three messages on standard output (`typesetter_words`):
JSON, the PDF, and a page of it as a picture where one was asked for, else nothing. It ends with its input.

The template is ours and fixed. Text comes as data: it is shown and never evaluated, no file but the template is in
reach, and there is no folder in which the compiler could look for, or put, a package.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from app.documents.compact import NotAsExpected, compacted
from app.documents.typesetter_words import read_message, write_message
from resources import resource_path

if TYPE_CHECKING:
    from typst import PDFStandard

STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]
"""For archives, and for screen readers: tagged throughout."""
_LEAST_PPI, _MOST_PPI = 24.0, 300.0
_MISSING = re.compile(r"the text `\"?(.+?)\"?` could not be displayed", re.DOTALL)


def main() -> int:
    """Serve until standard input ends."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while (job := read_message(incoming)) is not None:
        asked = json.loads(job)
        fields, pdf = answer(asked)
        picture = b""
        if "picture" in asked and pdf:
            pages, picture = page_picture(asked)
            fields |= pages
        for message in (json.dumps(fields).encode(), pdf, picture):
            write_message(outgoing, message)
    return 0


def answer(job: dict[str, object]) -> tuple[dict[str, str], bytes]:
    """Set one document: `{}` and the PDF; else `missing` (characters no font has) or `error`, with what could be made.

    `job` has `template` (a name), `document` (the template's data), `timestamp` (epoch seconds), `anyway` (make it even
    if characters are missing; it is no PDF/A then).
    """
    data = json.dumps(job["document"], ensure_ascii=False)
    try:
        return {}, _compile(job, data, archival=True)
    except typst.TypstError as error:
        missing = _missing(job, data, str(error))
        if not missing:
            return {"error": str(error)[:500]}, b""
    pdf = _compile(job, data, archival=False) if job.get("anyway") else b""
    return {"missing": missing}, pdf


def page_picture(job: dict[str, object]) -> tuple[dict[str, str], bytes]:
    """`{"page": …, "pages": …}` (from 1) and that page of the document as PNG.

    `job["picture"]` is `PAGE@PPI`: the page that is wanted (of one behind the last: the last), pixels to the inch.
    """
    wanted, ppi = str(job["picture"]).split("@")
    made = _compiler(str(job["template"])).compile(
        sys_inputs={"document": json.dumps(job["document"], ensure_ascii=False)},
        format="png",
        ppi=min(_MOST_PPI, max(_LEAST_PPI, float(ppi))),
        timestamp=int(str(job["timestamp"])),
    )
    pictures = made if isinstance(made, list) else [made]
    page = min(max(1, int(wanted)), len(pictures))
    return {"page": str(page), "pages": str(len(pictures))}, pictures[page - 1] or b""


@cache
def _compiler(template: str) -> typst.Compiler:
    """Kept, because looking for the fonts of the system takes longer than setting a page."""
    return open_compiler(resource_path("documents"), template)


def open_compiler(folder: Path, template: str) -> typst.Compiler:
    """For a template of a folder, which reads nothing outside of it."""
    nowhere = str(folder / "no-packages")
    return typst.Compiler(
        str(folder / f"{template}.typ"),
        root=str(folder),
        font_paths=[str(resource_path("fonts"))],
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def _compile(job: dict[str, object], data: str, *, archival: bool) -> bytes:
    pdf = _compiler(str(job["template"])).compile(
        sys_inputs={"document": data},
        pdf_standards=STANDARDS if archival else [],
        timestamp=int(str(job["timestamp"])),
    )
    if not isinstance(pdf, bytes):
        return b""
    try:
        return compacted(pdf)
    except NotAsExpected:  # another version of the compiler: larger, but right
        return pdf


def _missing(job: dict[str, object], data: str, message: str) -> str:
    """All characters that no font has. The compiler names one at a time: they are taken out until it is content."""
    missing = ""
    while (found := _MISSING.search(message)) and not set(found[1]) <= set(missing):
        missing += "".join(char for char in found[1] if char not in missing)
        left = "".join(char for char in data if char not in missing)
        try:
            _compile(job, left, archival=True)
        except typst.TypstError as error:
            message = str(error)
        else:
            break
    return missing


if __name__ == "__main__":
    sys.exit(main())

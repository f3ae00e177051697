"""One page of a document as a picture, for looking at it before it is kept. Runs in the typesetter's process."""

from __future__ import annotations

from collections.abc import Mapping

import typst

_LEAST_PPI, _MOST_PPI = 24.0, 300.0


def page_picture(compiler: typst.Compiler, job: Mapping[str, object], data: str) -> tuple[dict[str, str], bytes]:
    """`{"page": …, "pages": …}` (from 1) and the page as PNG.

    `job["picture"]` is the page that is wanted (a later one than the last: the last) and pixels per inch.
    """
    wanted, ppi = str(job["picture"]).split("@")
    pages = compiler.compile(
        sys_inputs={"document": data},
        format="png",
        ppi=min(_MOST_PPI, max(_LEAST_PPI, float(ppi))),
        timestamp=int(str(job["timestamp"])),
    )
    pictures = pages if isinstance(pages, list) else [pages]
    page = min(max(1, int(wanted)), len(pictures))
    return {"page": str(page), "pages": str(len(pictures))}, pictures[page - 1] or b""

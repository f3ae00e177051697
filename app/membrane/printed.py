"""Reading what the `membrane` command printed: nothing about its output is documented beyond "JSON with `--json`"
(Membrane reference 5.4), so the answer is put together from standard output, standard error and the exit code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import AuthRequired, BadReply, Offline, OutcomeUnknown, TransportError
from app.membrane.envelope import Wrapped, id_of, output_of, record_of, wrapped_http
from app.membrane.exact_json import decode
from app.membrane.noise import NoJson, json_among_noise, without_colour
from app.membrane.process import Finished
from app.membrane.verdict import Answer, Unreadable, judge, membrane_error, retry_after_s
from app.membrane.words import plain, spoken

_SIGNED_OUT = re.compile(r"not (?:logged|signed) in|membrane login|\bnot_authenticated\b", re.IGNORECASE)
_MAYBE_SIGNED_OUT = re.compile(
    r"(?:please|must|need to) (?:log|sign) ?in|login required|not authenticated|\bunauth(?:ori[sz]|enticat)ed\b|"
    r"(?:(?<![\w.:/-])|\bstatus(?:[ _-]?code)?\W{0,4})401\b(?!:\d)",
    re.IGNORECASE,
)
"""Clientary may say these as well, so they count only where Membrane alone can have spoken. A stack trace has numbers
of lines that look like a status."""

_LOST = re.compile(
    r"socket hang ?up|\bE(?:CONNRESET|CONNABORTED|PIPE|TIMEDOUT)\b|tim(?:e|ed)[ -]?out|\babort|\bterminated\b",
    re.IGNORECASE,
)
"""The answer was lost. For a write that decides, whatever else is advised beside it."""

_STATUS = re.compile(r"(?:\bHTTP/[\d.]+|\bstatus(?:[ _-]?code)?)\W{0,4}([1-5]\d\d)\b(?!:\d)", re.IGNORECASE)
_STATUS_LINE = re.compile(r"^\s*([1-5]\d\d)(?: [A-Z][A-Za-z -]{1,30})?\s*$", re.MULTILINE)
_STATUS_ALONE = re.compile(r"\s*(?:HTTP/[\d.]+|status(?:[ _-]?code)?:?)?\s*[1-5]\d\d\b[\w '-]{0,40}", re.IGNORECASE)
_NO_NETWORK = re.compile(r"\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|fetch failed)\b")


@dataclass(frozen=True, slots=True)
class Printed:
    """One finished run: the JSON found (None, or `Unreadable`), and the text around it."""

    code: int
    body: object
    around: str
    err: str


def read_printed(finished: Finished) -> Printed:
    """What was printed, with the JSON taken from standard error if standard output has none. Raises nothing."""
    out = without_colour(finished.out.decode("utf-8", "replace"))
    err = without_colour(finished.err.decode("utf-8", "replace"))
    try:
        body, around = json_among_noise(out)
    except NoJson as error:
        body, around = Unreadable(error.detail, out[:20_000]), out
    except BadReply as error:
        body, around = Unreadable(error.detail, out[:20_000]), ""
    body = _document(body)
    if finished.code != 0 and (body is None or isinstance(body, Unreadable)):
        try:
            found, rest = json_among_noise(err)
        except BadReply:
            found, rest = None, err
        if isinstance(found, Mapping):
            return Printed(finished.code, found, f"{around}\n{rest}", err)
    return Printed(finished.code, body, around, err)


def _document(body: object) -> object:
    """A document that was printed as one JSON text is taken out of it."""
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        try:
            return decode(body)
        except BadReply:
            return body
    return body


def membrane_answer(printed: Printed, *, write: bool) -> Answer:
    """The answer of a command that speaks for Membrane itself (lists, `action run`). Raises what the failure means."""
    answer = Answer(0, printed.body, proxied=False)
    if printed.code == 0:
        if isinstance(printed.body, Unreadable):
            _refuse_if_signed_out(printed)
        elif membrane_error(answer) is None and _is_bare_failure(printed.body):
            _refuse_if_signed_out(printed, membrane_alone=True)
        return answer
    if membrane_error(answer) is not None:
        judge(Answer(_status_of(printed), printed.body, proxied=False), write=write)
    if not (write and _is_lost(printed)):
        _refuse_if_signed_out(printed, membrane_alone=True)
    raise _failure(printed, write)


def proxy_answer(printed: Printed, *, write: bool) -> Answer:
    """The answer of `membrane request`: body only, `{status, headers, data}`, `{output}`, or text plus status line."""
    wrapped = wrapped_http(output_of(printed.body))
    if wrapped is not None:
        return _unwrapped(wrapped)
    status = _status_of(printed)
    if membrane_error(Answer(status or 400, printed.body, proxied=False)) is not None:
        return Answer(status or 400, printed.body, proxied=True)
    body = None if status and _is_status_line(printed) else _app_body(output_of(printed.body))
    if _is_bare_failure(body):
        _refuse_if_signed_out(printed)
    if printed.code == 0 and status >= 400 and id_of(record_of(body, ())) is not None:
        if write:
            raise OutcomeUnknown(f"a record came, and status {status} beside it", answered=1, status=status)
        status = 0  # a notice about something else
    if printed.code == 0 and not isinstance(body, Unreadable):
        return Answer(status, body, proxied=True)
    if status == 0 and not (write and _is_lost(printed)):
        _refuse_if_signed_out(printed, membrane_alone=printed.code != 0 and not isinstance(body, Mapping | list))
    if printed.code == 0 or status >= 400:
        return Answer(status, body, proxied=True)
    if isinstance(body, Mapping):
        judge(Answer(0, body, proxied=True), write=write)  # an error body tells at least that somebody answered
    raise _failure(printed, write)


def act_answer(printed: Printed, *, write: bool) -> Answer:
    """Clientary's answer as `membrane act --api` prints it: the output of a run, or Membrane's error around it. A bare
    status in the text is Membrane's here and says nothing about what Clientary did."""
    answer = membrane_answer(printed, write=write)
    judge(answer, write=write)
    output = output_of(answer.body)
    wrapped = wrapped_http(output)
    return Answer(0, _app_body(output), proxied=True) if wrapped is None else _unwrapped(wrapped)


def _unwrapped(wrapped: Wrapped) -> Answer:
    headers = {name.lower(): str(value) for name, value in wrapped.headers.items()}
    return Answer(wrapped.status, _app_body(wrapped.body), True, retry_after_s(headers.get("retry-after")), headers)


def _app_body(value: object) -> object:
    """Clientary's body inside a JSON answer: where it is text it was no JSON, or a document that broke on its way."""
    if isinstance(value, str):
        return Unreadable("the app's answer is text", value[:20_000]) if value.strip() else None
    return value


def _status_of(printed: Printed) -> int:
    """The HTTP status in the text beside the JSON, 0 if none shows."""
    for text in (printed.around, printed.err):
        match = _STATUS.search(text) or _STATUS_LINE.search(text)
        if match is not None:
            return int(match.group(1))
    return 0


def _is_status_line(printed: Printed) -> bool:
    """A reply without a body, of which only the line with its status is printed."""
    lines = [line for line in printed.around.splitlines() if line.strip()]
    return isinstance(printed.body, Unreadable) and len(lines) == 1 and _STATUS_ALONE.fullmatch(lines[0]) is not None


def _refuse_if_signed_out(printed: Printed, *, membrane_alone: bool = False) -> None:
    text = f"{printed.around}\n{printed.err}"
    if isinstance(printed.body, Mapping):
        text += f"\n{printed.body.get('error', '')}\n{printed.body.get('message', '')}"
    if _SIGNED_OUT.search(text) or (membrane_alone and _MAYBE_SIGNED_OUT.search(text)):
        raise AuthRequired(spoken(printed.body) or plain(text), layer="membrane")


def _is_lost(printed: Printed) -> bool:
    return _LOST.search(f"{printed.around}\n{printed.err}") is not None


def _is_bare_failure(body: object) -> bool:
    """An error and nothing else: the command's own, or that of an app that gives no status."""
    return isinstance(body, Mapping) and bool(body.get("error")) and not body.keys() & {"id", "items", "output", "type"}


def _failure(printed: Printed, write: bool) -> TransportError:
    """Ended without an answer that anybody recognises: for a write, anything may have happened."""
    said = plain(printed.err or printed.around) or f"the membrane command failed with exit code {printed.code}"
    if write:
        return OutcomeUnknown(said, answered=0, late=1)
    if _NO_NETWORK.search(printed.err + printed.around):
        return Offline(said)
    return BadReply(said, exit=printed.code)


def is_unexplained(printed: Printed) -> bool:
    """Failed without an answer and without words that are known: about the sign-in, the network or an HTTP status."""
    if printed.code == 0 or isinstance(printed.body, Mapping | list) or _status_of(printed):
        return False
    text = f"{printed.around}\n{printed.err}"
    return not any(known.search(text) for known in (_SIGNED_OUT, _MAYBE_SIGNED_OUT, _NO_NETWORK))


def told_by(printed: Printed) -> str:
    """The command's own words about a run that came to nothing, for a person."""
    return spoken(printed.body) or plain(printed.err) or plain(printed.around)

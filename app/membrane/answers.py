"""From a judged answer to a `Reply`; the same for both transports."""

from __future__ import annotations

from app.errors import BadReply
from app.membrane.envelope import output_of, wrapped_http
from app.membrane.transport import Reply
from app.membrane.verdict import Answer, judge, retry_after_s

NO_OUTPUT = "output"


def action_reply(answer: Answer, *, write: bool) -> Reply:
    """The unwrapped output of an action run. An output that is missing or an error is no success of a write:
    whether the action did anything is then found out by reading (Membrane reference 9). Of a read it says nothing;
    `BadReply` with key `output`, because another way of asking may help where asking again does not."""
    judge(answer, write=write)
    output = output_of(answer.body)
    wrapped = wrapped_http(output)
    if wrapped is None:
        if output in (None, "", {}) and not write:
            raise BadReply("the action's output is empty", key=NO_OUTPUT)
        judge(Answer(200, output or None if write else output, proxied=True), write=write)
        return Reply(output, answer.status or 200)
    headers = {name.lower(): value for name, value in wrapped.headers.items()}
    inner = Answer(wrapped.status, wrapped.body, proxied=True, retry_after=retry_after_s(headers.get("retry-after")))
    judge(inner, write=write)
    location = headers.get("location")
    return Reply(wrapped.body, wrapped.status, location if isinstance(location, str) else None, wrapped=True)


def proxied_reply(answer: Answer, method: str, location: str | None = None) -> Reply:
    """Clientary's reply to one request. The body of a believed deletion says nothing and is dropped."""
    judge(answer, write=method != "GET")
    return Reply(None if method == "DELETE" else answer.body, answer.status, location, answer.headers)

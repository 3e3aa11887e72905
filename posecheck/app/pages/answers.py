"""What the pages ask the server for: small answers, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from posecheck.app.bodies import LARGEST_JSON, read_body, read_record
from posecheck.app.machine_cameras import find_cameras
from posecheck.app.phone.door import qr_svg
from posecheck.app.settings import Settings
from posecheck.app.state import state_of
from posecheck.errors import OutputError, PosecheckError
from posecheck.history.notes import LONGEST_NOTE
from posecheck.history.records import Soreness
from posecheck.history.store import History

_STRICT = ConfigDict(extra="forbid", frozen=True)

CHANGED_ELSEWHERE = (
    "The note of this day was changed elsewhere, and is kept. Copy what you have written, and load "
    "this page again."
)
"""Said to a page that would write over a note that it does not show."""


class SorenessAnswer(BaseModel):
    """How sore a session left the person."""

    model_config = _STRICT

    session: int
    soreness: Soreness


class DangerAnswer(BaseModel):
    """Whether a session was stopped because of a danger sign."""

    model_config = _STRICT

    session: int
    was_danger: bool


class Note(BaseModel):
    """A note about a day; empty to delete it. ``before`` is the day's note as the page shows it."""

    model_config = _STRICT

    day: date
    text: Annotated[str, Field(max_length=LONGEST_NOTE)]
    before: str | None = None


class Forget(BaseModel):
    """What of the history is to be deleted: a day, or everything."""

    model_config = _STRICT

    day: date | Literal["all"]


async def note_soreness(request: Request) -> Response:
    """Keep the answer about soreness."""
    given = await read_record(request, SorenessAnswer)
    with History.open() as history:
        history.record_soreness(given.session, given.soreness)
    return JSONResponse({"ok": True})


async def answer_danger(request: Request) -> Response:
    """Keep the answer to a danger question that is open."""
    given = await read_record(request, DangerAnswer)
    with History.open() as history:
        history.answer_danger(given.session, given.was_danger)
    return JSONResponse({"ok": True})


async def write_note(request: Request) -> Response:
    """Keep a note; but none in place of one that the page has never shown."""
    given = await read_record(request, Note)
    with History.open() as history:
        known = history.notes().get(given.day, "")
        if given.before is not None and known.split() != given.before.split():
            raise HTTPException(409, CHANGED_ELSEWHERE)
        history.write_note(given.day, given.text)
    return JSONResponse({"ok": True})


async def forget(request: Request) -> Response:
    """Delete a day, or the whole history."""
    given = await read_record(request, Forget)
    with History.open() as history:
        deleted = history.delete(None if given.day == "all" else given.day)
    return JSONResponse({"ok": True, "deleted": deleted})


async def choose(request: Request) -> Response:
    """Go by some settings, and keep them; the others stay. ``trouble`` says what was not kept."""
    state, body = state_of(request), await read_body(request, LARGEST_JSON)
    try:
        given = Settings.model_validate_json(body)
    except ValidationError as error:
        raise HTTPException(400, "This is not understood.") from error
    chosen = {name: getattr(given, name) for name in given.model_fields_set}
    trouble = ""
    try:
        state.choose(state.settings.model_copy(update=chosen))
    except OutputError as error:
        trouble = f"{error} It holds until posecheck ends."
    return JSONResponse({**state.settings.model_dump(), "trouble": trouble})


async def cameras(request: Request) -> Response:
    """The cameras of this machine."""
    return JSONResponse([{"camera": f"machine:{n}", "name": name} for n, name in find_cameras()])


async def phone(request: Request) -> Response:
    """Whether a phone is there, the link that lets one in, and which camera is chosen now."""
    state = state_of(request)
    door = state.phone
    if door is None:
        raise HTTPException(404)
    if request.method == "POST":
        door.renew()
    link = door.link if door.is_code_valid else ""
    camera = state.settings.camera
    return JSONResponse({"connected": door.is_connected, "link": link, "camera": camera})


async def phone_code(request: Request) -> Response:
    """The QR code of that link."""
    door = state_of(request).phone
    if door is None or not door.is_code_valid:
        raise HTTPException(404)
    return Response(qr_svg(door.link), media_type="image/svg+xml")


async def explain_error(request: Request, error: Exception) -> Response:
    """An error of ours as one sentence."""
    assert isinstance(error, PosecheckError)
    return JSONResponse({"ok": False, "text": str(error)}, 409)


async def explain_refusal(request: Request, error: Exception) -> Response:
    """A request that cannot be answered, as one sentence. What is left of it is not read."""
    assert isinstance(error, HTTPException)
    return JSONResponse(
        {"ok": False, "text": error.detail}, error.status_code, {"Connection": "close"}
    )

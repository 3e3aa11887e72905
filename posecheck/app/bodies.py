"""Reads what a page sends, up to a limit, as a validated record."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST_JSON = 16_384
"""Largest message of a page, in bytes."""

Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request, limit: int) -> bytes:
    """The body of a request.

    Raises
    ------
    HTTPException
        It is longer than ``limit``.
    """
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > limit:
        raise HTTPException(413, "This is too long.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise HTTPException(413, "This is too long.")
    return bytes(body)


async def read_record(request: Request, model: type[Model]) -> Model:
    """What a page sends as JSON.

    Raises
    ------
    HTTPException
        It is too long, or not as ``model`` describes it.
    """
    try:
        return model.model_validate_json(await read_body(request, LARGEST_JSON))
    except ValidationError as error:
        raise HTTPException(400, "This is not understood.") from error

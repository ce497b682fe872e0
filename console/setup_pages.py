"""What a one-time link opens: setting a password, and for the first of all choosing a name."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console.identity import begin_session
from console.invitations import FIRST, Invitation, acceptable_name, give_back, invitation, take
from console.parts import Console, ConsoleParts
from console.passwords import acceptable, hashed
from console.render import page
from conversation.ports import NameTaken
from handoff.model import Operator

router = APIRouter()

Words = Annotated[str, Form(max_length=2000)]


@router.get("/setup/{token}")
async def setup_page(request: Request, console: Console, token: str) -> HTMLResponse:
    """The form behind a one-time link; looking at it does not use it up."""
    found = await invitation(console.staff, token, console.clock.now())
    if found is None:
        return _over(request, console)
    fixed = found.name != FIRST
    return page(request, console, "setup.html", token=token, name=found.name, fixed=fixed, error=None)


@router.post("/setup/{token}")
async def setup(request: Request, console: Console, token: str, name: Words = "", password: Words = "") -> Response:
    """Sets the password and signs in; the link is used up by exactly one success."""
    found = await invitation(console.staff, token, console.clock.now())
    if found is None:
        return _over(request, console)
    chosen = found.name or unicodedata.normalize("NFC", name.strip())

    def again(status: int, error: str) -> HTMLResponse:
        fixed = found.name != FIRST
        return page(request, console, "setup.html", status=status, token=token, name=chosen, fixed=fixed, error=error)

    if not acceptable_name(chosen):
        return again(422, "name_wrong")
    if not acceptable(password):
        return again(422, "password_short")
    stored = await hashed(console, password)
    if not await take(console.staff, found):
        return _over(request, console)
    if not await _kept(console, found, chosen, stored):
        await give_back(console.staff, found)
        return again(409, "name_taken")
    welcome = RedirectResponse("/console", 303)
    await begin_session(request, console, chosen, welcome)
    return welcome


async def _kept(console: ConsoleParts, found: Invitation, name: str, password: str) -> bool:
    if found.name != FIRST:
        return await console.staff.set_password(name, password)
    try:
        await console.staff.add(Operator(name, "admin"), password=password)
    except NameTaken:
        return False
    return True


def _over(request: Request, console: ConsoleParts) -> HTMLResponse:
    return page(request, console, "setup.html", status=404, token=None, name="", fixed=True, error="setup_over")

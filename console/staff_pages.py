"""The staff, for admins: who there is, a new colleague with a link to set a password, and goodbye."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from console.identity import Identity, require
from console.invitations import acceptable_name, invite, revoke
from console.parts import Console, ConsoleParts
from console.render import FormOperator, PageOperator, page
from conversation.ports import NameTaken
from handoff.model import Operator, Role

router = APIRouter()

Words = Annotated[str, Form(max_length=200)]


@router.get("/staff")
async def staff_page(request: Request, console: Console, identity: PageOperator) -> HTMLResponse:
    """Everybody, by name."""
    require(identity, "manage_staff")
    return await _staff(request, console, identity)


@router.post("/staff")
async def add_operator(
    request: Request,
    console: Console,
    identity: FormOperator,
    name: Words = "",
    role: Annotated[Role, Form()] = "operator",
) -> HTMLResponse:
    """A new colleague, and the link by which they set their password."""
    require(identity, "manage_staff")
    name = unicodedata.normalize("NFC", name.strip())
    if not acceptable_name(name):
        return await _staff(request, console, identity, 422, error="name_wrong")
    try:
        await console.staff.add(Operator(name, role))
    except NameTaken:
        return await _staff(request, console, identity, 409, error="name_taken")
    return await _invited(request, console, identity, name)


@router.post("/staff/invite")
async def invite_operator(request: Request, console: Console, identity: FormOperator, name: Words = "") -> HTMLResponse:
    """A new link for somebody who lost the old one, or the password."""
    require(identity, "manage_staff")
    if await console.staff.account(name) is None:
        return await _staff(request, console, identity, 404, error="name_unknown")
    return await _invited(request, console, identity, name)


@router.post("/staff/remove")
async def remove_operator(request: Request, console: Console, identity: FormOperator, name: Words = "") -> HTMLResponse:
    """Takes away every way in, at once. Nobody can remove themselves, so an admin always remains."""
    require(identity, "manage_staff")
    if name == identity.operator.name:
        return await _staff(request, console, identity, 409, error="remove_self")
    await revoke(console.staff, name)
    if not await console.staff.remove(name):
        return await _staff(request, console, identity, 404, error="name_unknown")
    return await _staff(request, console, identity)


async def _invited(request: Request, console: ConsoleParts, identity: Identity, name: str) -> HTMLResponse:
    base = console.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    link = base + await invite(console.staff, name, console.clock.now())
    return await _staff(request, console, identity, invited=name, link=link)


async def _staff(
    request: Request,
    console: ConsoleParts,
    identity: Identity,
    status: int = 200,
    *,
    error: str | None = None,
    invited: str | None = None,
    link: str | None = None,
) -> HTMLResponse:
    everybody = await console.staff.all()
    return page(
        request, console, "staff.html", identity, status, everybody=everybody, error=error, invited=invited, link=link
    )

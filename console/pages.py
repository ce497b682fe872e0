"""The operators' pages: the live inbox, signing in and out, the own password, and the files behind them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

import console.setup_pages
import console.staff_pages
import console.stats_pages
from console.identity import Whoever, begin_session, end_session
from console.parts import Console
from console.passwords import acceptable, hashed, matches
from console.render import LOGIN, FormOperator, PageOperator, page

router = APIRouter(prefix="/console", include_in_schema=False)
router.include_router(console.setup_pages.router)
router.include_router(console.staff_pages.router)
router.include_router(console.stats_pages.router)

KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json"}
Words = Annotated[str, Form(max_length=2000)]


@router.get("")
async def desk_page(request: Request, console: Console, identity: PageOperator) -> HTMLResponse:
    """The inbox and one conversation beside it, live."""
    return page(request, console, "desk.html", identity)


@router.get("/login")
async def login_page(request: Request, console: Console, identity: Whoever) -> Response:
    """Where operators sign in."""
    if identity is not None and identity.session is not None:
        return RedirectResponse("/console", 303)
    return page(request, console, "login.html", name="", error=None)


@router.post("/login")
async def login(request: Request, console: Console, name: Words = "", password: Words = "") -> Response:
    """Signs in; five wrong passwords in a quarter of an hour close this door for a while."""
    client = request.client.host if request.client else ""
    wait = console.tries.begin(name, client, console.clock.now())
    if wait is not None:
        refused = page(request, console, "login.html", status=429, name=name, error="login_wait")
        refused.headers["Retry-After"] = str(wait)
        return refused
    account = await console.staff.account(name)
    if not await matches(console, password, account.password if account else "") or account is None:
        return page(request, console, "login.html", status=401, name=name, error="login_wrong")
    console.tries.forget(name, client)
    welcome = RedirectResponse("/console", 303)
    await begin_session(request, console, account.operator.name, welcome)
    return welcome


@router.post("/logout")
async def logout(request: Request, console: Console, _identity: FormOperator) -> RedirectResponse:
    """Signs out."""
    await end_session(request, console)
    return RedirectResponse(LOGIN, 303)


@router.get("/account")
async def account_page(request: Request, console: Console, identity: PageOperator) -> HTMLResponse:
    """The own password."""
    return page(request, console, "account.html", identity, error=None)


@router.post("/account")
async def change_password(
    request: Request, console: Console, identity: FormOperator, current: Words = "", password: Words = ""
) -> Response:
    """Changes the own password: every session of this operator ends, and this browser gets a new one."""
    name, client = identity.operator.name, request.client.host if request.client else ""
    if console.tries.begin(name, client, console.clock.now()) is not None:
        return page(request, console, "account.html", identity, 429, error="login_wait")
    account = await console.staff.account(name)
    if account is None or not await matches(console, current, account.password):
        return page(request, console, "account.html", identity, 401, error="password_wrong")
    console.tries.forget(name, client)
    if not acceptable(password):
        return page(request, console, "account.html", identity, 422, error="password_short")
    await console.staff.set_password(name, await hashed(console, password))
    changed = RedirectResponse("/console", 303)
    await begin_session(request, console, name, changed)
    return changed


@cache
def _static() -> dict[str, tuple[bytes, str]]:
    """The files by name, each with the tag by which a browser asks whether it changed."""
    folder = files("console") / "static"
    contents = {item.name: item.read_bytes() for item in folder.iterdir() if item.name.endswith(tuple(KINDS))}
    return {name: (content, f'"{sha256(content).hexdigest()[:20]}"') for name, content in contents.items()}


@router.get("/static/{name}")
async def static_file(request: Request, name: str) -> Response:
    """A module, style sheet or list of sentences; they hold no data, so anybody may read them."""
    if name not in _static():
        raise HTTPException(404, "There is no such file.")
    content, tag = _static()[name]
    headers = {"Cache-Control": "no-cache", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=KINDS[name[name.rindex(".") :]], headers=headers)

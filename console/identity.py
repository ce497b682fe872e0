"""Who asks: an operator with an API token, or one who signed in; and that a browser was not tricked into asking."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request
from fastapi.responses import Response

from console.parts import Console, ConsoleParts
from handoff.model import Operator
from safety.access import Allowed, Permission, may_desk
from safety.tokens import hash_token, sign, verify

SESSION_SECONDS = 12 * 3600
PLAIN_COOKIE = "frontdesk"
SECURE_COOKIE = "__Host-frontdesk"
PURPOSE = "csrf"
SAFE_METHODS = frozenset({"GET", "HEAD"})
SIGN_IN = "Sign in at /console, or send an operator's token as Authorization: Bearer."
FORGED = "This did not come from the console's own page. Load the page again."


@dataclass(frozen=True, slots=True)
class Identity:
    """An operator with the role of this moment; `session` is the session's hash, `token` the API token's."""

    operator: Operator
    session: str | None = None
    token: str | None = None

    def csrf(self, parts: ConsoleParts) -> str:
        """The token that the console's own pages send along with every change."""
        return sign(parts.key, self.session or "", PURPOSE)

    def sent_by_us(self, parts: ConsoleParts, csrf: str) -> bool:
        """Whether a change came from our own page of this very session."""
        return self.session is not None and verify(parts.key, csrf, PURPOSE) == self.session.encode()

    async def still(self, parts: ConsoleParts) -> bool:
        """Whether this way in is still open: long streams ask again and again."""
        if self.session is not None:
            return await parts.staff.by_session(self.session, parts.clock.now()) is not None
        return self.token is not None and await parts.staff.by_token(self.token) is not None


async def whoever(
    request: Request, console: Console, authorization: Annotated[str | None, Header(include_in_schema=False)] = None
) -> Identity | None:
    """Who asks, read from the database with each request; a bearer token wins over a cookie."""
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        digest = hash_token(token.strip())
        operator = await console.staff.by_token(digest) if scheme.casefold() == "bearer" else None
        return Identity(operator, token=digest) if operator else None
    cookie = request.cookies.get(cookie_name(request, console))
    if not cookie:
        return None
    digest = hash_token(cookie)
    operator = await console.staff.by_session(digest, console.clock.now())
    return Identity(operator, session=digest) if operator else None


async def operator_of_desk(
    request: Request,
    console: Console,
    identity: Annotated[Identity | None, Depends(whoever)],
    x_csrf_token: Annotated[str, Header(description="Needed with a console session for every change.")] = "",
) -> Identity:
    """For the desk API: 401 for nobody, 403 where a session's change lacks its CSRF token."""
    if identity is None:
        raise HTTPException(401, SIGN_IN, {"WWW-Authenticate": "Bearer"})
    if identity.session and request.method not in SAFE_METHODS and not identity.sent_by_us(console, x_csrf_token):
        raise HTTPException(403, FORGED)
    return identity


Whoever = Annotated[Identity | None, Depends(whoever)]
DeskOperator = Annotated[Identity, Depends(operator_of_desk)]


def require(identity: Identity, permission: Permission) -> None:
    """403 unless this role has the permission."""
    if not isinstance(may_desk(identity.operator.role, permission), Allowed):
        raise HTTPException(403, "Your role does not include this. Ask an admin.")


def is_secure(request: Request, console: ConsoleParts) -> bool:
    """Whether the browser talks https to us, directly or to a proxy in front of us."""
    return request.url.scheme == "https" or console.public_url.startswith("https:")


def cookie_name(request: Request, console: ConsoleParts) -> str:
    """The __Host- prefix binds the cookie to this host, but browsers take it over https only."""
    return SECURE_COOKIE if is_secure(request, console) else PLAIN_COOKIE


async def begin_session(request: Request, console: ConsoleParts, name: str, response: Response) -> None:
    """Signs the operator in with a fresh session; the one that this browser had ends."""
    await end_session(request, console)
    token = secrets.token_urlsafe(32)
    expires = console.clock.now() + SESSION_SECONDS * 1000
    await console.staff.open_session(hash_token(token), name, expires)
    response.set_cookie(
        cookie_name(request, console), token, max_age=SESSION_SECONDS, path="/",
        secure=is_secure(request, console), httponly=True, samesite="strict",
    )  # fmt: skip


async def end_session(request: Request, console: ConsoleParts) -> None:
    """Signs this browser out."""
    cookie = request.cookies.get(cookie_name(request, console))
    if cookie:
        await console.staff.close_session(hash_token(cookie))

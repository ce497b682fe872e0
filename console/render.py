"""Pages from templates, in the operator's language, and who may see them."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from console.identity import FORGED, Identity, Whoever, is_secure
from console.parts import Console, ConsoleParts
from console.texts import COOKIE, FALLBACK, language_of, texts

LOGIN = "/console/login"
LANGUAGE_SECONDS = 365 * 86_400


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("console"), autoescape=True, undefined=StrictUndefined)


def page(
    request: Request,
    console: ConsoleParts,
    template: str,
    identity: Identity | None = None,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """The template with the sentences of the operator's language; `t` in it is sentence by key."""
    language = language_of(request)
    html = (
        _templates()
        .get_template(template)
        .render(
            t={**texts()[FALLBACK], **texts()[language]},
            language=language,
            languages={code: texts()[code]["language_name"] for code in sorted(texts())},
            product=console.product,
            operator=identity.operator if identity else None,
            csrf=identity.csrf(console) if identity else "",
            **values,
        )
    )
    response = HTMLResponse(html, status)
    if request.query_params.get("language") == language:
        response.set_cookie(
            COOKIE, language, max_age=LANGUAGE_SECONDS, path="/console",
            secure=is_secure(request, console), httponly=True, samesite="strict",
        )  # fmt: skip
    return response


async def page_operator(identity: Whoever) -> Identity:
    """Whoever is signed in; everybody else is sent to sign in."""
    if identity is None or identity.session is None:
        raise HTTPException(303, "Sign in first.", {"Location": LOGIN})
    return identity


async def form_operator(
    console: Console, identity: Annotated[Identity, Depends(page_operator)], csrf: Annotated[str, Form()] = ""
) -> Identity:
    """As above, for a form that our own page sent."""
    if not identity.sent_by_us(console, csrf):
        raise HTTPException(403, FORGED)
    return identity


PageOperator = Annotated[Identity, Depends(page_operator)]
FormOperator = Annotated[Identity, Depends(form_operator)]

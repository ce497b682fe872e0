"""The demo page, the script tag and the files behind them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.web.routes import Chat

router = APIRouter(include_in_schema=False)

KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
EMBEDDABLE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
}
"""Another site's page loads these files as modules, so they are open to every origin; they hold no data."""


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("adapters.web"), autoescape=True, undefined=StrictUndefined)


@cache
def _static() -> dict[str, tuple[bytes, str]]:
    """The files by name, each with the tag by which a browser asks whether it changed."""
    folder = files("adapters.web") / "static"
    contents = {item.name: item.read_bytes() for item in folder.iterdir() if item.name.endswith(tuple(KINDS))}
    return {name: (content, f'"{sha256(content).hexdigest()[:20]}"') for name, content in contents.items()}


@router.get("/")
async def demo_page(chat: Chat) -> HTMLResponse:
    """A page of a product that has the widget, so that everybody sees what it is like."""
    if not chat.demo:
        raise HTTPException(404, "There is no page here.")
    page = _templates().get_template("demo.html").render(product=chat.product, languages=chat.languages)
    return HTMLResponse(page)


@router.get("/widget.js")
async def widget_script(request: Request) -> Response:
    """The one script tag that puts the chat into any page."""
    return _file(request, "widget.js")


@router.get("/chat/{name}")
async def chat_file(request: Request, name: str) -> Response:
    """A module or style sheet of the chat."""
    return _file(request, name)


def _file(request: Request, name: str) -> Response:
    if name not in _static():
        raise HTTPException(404, "There is no such file.")
    content, tag = _static()[name]
    headers = {**EMBEDDABLE, "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=KINDS[name[name.rindex(".") :]], headers=headers)

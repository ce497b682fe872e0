"""The webhook: each update is posted, in order, until somebody takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from tests.kit.telegram.errors import Refusal
from tests.kit.telegram.model import Json
from tests.kit.telegram.params import Params
from tests.kit.telegram.pulse import Pulse
from tests.kit.telegram.updates import Webhook
from tests.kit.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
RETRY = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds between tries; Telegram's own pauses are longer, a test need not wait so long."""

Execute = Callable[[World, str, Params], Any]


async def deliver_for_ever(world: World, pulse: Pulse, execute: Execute) -> None:
    """Posts what is pending as long as there is a webhook."""
    failures = 0
    async with httpx.AsyncClient(timeout=60, verify=False, trust_env=False) as client:  # nothing here is a secret
        while True:
            change = pulse.next
            with world.lock:
                hook = world.queue.webhook
                update = world.queue.pending[0] if hook.url and world.queue.pending else None
            if update is None:
                await change.wait()
                continue
            why = await _post(world, client, hook, update, execute)
            failures = failures + 1 if why else 0
            with world.change():
                if why:
                    hook.errors.append((world.now(), why))
                else:
                    world.queue.drop(update)
            if why:
                await asyncio.sleep(RETRY[min(failures, len(RETRY)) - 1])


async def _post(world: World, client: httpx.AsyncClient, hook: Webhook, update: Json, execute: Execute) -> str:
    """One try; what went wrong, or nothing."""
    headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
    try:
        answer = await client.post(hook.url, json=update, headers=headers)
    except httpx.HTTPError as error:
        return "Connection refused" if isinstance(error, httpx.ConnectError) else "Read timeout expired"
    if not answer.is_success:
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
    _execute_answer(world, answer, execute)
    return ""


def _execute_answer(world: World, answer: httpx.Response, execute: Execute) -> None:
    """An answer may itself be a call; nobody learns what became of it."""
    try:
        body = answer.json()
    except ValueError:
        return
    if isinstance(body, dict) and isinstance(body.get("method"), str):
        try:
            with world.change():
                execute(world, body.pop("method"), Params(body))
        except Refusal:
            return

"""The gateway: one websocket from HELLO to its close."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from typing import Any

from aiohttp import WSMsgType, web

from tests.kit.discord.parts import Json
from tests.kit.discord.permissions import sees
from tests.kit.discord.sessions import CONTENT, MEMBERS, Close, Identify, Line, Resume, Session
from tests.kit.discord.shapes import channel_json, guild_json, me_json, member_json, thread_json, thread_member_json
from tests.kit.discord.world import World

PRIVILEGED = CONTENT | MEMBERS | 1 << 8


class Gateway:
    """One connection."""

    def __init__(self, world: World, request: web.Request) -> None:
        self._world = world
        self._request = request
        self._line = Line(asyncio.get_running_loop())
        self._session: Session | None = None
        self._squeeze = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    async def serve(self) -> web.StreamResponse:
        """Until either side ends it."""
        asked = self._request.query.get("compress")
        assert asked in {None, "zlib-stream"}, f"the double cannot compress with {asked}"
        sessions = self._world.sessions
        socket = web.WebSocketResponse(compress=False, autoping=True, timeout=0.2)
        await socket.prepare(self._request)
        with self._world.change():
            sessions.lines.append(self._line)
        self._line.put(json.dumps({"op": 10, "d": {"heartbeat_interval": sessions.hello_interval, "_trace": []}}))
        writing = asyncio.create_task(self._write(socket))
        try:
            await self._read(socket)
        finally:
            writing.cancel()
            self._gone(socket)
            await asyncio.gather(writing, return_exceptions=True)
        return socket

    def _gone(self, socket: web.WebSocketResponse) -> None:
        with self._world.change():
            session, sessions = self._session, self._world.sessions
            if self._line in sessions.lines:
                sessions.lines.remove(self._line)
            if session is not None and session.line is self._line:
                session.line = None
                if socket.close_code in {1000, 1001} and not self._line.closing:
                    sessions.alive.pop(session.id, None)

    async def _write(self, socket: web.WebSocketResponse) -> None:
        while True:
            item = await self._line.next()
            if isinstance(item, Close):
                if item.code is None:
                    transport = self._request.transport
                    if transport is not None:
                        transport.abort()
                else:
                    await socket.close(code=item.code)
                return
            if self._squeeze is None:
                await socket.send_str(item)
            else:
                data = self._squeeze.compress(item.encode()) + self._squeeze.flush(zlib.Z_SYNC_FLUSH)
                await socket.send_bytes(data)

    async def _read(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                frame = json.loads(message.data)
            except ValueError:
                self._line.put(Close(4002))
                continue
            with self._world.change():
                self._take(frame)

    def _take(self, frame: Json) -> None:
        match frame.get("op"):
            case 1:
                self._line.put(json.dumps({"op": 11, "d": None}))
            case 2 if self._session is None:
                self._identify(frame["d"])
            case 6 if self._session is None:
                self._resume(frame["d"])
            case 2 | 6:
                self._line.put(Close(4005))
            case 8 if self._session is not None:
                self._members(self._session, frame["d"])
            case 3 | 4 if self._session is not None:
                pass
            case 3 | 4 | 8:
                self._line.put(Close(4003))
            case _:
                self._line.put(Close(4001))

    def _identify(self, data: Json) -> None:
        world, sessions = self._world, self._world.sessions
        intents = int(data.get("intents") or 0)
        code = None
        if world.revoked or str(data.get("token", "")).removeprefix("Bot ") != world.token:
            code = 4004
        elif "intents" not in data or intents >= 1 << 26:
            code = 4013
        elif intents & PRIVILEGED and not world.content_allowed:
            code = 4014
        elif sessions.left <= 0:
            world.revoked, code = True, 4004  # Discord resets the token of whoever identifies too often
        if code is not None:
            sessions.identifies.append(Identify(time.monotonic(), intents, code=code))
            self._line.put(Close(code))
            return
        self._session = session = sessions.new(intents)
        session.line = self._line
        session.tell("READY", self._ready(session, data))
        for guild in world.guilds.values():
            if world.bot.id in guild.members and not guild.unavailable:
                session.tell("GUILD_CREATE", guild_create_json(world, guild.id))

    def _ready(self, session: Session, data: Json) -> Json:
        world = self._world
        mine = [guild for guild in world.guilds.values() if world.bot.id in guild.members]
        return {
            "v": 10,
            "user": me_json(world.bot),
            "user_settings": {},
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": world.cdn.replace("http", "ws", 1),
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guilds": [{"id": guild.id, "unavailable": True} for guild in mine],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "game_relationships": [],
            "auth": {},
            "application": {"id": world.bot.id, "flags": 1 << 19},
            "shard": data.get("shard", [0, 1]),
            "_trace": [],
        }

    def _members(self, session: Session, data: Json) -> None:
        """Everybody in a guild, or those whose number was named."""
        guild = self._world.guilds.get(str(data.get("guild_id")))
        if guild is None or self._world.bot.id not in guild.members:
            return
        named = data.get("user_ids")
        wanted = None if named is None else {str(one) for one in (named if isinstance(named, list) else [named])}
        found = [member for number, member in guild.members.items() if wanted is None or number in wanted]
        body: Json = {"guild_id": guild.id, "chunk_index": 0, "chunk_count": 1, "nonce": data.get("nonce")}
        body["members"] = [member_json(member) for member in found]
        body["not_found"] = sorted((wanted or set()) - set(guild.members))
        session.tell("GUILD_MEMBERS_CHUNK", body)

    def _resume(self, data: Json) -> None:
        world, sessions = self._world, self._world.sessions
        if world.revoked or str(data.get("token", "")).removeprefix("Bot ") != world.token:
            self._line.put(Close(4004))
            return
        number, seq = str(data.get("session_id")), int(data.get("seq") or 0)
        session = sessions.alive.get(number)
        if session is None or seq > session.seq:
            sessions.resumes.append(Resume(time.monotonic(), number, seq, None))
            self._line.put(json.dumps({"op": 9, "d": False}))
            return
        if session.line is not None:
            session.line.put(Close(4000))
        self._session, session.line = session, self._line
        missed = session.seq - seq
        session.again(seq)
        session.tell("RESUMED", {"_trace": []})
        sessions.resumes.append(Resume(time.monotonic(), number, seq, missed))


def guild_create_json(world: World, number: str) -> Json:
    """A guild with all that is in it, as GUILD_CREATE shows it to the bot."""
    guild = world.guilds[number]
    bot = guild.members[world.bot.id]
    threads = [one for one in guild.threads.values() if not (one.archived or one.deleted) and sees(one, world.bot)]
    more: dict[str, Any] = {
        "joined_at": member_json(bot)["joined_at"],
        "large": False,
        "unavailable": False,
        "geo_restricted": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(bot)],
        "channels": [channel_json(one) for one in guild.channels.values() if not one.deleted],
        "threads": [_mine(world, one) for one in threads],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "activity_instances": [],
        "embedded_activities": [],
        "lazy": True,
        "version": int(guild.id),
    }
    return guild_json(guild) | more


def _mine(world: World, thread: Any) -> Json:
    body = thread_json(thread)
    if world.bot.id in thread.thread_members:
        body["member"] = thread_member_json(thread, world.bot.id)
    return body

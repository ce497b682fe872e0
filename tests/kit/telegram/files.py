"""Files that went through Telegram: their ids, their paths, and pictures to send."""

from __future__ import annotations

import secrets
import struct
import zlib
from pathlib import PurePosixPath

from tests.kit.telegram.model import Json, StoredFile

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
THUMBNAIL = 90
FOLDERS = {
    "photo": "photos", "document": "documents", "video": "videos", "voice": "voice", "audio": "music",
    "sticker": "stickers", "animation": "animations", "video_note": "video_notes",
}  # fmt: skip
MIMES = {
    "photo": ("image/jpeg", ".jpg"), "document": ("application/octet-stream", ""), "video": ("video/mp4", ".mp4"),
    "voice": ("audio/ogg", ".oga"), "audio": ("audio/mpeg", ".mp3"), "sticker": ("image/webp", ".webp"),
    "animation": ("video/mp4", ".mp4"), "video_note": ("video/mp4", ".mp4"),
}  # fmt: skip
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")


class FileStore:
    """Every file by its id and by its path. A bot sees each under an id of its own that says nothing."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._photos: dict[str, list[StoredFile]] = {}

    def keep(self, kind: str, content: bytes, name: str = "", mime: str = "", duration: int = 0) -> list[StoredFile]:
        """The stored file; of a photo all its sizes, the full one last."""
        if kind != "photo":
            return [self._keep(kind, content, name, mime, (0, 0), duration)]
        width, height = size_of(content) or (640, 480)
        scale = min(1.0, THUMBNAIL / max(width, height))
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        sizes = [self._keep(kind, png(*small), size=small), self._keep(kind, content, size=(width, height))]
        self._photos |= dict.fromkeys((size.id for size in sizes), sizes)
        return sizes

    def _keep(
        self,
        kind: str,
        content: bytes,
        name: str = "",
        mime: str = "",
        size: tuple[int, int] = (0, 0),
        duration: int = 0,
    ) -> StoredFile:
        usual, suffix = MIMES[kind]
        suffix = PurePosixPath(name).suffix or suffix
        path = f"{FOLDERS[kind]}/file_{len(self._by_id)}{suffix}"
        stored = StoredFile(
            f"Ag{secrets.token_urlsafe(36)}", f"AQAD{secrets.token_urlsafe(9)}", kind, content, path, name,
            mime or usual, *size, duration,
        )  # fmt: skip
        self._by_id[stored.id] = self._by_path[path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """By the id that a bot was told."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """By what `getFile` said."""
        return self._by_path.get(path)

    def sizes(self, file: StoredFile) -> list[StoredFile]:
        """The file, of a photo all its sizes: what is sent again by the id of one."""
        return self._photos.get(file.id, [file])


def size_json(file: StoredFile) -> Json:
    """The fields that every kind of file has."""
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def media_json(files: list[StoredFile]) -> Json:
    """What a message shows of its files: `{"photo": [...]}`, `{"document": {...}}` and so on."""
    file = files[-1]
    if file.kind == "photo":
        return {"photo": [{**size_json(size), "width": size.width, "height": size.height} for size in files]}
    shown = size_json(file)
    if file.kind not in {"sticker", "video_note"}:
        shown["mime_type"] = file.mime
    if file.name and file.kind not in {"sticker", "voice", "video_note"}:
        shown["file_name"] = file.name
    match file.kind:
        case "video" | "animation":
            shown |= {"width": 320, "height": 240, "duration": file.duration}
        case "voice" | "audio":
            shown["duration"] = file.duration
        case "video_note":
            shown |= {"length": 240, "duration": file.duration}
        case "sticker":
            shown |= {
                "width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular", "emoji": "👋",
            }  # fmt: skip
    if file.kind == "animation":
        return {"animation": shown, "document": {**size_json(file), "mime_type": file.mime}}
    return {file.kind: shown}


def is_picture(content: bytes) -> bool:
    """Whether Telegram would take it for a photo."""
    return content.startswith(PICTURES)


def png(width: int = 64, height: int = 48, grey: int = 127) -> bytes:
    """A small picture."""
    rows = (b"\x00" + bytes([grey]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or a JPEG."""
    if content.startswith(PICTURES[0]) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(PICTURES[1]):
        return _size_of_jpeg(content)
    return None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None

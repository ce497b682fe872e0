"""The emoji that Telegram takes as reactions, and those that it has as icons of topics."""

from __future__ import annotations

_REACTIONS = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 "
    "💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤️‍🔥 🌚 🌭 💯 🤣 ⚡ "
    "🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 "
    "👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 "
    "🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂️ 🤷 🤷‍♀️ 😡"
)
EMOJI = frozenset(_REACTIONS.split())
"""A bot without Premium may react with these."""

_ICONS = (
    "📰 💡 ⚡️ 🎙 🔝 🗣 🆒 ❗️ 📝 📆 📁 🔎 📣 🔥 ❤️ ❓ 📈 📉 💎 💰 "
    "💸 🪙 💱 ⁉️ 🎮 💻 📱 🚗 🏠 💘 🎉 ‼️ 🏆 🏁 🎬 🎵 🔞 📚 👑 ⚽️ "
    "🏀 📺 👀 🫦 🍓 💄 👠 ✈️ 🧳 🏖 ⛅️ 🦄 🛍 👜 🛒 🚂 🛥 🏔 🏕 🤖 "
    "🪩 🎟 🗳 🎓 🔭 🔬 🎶 🎤 🕺 💃 🪖 💼 🧪 👶 🤰 💅 🏛 🧮 🖨 🩺 "
    "💊 💉 🧼 🪪 🛃 🍽 🐟 🎨 🎭 🎩 🔮 🍹 🎂 ☕️ 🍣 🍔 🍕 🦠 💬 🎄 "
    "🎃 ✍️ ⭐️ ✅ 🎖 🤡 🧠 🦮 🐈"
)
ICONS = {str(5310000000000000000 + number * 7919): emoji for number, emoji in enumerate(_ICONS.split())}
"""Custom emoji for topics, free for every bot: the id, and the emoji it stands for."""

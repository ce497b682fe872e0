"""How many recovery phrases redaction catches, what it takes for one wrongly, and what it costs a message.

`python -m bench.safety [--phrases N]` prints three tables. Phrases are made with the package `mnemonic` from a fixed
seed. False positives and times are measured on the ordinary texts below `$FRONTDESK_DATA`, if that is set.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mnemonic import Mnemonic

from safety.secrets import redact, warm

Format = Callable[[list[str], random.Random], str]
LENGTHS = (12, 15, 18, 21, 24)
SETS = ("banking77", "banking77_oos", "clinc150", "bq_faq_zh", "dialogflow_smalltalk")
ZERO_WIDTH = "\u200b"


def _typo(word: str, rng: random.Random) -> str:
    """One random edit of a word: a letter lost, doubled, replaced or swapped with the next."""
    place = rng.randrange(len(word))
    return rng.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[place + 1 :],
            word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
        )
    )


def _with_typos(count: int) -> Format:
    def write(words: list[str], rng: random.Random) -> str:
        wrong = set(rng.sample(range(len(words)), count))
        return " ".join(_typo(word, rng) if index in wrong else word for index, word in enumerate(words))

    return write


def _numbered(form: str, joint: str) -> Format:
    return lambda words, _: joint.join(form.format(n=n, w=word) for n, word in enumerate(words, 1))


def _joined(joint: str) -> Format:
    return lambda words, _: joint.join(words)


def _without_one(words: list[str], rng: random.Random) -> str:
    left_out = rng.randrange(len(words))
    return " ".join(word for index, word in enumerate(words) if index != left_out)


def _shuffled(words: list[str], rng: random.Random) -> str:
    return " ".join(rng.sample(words, len(words)))


def _wide(words: list[str], _: random.Random) -> str:
    return " ".join("".join(chr(ord(letter) + 0xFEE0) for letter in word) for word in words)


ENGLISH: dict[str, Format] = {
    "plain": _joined(" "),
    "lines": _joined("\n"),
    "numbered": _numbered("{n}. {w}", "\n"),
    "numbered, one line": _numbered("{n}){w}", " "),
    "labelled": _numbered("word {n}: {w}", "\n"),
    "commas": _joined(", "),
    "tight commas": _joined(","),
    "hyphens": _joined("-"),
    "bars": _joined(" | "),
    "tabs": _joined("\t"),
    "quoted": lambda words, _: " ".join(f"'{word}'" for word in words),
    "JSON list": lambda words, _: json.dumps(words),
    "JSON objects": lambda words, _: json.dumps([{"index": n, "word": word} for n, word in enumerate(words)]),
    "capitals": lambda words, _: " ".join(words).upper(),
    "title case": lambda words, _: " ".join(words).title(),
    "in a sentence": lambda words, _: f"hi, my wallet shows nothing, i used {' '.join(words)} and it failed",
    "with a keyword": lambda words, _: f"this is my seed phrase: {' '.join(words)} please help",
    "full width": _wide,
    "zero-width inside": lambda words, _: " ".join(word[:2] + ZERO_WIDTH + word[2:] for word in words),
    "emoji between": _joined(" 🔑 "),
    "no checksum": _shuffled,
    "one missing": _without_one,
    "glued": _joined(""),
    "one typo": _with_typos(1),
    "two typos": _with_typos(2),
    "three typos": _with_typos(3),
    "4-letter prefixes": lambda words, _: " ".join(word[:4] for word in words),
}

CHINESE: dict[str, Format] = {
    "spaces": _joined(" "),
    "lines": _joined("\n"),
    "numbered": _numbered("{n}.{w}", "\n"),
    "commas": _joined("，"),
    "enumeration commas": _joined("、"),
    "ideographic spaces": _joined("　"),
    "hyphens": _joined("-"),
    "JSON list": lambda words, _: json.dumps(words, ensure_ascii=False),
    "in a sentence": lambda words, _: f"你好，帮我看看这个 {' '.join(words)} 为什么导入不了",
    "no checksum": _shuffled,
    "one missing": _without_one,
    "glued": _joined(""),
    "glued, with a keyword": lambda words, _: f"我的助记词是{''.join(words)}怎么导入",
    "glued, no checksum, with a keyword": lambda words, rng: f"助记词：{''.join(rng.sample(words, len(words)))}",
}


def phrases(language: str, count: int, rng: random.Random) -> Iterator[list[str]]:
    """Seeded phrases of all five lengths in turn."""
    maker = Mnemonic(language)
    for number in range(count):
        length = LENGTHS[number % len(LENGTHS)]
        yield maker.to_mnemonic(rng.randbytes(length * 4 // 3)).split()


def leaks(words: list[str], redacted: str) -> bool:
    """Whether three words of the phrase are still to be read in a row, whatever stands between them."""
    joint = " " if len(words[0]) > 1 else ""
    rest = joint.join(re.findall(r"[^\W\d_]+", redacted.casefold()))
    return any(joint.join(words[index : index + 3]) in rest for index in range(len(words) - 2))


def recall(language: str, formats: dict[str, Format], count: int) -> None:
    """Prints the share of phrases found, hard and in all, for every format."""
    print(f"\n{language}: recall over {count} phrases a format (12–24 words)")
    for name, write in formats.items():
        rng = random.Random(f"{language} {name}")
        made = list(phrases(language, count, rng))
        found = [redact(write(words, rng)) for words in made]
        left = sum(leaks(words, result.text) for words, result in zip(made, found, strict=True)) / count
        hard = sum(result.hard for result in found) / count
        either = sum(bool(result.findings) for result in found) / count
        print(f"  {name:36} hard {hard:7.2%}   all {either:7.2%}   three words left {left:6.2%}")


def ordinary_texts(folder: Path) -> Iterator[str]:
    """Every text of the public question sets, which hold no secret."""
    files = [path for name in SETS for path in sorted((folder / name).glob("*.jsonl"))]
    for path in [*files, folder / "wallet_user_questions.jsonl"]:
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["text"]


def false_positives(texts: list[str]) -> None:
    """Prints what was found in texts that hold nothing, with up to twenty examples."""
    found = [(text, redact(text)) for text in texts]
    wrong = [(text, result) for text, result in found if result.findings]
    hard = sum(result.hard for _, result in wrong)
    print(f"\nfalse positives over {len(texts)} ordinary texts: hard {hard}, all {len(wrong)}")
    for text, result in wrong[:20]:
        print(f"  {[finding.kind for finding in result.findings]} {text[:150]!r}")


def cost(texts: list[str]) -> None:
    """Prints the time a message takes, and that of a very long text."""
    times = []
    for text in texts:
        start = time.process_time_ns()
        redact(text)
        times.append((time.process_time_ns() - start) / 1000)
    times.sort()
    p99 = times[len(times) * 99 // 100]
    print(f"\nµs a message: mean {statistics.fmean(times):.1f}, p50 {statistics.median(times):.1f}, p99 {p99:.1f}")
    long = " ".join(texts)[:100_000]
    start = time.process_time_ns()
    redact(long)
    print(f"100,000 characters: {(time.process_time_ns() - start) / 1e6:.0f} ms")


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phrases", type=int, default=500, help="phrases a format")
    count = parser.parse_args().phrases
    warm()
    recall("english", ENGLISH, count)
    for language in ("spanish", "french", "italian", "portuguese", "czech", "turkish", "russian", "korean", "japanese"):
        recall(language, {name: ENGLISH[name] for name in ("plain", "numbered", "one missing")}, count // 5)
    for language in ("chinese_simplified", "chinese_traditional"):
        recall(language, CHINESE, count)
    if folder := os.environ.get("FRONTDESK_DATA"):
        texts = list(dict.fromkeys(ordinary_texts(Path(folder))))
        false_positives(texts)
        cost(texts)


if __name__ == "__main__":
    main()

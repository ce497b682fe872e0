"""A small FAQ in two languages, fitted once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from intents.encoder import Floats, Scope
from intents.faq import parse
from intents.fit import fit
from intents.match import Recognizer
from intents.model import Candidate, Faq, Part

TEXT = """
languages: [en, zh]
entries:
  - id: backup
    questions:
      en: [how do i back up my wallet, back up wallet, where is my recovery phrase, save my recovery phrase,
           make a backup of the wallet, write down the seed words]
      zh: [怎么备份钱包, 如何备份助记词, 助记词在哪里看, 备份钱包的方法, 在哪里抄写助记词]
    answer: {en: Open settings., zh: 打开设置。}
  - id: password
    questions:
      en: [i forgot my password, how do i reset my password, lost password, password does not work,
           cannot unlock with my password, change the password]
      zh: [忘记密码怎么办, 如何重置密码, 密码不对, 修改密码, 密码忘了]
    answer: {en: Restore it., zh: 请恢复。}
  - id: fees
    questions:
      en: [why are the fees so high, what does a transfer cost, network fee too expensive, who gets the gas fee,
           reduce the transaction fee, how much is the gas]
      zh: [手续费为什么这么高, 转账要多少钱, 矿工费太贵了, 手续费给谁, 怎么降低手续费]
    answer: {en: Miners are paid., zh: 付给矿工。}
  - id: greeting
    questions: {en: [hi, hello, good morning, hey there, hi there], zh: [你好, 您好, 早上好, 在吗, 嗨]}
    answer: {en: Hello!, zh: 你好！}
"""


@cache
def faq() -> Faq:
    return parse(TEXT)


@cache
def recognizer() -> Recognizer:
    return Recognizer(fit(faq()))


class Topics:
    """An encoder that knows three topics by a word in three languages each."""

    name = "topics-1"
    scope: Scope = "any"
    _words = (("wallet", "钱包", "portefeuille"), ("password", "密码", "passe"), ("fee", "费", "frais"))

    def encode(self, texts: Sequence[str]) -> Floats:
        known = [[float(any(word in text for word in words)) for words in self._words] for text in texts]
        return np.array(known, np.float32) + np.float32(0.01)


def tiny(text: str) -> Recognizer:
    """A recogniser of a FAQ in YAML."""
    return Recognizer(fit(parse(text)))


def part(*confidences: float) -> Part:
    """A part with entries a, b, c and so on."""
    ranking = tuple(Candidate(name, value) for name, value in zip("abcde", confidences, strict=False))
    return Part("words", "en", ranking)


def best(part: Part) -> str | None:
    return part.ranking[0].entry if part.ranking else None

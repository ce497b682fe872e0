"""Keys, seeds, tokens and cards; and what only looks like them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from safety.secrets import redact

VECTORS = Path(__file__).parent / "vectors"
BIP39 = json.loads((VECTORS / "bip39.json").read_text("utf-8"))
BASE58 = json.loads((VECTORS / "base58.json").read_text("utf-8"))

XPUB = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
HASH = "5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(finding.kind, finding.level) for finding in redact(text).findings]


@pytest.mark.parametrize("key", BASE58["private_keys"])
def test_every_published_private_key_is_removed(key: str) -> None:
    found = redact(f"is {key} mine?")
    assert found.text == "is [private key removed] mine?"
    assert found.hard


@pytest.mark.parametrize("key", BIP39["extended_keys"])
def test_every_published_extended_private_key_is_removed(key: str) -> None:
    assert redact(f"key={key}.").text == "key=[extended key removed]."


@pytest.mark.parametrize("text", [*BASE58["addresses"], *BASE58["invalid"], XPUB])
def test_addresses_public_keys_and_broken_keys_stay(text: str) -> None:
    assert redact(text).text == text


def test_a_mistyped_extended_key_is_soft() -> None:
    key = BIP39["extended_keys"][0]
    assert _kinds(key[:50] + ("a" if key[50] != "a" else "b") + key[51:]) == [("extended_key", "soft")]


@pytest.mark.parametrize(
    "text",
    [
        f"https://etherscan.io/tx/0x{HASH}",
        f"my transaction 0x{HASH} is pending",
        f"tx: {HASH}",
        f"the txid is {HASH}, I never gave away my private key",
        f"交易哈希 {HASH} 一直没有确认",
        f"哈希：0x{HASH}",
        f"look at blockchair.com https://blockchair.com/bitcoin/x/{HASH}?a=b",
        f"0x{HASH} is the hash",
    ],
)
def test_the_hash_of_a_transaction_stays(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text", [f"my private key is {HASH}", f"私钥 0x{HASH}", f"PRIVATE_KEY={HASH}", f"secret: {HASH}"]
)
def test_a_private_key_in_hexadecimal_is_removed(text: str) -> None:
    found = redact(text)
    assert HASH not in found.text
    assert _kinds(text) == [("private_key", "hard")]


def test_bare_hexadecimal_is_masked_and_soft() -> None:
    assert _kinds(HASH) == [("private_key", "soft")]
    assert _kinds(f"0x{HASH.upper()}") == [("private_key", "soft")]
    assert _kinds(f"seed {HASH * 2}") == [("seed", "hard")]
    assert _kinds(HASH[:-2]) == []
    assert _kinds(HASH + "ab") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SBCVMMCBEDB64TVJZFYJOJAERZC4YVVUOE6SYR2Y76CBTENGUSGWRRVO", "seed"),
        ("snoPBrXtMeMyMHUVTgbuqAfg1SUTb", "seed"),
        ("6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg", "private_key"),
        ("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", "private_key"),
        (json.dumps([7] * 64), "private_key"),
    ],
)
def test_keys_of_other_systems_are_removed(text: str, kind: str) -> None:
    assert _kinds(f"look: {text} ok") == [(kind, "hard")]


@pytest.mark.parametrize(
    "token",
    [
        "123456789:AAF4abcdefghijklmnopqrstuvwxyz_-123",
        "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
        "ghp_" + "aB3d" * 9,
        "github_pat_" + "11ABCDEFG0abcdefghijkl_" + "x" * 59,
        "AKIAIOSFODNN7EXAMPLE",
        "sk-proj-Abc123def456GHI789jkl012",
        "xoxb-123456789012-abcdefghijklmnop",
    ],
)
def test_access_tokens_are_removed(token: str) -> None:
    found = redact(f"token={token}\nok")
    assert found.text == "token=[access token removed]\nok"
    assert found.hard


def test_the_secret_of_an_aws_key_is_removed() -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    assert redact(f"aws_secret_access_key = {secret}").text == "aws_secret_access_key = [access token removed]"


def test_a_pem_key_goes_with_its_frame_even_without_an_end() -> None:
    begin, end = "-----BEGIN EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----"
    body = "\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY\nPuoAoGCCqGSM49\n"
    assert redact(f"a {begin}{body}{end} b").text == "a [private key removed] b"
    assert redact(f"a {begin}{body}").text == "a [private key removed]"
    assert redact(f"a {begin}").text == "a [private key removed]"


def test_a_keystore_file_goes_with_its_braces() -> None:
    keystore = json.dumps(
        {
            "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b",
            "crypto": {"cipher": "aes-128-ctr", "ciphertext": HASH, "kdf": "scrypt", "kdfparams": {"n": 262144}},
            "version": 3,
        },
        indent=1,
    )
    assert redact(f"my file: {keystore} what now").text == "my file: [keystore removed] what now"
    assert redact(f"my file: {keystore[:-9]}").text == "my file: [keystore removed]"


@pytest.mark.parametrize(
    "number", ["4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "6212345678901265"]
)
def test_of_a_card_number_the_last_four_digits_stay(number: str) -> None:
    digits = "".join(filter(str.isdigit, number))
    found = redact(f"card {number} thanks")
    assert found.text == f"card [card number removed, ends in {digits[-4:]}] thanks"
    assert _kinds(number) == [("card", "soft")]


@pytest.mark.parametrize(
    "text",
    ["4111 1111 1111 1112", "order 1234567890123456", "+44 7700 900123 4567", "-1001234567890", "0.4111111111111111"],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact(text).text == text


def test_a_key_in_disguise_is_the_same_key() -> None:
    key = BASE58["private_keys"][0]
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in key)
    assert redact("\u200b".join(key)).text == "[private key removed]"
    assert redact(f"私钥{wide}").text == "私钥[private key removed]"

"""The envelope: what was sealed for a key comes back whole, and nothing else does."""

from __future__ import annotations

import hashlib
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.cache import envelope
from summarizer.cache.envelope import MAX_BYTES, seal, unseal

KEY = "9f2c" * 16
SMALL = {"text": "Мост открыли.", "sources": [0, 3]}
LARGE = {"text": "大桥于五月开放。" * 1000}

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(width=32, allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
)


def sealed(payload: object) -> bytes:
    """Return `payload`, sealed for KEY."""
    whole = seal(KEY, payload)
    assert whole is not None
    return whole


def forged(body: bytes, **changes: object) -> bytes:
    """Return an envelope with any body and header, whose digest is right unless changed."""
    header = {
        "schema": 1,
        "key": KEY,
        "encoding": "identity",
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(header | changes, separators=(",", ":")).encode() + b"\n" + body


@given(json_values)
def test_a_payload_comes_back_as_it_was(payload: object) -> None:
    """Whatever JSON can say survives."""
    assert unseal(KEY, sealed(payload)) == payload


def test_a_large_payload_is_compressed() -> None:
    """A text takes a fraction of its bytes in the cache."""
    whole = sealed(LARGE)
    assert len(whole) < len(json.dumps(LARGE, ensure_ascii=False).encode()) / 10
    assert unseal(KEY, whole) == LARGE


def test_a_lone_surrogate_is_kept() -> None:
    """A text that has no UTF-8 is no error here."""
    assert unseal(KEY, sealed({"text": "\ud83d"})) == {"text": "\ud83d"}


def test_a_forgery_of_these_tests_is_as_good_as_the_real_thing() -> None:
    """The refusals below are for the change that each makes, not for a slip in the forging."""
    assert unseal(KEY, forged(b'{"a":1}')) == {"a": 1}
    assert unseal(KEY, forged(zlib.compress(b"[1]"), encoding="zlib")) == [1]


@pytest.mark.parametrize("payload", [SMALL, LARGE], ids=["plain", "compressed"])
def test_another_keys_value_is_refused(payload: object) -> None:
    """A reply that belongs to another question is not taken."""
    assert unseal("ab" * 32, sealed(payload)) is None


@pytest.mark.parametrize("payload", [SMALL, LARGE], ids=["plain", "compressed"])
def test_a_truncated_value_is_refused(payload: object) -> None:
    """No beginning of a value passes for the value."""
    whole = sealed(payload)
    assert all(unseal(KEY, whole[:length]) is None for length in range(len(whole)))


@pytest.mark.parametrize("payload", [SMALL, LARGE], ids=["plain", "compressed"])
def test_a_value_with_one_changed_byte_is_refused(payload: object) -> None:
    """Damage anywhere, in the header or the body, is seen."""
    whole = sealed(payload)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x20
        assert unseal(KEY, bytes(damaged)) is None


@pytest.mark.parametrize(
    "foreign",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\n", id="only a newline"),
        pytest.param(b'{"text":"x"}', id="bare JSON"),
        pytest.param(b"\x80\x04\x95\x05\x00\x00\x00", id="pickle"),
        pytest.param(b"\xff" * 5000, id="not text"),
        pytest.param(forged(b"{}", schema=2), id="another schema"),
        pytest.param(forged(b"{}", schema="1"), id="schema of another type"),
        pytest.param(forged(b"{}", key=None), id="no key"),
        pytest.param(forged(b"{}", encoding="gzip"), id="another encoding"),
        pytest.param(forged(b"{}", encoding="zlib"), id="not compressed"),
        pytest.param(forged(b"{}", more=1), id="a field too many"),
        pytest.param(forged(b""), id="empty body"),
        pytest.param(forged(b"{"), id="body is not JSON"),
        pytest.param(forged(b'"\xff"'), id="body is not UTF-8"),
        pytest.param(forged(b"[" * 100_000), id="deep nesting"),
        pytest.param(forged(b"1" * 10_000), id="endless number"),
        pytest.param(forged(zlib.compress(b"[1]")[:-1], encoding="zlib"), id="stream cut"),
        pytest.param(forged(zlib.compress(b"[1]") + b"x", encoding="zlib"), id="stream and more"),
        pytest.param(b"[" + sealed(SMALL) + b"]", id="wrapped"),
    ],
)
def test_what_we_did_not_seal_is_refused(foreign: bytes) -> None:
    """Foreign and poisoned values read as nothing, and raise nothing."""
    assert unseal(KEY, foreign) is None


def test_a_decompression_bomb_is_refused() -> None:
    """A few kilobytes that would unpack to twenty megabytes are not unpacked."""
    bomb = zlib.compress(b"[" + b" " * 20_000_000 + b"]", 9)
    assert len(bomb) < 30_000
    assert unseal(KEY, forged(bomb, encoding="zlib")) is None


def test_a_payload_over_the_limit_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Size is bounded on the way in, and again on the way out."""
    largest = {"text": "x" * (MAX_BYTES - len('{"text":""}'))}
    whole = sealed(largest)
    assert unseal(KEY, whole) == largest
    assert seal(KEY, {"text": largest["text"] + "x"}) is None

    small = sealed(SMALL)
    monkeypatch.setattr(envelope, "MAX_BYTES", 20)
    assert unseal(KEY, small) is None
    assert unseal(KEY, whole) is None


def test_what_json_cannot_say_is_an_error() -> None:
    """A mistake of the caller is not stored in another form."""
    with pytest.raises(TypeError):
        seal(KEY, {"text": b"bytes"})
    with pytest.raises(ValueError, match="JSON"):
        seal(KEY, {"confidence": float("nan")})

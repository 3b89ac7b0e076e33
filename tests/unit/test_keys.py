"""The file of API keys: what it lets in, what is wrong with it, and how it changes."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from summarizer import keys
from summarizer.errors import SettingsError
from summarizer.keys import Keys
from tests.callers import write_keys

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, OTHER = "old-key", "new-key", "other-key"
DIGEST = sha256(OLD.encode()).hexdigest()


def test_a_new_key_is_long_and_never_the_same() -> None:
    """256 random bits behind a beginning that a scanner for secrets can look for."""
    made = {keys.new() for _ in range(100)}
    assert len(made) == 100
    assert all(key.startswith("summarizer_") and len(key) == 54 for key in made)
    assert all(key.isascii() and " " not in key for key in made)


def test_a_line_lets_its_caller_in(tmp_path: Path) -> None:
    """It holds the hash, and not the key."""
    key = keys.new()
    path = write_keys(tmp_path / "keys", ("desk", key))
    assert key not in path.read_text()
    found = Keys(path)
    assert found.caller(key.encode()) == "desk"
    assert found.caller(key.encode()[:-1]) is None
    assert found.caller(b"") is None
    assert found.caller(sha256(key.encode()).hexdigest().encode()) is None


def test_a_caller_may_have_several_keys(tmp_path: Path) -> None:
    """While keys are changed, the old and the new one are both good."""
    path = write_keys(tmp_path / "keys", ("desk", OLD), ("wire", OTHER), ("desk", NEW))
    found = Keys(path)
    assert [found.caller(key.encode()) for key in (OLD, NEW, OTHER)] == ["desk", "desk", "wire"]


def test_comments_blanks_and_other_editors_are_understood(tmp_path: Path) -> None:
    """A byte order mark, CRLF and capitals are no faults."""
    path = tmp_path / "keys"
    path.write_bytes(
        b"\xef\xbb\xbf# keys of May\r\n\r\n  desk\t" + DIGEST.upper().encode() + b"  # until June"
    )
    assert Keys(path).caller(OLD.encode()) == "desk"


@pytest.mark.parametrize("name", ["", "two words", "a" * 65, "a/b", "Київ", "a\nb"])
def test_a_name_is_short_and_plain(name: str) -> None:
    """It goes into logs, labels and keys of Redis."""
    with pytest.raises(ValueError, match="1 to 64"):
        keys.line(name, OLD)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(f"desk {DIGEST}\n\ndesk", "line 3: must be NAME SHA256", id="one-word"),
        pytest.param(f"desk {DIGEST} x", "line 1: must be NAME SHA256", id="three-words"),
        pytest.param("desk SECRET-KEY", "line 1: the SHA-256", id="a-key-for-its-hash"),
        pytest.param(f"desk {DIGEST[:-1]}", "line 1: the SHA-256", id="cut"),
        pytest.param(f"a/b {DIGEST}", "line 1: a name", id="name"),
        pytest.param(f"a {DIGEST}\n# -\nb {DIGEST}", "line 3: has the key of line 1", id="twice"),
        pytest.param("", "has no key", id="empty"),
        pytest.param("# none yet\n", "has no key", id="comments-only"),
        pytest.param("desk \ufffe".encode("utf-16"), "is not UTF-8", id="utf-16"),
    ],
)
def test_a_fault_is_named_with_its_line_and_not_quoted(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    """Somebody may have written the key where its hash belongs."""
    path = tmp_path / "keys"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as caught:
        Keys(path)
    assert str(caught.value).startswith(f"api.keys_file: {path}")
    assert told in str(caught.value)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "told"), [("missing", "No such file"), ("", "Is a directory"), ("k/k", "Not a dir")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, told: str) -> None:
    """With what the system says of it."""
    (tmp_path / "k").touch()
    with pytest.raises(SettingsError, match=told):
        Keys(tmp_path / name)


def test_a_changed_file_counts_at_once(tmp_path: Path) -> None:
    """A new key is good and an old one no longer, without a restart; the log has the names."""
    path = write_keys(tmp_path / "keys", ("desk", OLD))
    found = Keys(path)
    with capture_logs() as lines:
        write_keys(path, ("desk", OLD), ("desk", NEW), ("wire", OTHER))
        assert found.caller(NEW.encode()) == "desk"
        write_keys(path, ("desk", NEW))
        assert found.caller(OLD.encode()) is None
    assert [line["event"] for line in lines] == ["keys_read", "keys_read"]
    assert (lines[0]["keys"], lines[0]["callers"]) == (3, ["desk", "wire"])


def test_a_secret_that_kubernetes_swaps_counts_at_once(tmp_path: Path) -> None:
    """The path is a link to a link to a folder, and the middle one is replaced."""
    for version, key in (("1", OLD), ("2", NEW)):
        (tmp_path / version).mkdir()
        write_keys(tmp_path / version / "keys", ("desk", key))
    (tmp_path / "data").symlink_to("1")
    (tmp_path / "keys").symlink_to("data/keys")
    found = Keys(tmp_path / "keys")
    assert found.caller(OLD.encode()) == "desk"
    (tmp_path / "next").symlink_to("2")
    (tmp_path / "next").replace(tmp_path / "data")
    assert found.caller(NEW.encode()) == "desk"
    assert found.caller(OLD.encode()) is None


def test_a_file_that_is_damaged_later_changes_nothing(tmp_path: Path) -> None:
    """The keys last read go on to count; the fault is logged once, until it is mended."""
    path = write_keys(tmp_path / "keys", ("desk", OLD))
    found = Keys(path)
    with capture_logs() as lines:
        path.write_text("desk SECRET-KEY\n")
        assert [found.caller(OLD.encode()) for _ in range(3)] == ["desk"] * 3
        path.unlink()
        assert [found.caller(OLD.encode()) for _ in range(3)] == ["desk"] * 3
        write_keys(path, ("desk", NEW))
        assert found.caller(NEW.encode()) == "desk"
    assert [line["event"] for line in lines] == ["keys_kept", "keys_kept", "keys_read"]
    assert lines[0]["log_level"] == "error"
    assert "line 1" in lines[0]["reason"]
    assert "SECRET" not in str(lines)


def test_every_line_is_compared_whoever_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time that it takes does not tell which line was the right one, or whether one was."""
    path = write_keys(tmp_path / "keys", ("desk", OLD), ("wire", NEW), ("blog", OTHER))
    found = Keys(path)
    compared = 0

    def counting(one: bytes, other: bytes) -> bool:
        nonlocal compared
        compared += 1
        return hmac.compare_digest(one, other)

    monkeypatch.setattr("summarizer.keys.compare_digest", counting)
    for key in (OLD, NEW, OTHER, "none"):
        compared = 0
        found.caller(key.encode())
        assert compared == 3

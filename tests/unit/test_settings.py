"""Settings: default.toml < SUMMARIZER_CONFIG < environment < secrets directory."""

import re
from pathlib import Path

import pytest

from summarizer import settings
from summarizer.errors import SettingsError
from summarizer.tables import config_directory

DEFAULTS = (config_directory() / "default.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [settings.CONFIG_VARIABLE, settings.SECRETS_VARIABLE, "REDIS_URL"]:
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("name", settings.names())
def test_every_setting_is_documented(name: str) -> None:
    """In default.toml each key stands below its section, with a comment above it."""
    section, key = name.split(".")
    body = DEFAULTS.split(f"[{section}]")[1].split("\n[")[0]
    assert re.search(rf"^#.+\n{key} = ", body, re.MULTILINE)


def test_the_defaults_hold_nothing_else() -> None:
    """Every key of default.toml is a setting."""
    keys = re.findall(r"^(\w+) = ", DEFAULTS, re.MULTILINE)
    assert len(keys) == len(settings.names())


def test_the_guide_lists_every_setting() -> None:
    """docs/configuration.md names each setting, its variable and its default."""
    guide = Path("docs/configuration.md").read_text(encoding="utf-8")
    loaded = settings.load().model_dump(mode="json")
    for name in settings.names():
        section, key = name.split(".")
        row = f"| `{name}` | `{settings.variable(name)}` | `{loaded[section][key]!r}` |"
        assert row in guide


def test_later_sources_win(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file beats the defaults, the environment a file, a secret the environment."""
    file = tmp_path / "own.toml"
    file.write_text("[server]\nport = 1001\nconnections = 11\nidle_seconds = 21\n")
    monkeypatch.setenv("SUMMARIZER_CONFIG", str(file))
    monkeypatch.setenv("SUMMARIZER_SERVER_PORT", "1002")
    monkeypatch.setenv("SUMMARIZER_SERVER_CONNECTIONS", "12")
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "server_port").write_text("1003\n")
    monkeypatch.setenv("SUMMARIZER_SECRETS_DIR", str(secrets))
    server = settings.load().server
    assert (server.port, server.connections, server.idle_seconds) == (1003, 12, 21)
    assert server.host == "127.0.0.1"


def test_redis_url_is_read_by_its_common_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """REDIS_URL is understood; our own variable is more special, and wins."""
    monkeypatch.setenv("REDIS_URL", "redis://common")
    assert settings.load().cache.redis_url.get_secret_value() == "redis://common"
    monkeypatch.setenv("SUMMARIZER_CACHE_REDIS_URL", "redis://own")
    assert settings.load().cache.redis_url.get_secret_value() == "redis://own"


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("SUMMARIZER_SERVER_PORT", "70000", "server.port"),
        ("SUMMARIZER_SERVER_THREADS", "many", "server.threads"),
        ("SUMMARIZER_LIMITS_CHARACTERS", "0", "limits.characters"),
        ("SUMMARIZER_LOG_LEVEL", "loud", "log.level"),
        ("SUMMARIZER_SERVER_PROT", "80", "SUMMARIZER_SERVER_PROT"),
        ("SUMMARIZER_COLOUR", "blue", "SUMMARIZER_COLOUR"),
    ],
)
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    """An unknown or wrong variable stops the start with its name."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=re.escape(named)):
        settings.load()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[server]\nprot = 80\n", "server.prot"),
        ("[colours]\nsky = 'blue'\n", "colours"),
        ("[server]\nport = 'http'\n", "server.port"),
        ("[server\n", "line 1"),
    ],
)
def test_a_wrong_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, named: str
) -> None:
    """An unknown or wrong key of a file stops the start with its name."""
    file = tmp_path / "own.toml"
    file.write_text(text)
    monkeypatch.setenv("SUMMARIZER_CONFIG", str(file))
    with pytest.raises(SettingsError, match=re.escape(named)):
        settings.load()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there is no reason to start with the defaults."""
    monkeypatch.setenv("SUMMARIZER_CONFIG", "/nowhere/own.toml")
    with pytest.raises(SettingsError, match="/nowhere/own"):
        settings.load()


def test_a_missing_secrets_directory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """So is a folder of secrets."""
    monkeypatch.setenv("SUMMARIZER_SECRETS_DIR", "/nowhere/secrets")
    with pytest.raises(SettingsError, match="/nowhere/secrets"):
        settings.load()


def test_an_unknown_secret_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A secret that sets nothing is an error, save the hidden files of a mounted volume."""
    (tmp_path / "..data").write_text("hidden")
    monkeypatch.setenv("SUMMARIZER_SECRETS_DIR", str(tmp_path))
    settings.load()
    (tmp_path / "redis_password").write_text("x")
    with pytest.raises(SettingsError, match="redis_password"):
        settings.load()


def test_the_variables_of_a_kubernetes_service_are_no_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A Service called "summarizer" puts its addresses into every pod; that is not ours."""
    for name, value in {
        "SUMMARIZER_SERVICE_HOST": "10.0.0.1",
        "SUMMARIZER_SERVICE_PORT_HTTP": "80",
        "SUMMARIZER_PORT": "tcp://10.0.0.1:80",
        "SUMMARIZER_PORT_80_TCP_ADDR": "10.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    assert settings.load().server.port == 8080


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor an error about them shows the URL of Redis."""
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@localhost")
    monkeypatch.setenv("SUMMARIZER_SERVER_PORT", "hunter2")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "hunter2" not in str(caught.value)
    monkeypatch.delenv("SUMMARIZER_SERVER_PORT")
    assert "hunter2" not in repr(settings.load())


def test_what_does_not_fit_together_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few threads for those who wait, and too little time to finish, stop the start."""
    monkeypatch.setenv("SUMMARIZER_SERVER_THREADS", "36")
    with pytest.raises(SettingsError, match=r"^server\.threads must be more than .*\(36\)"):
        settings.load()
    monkeypatch.delenv("SUMMARIZER_SERVER_THREADS")
    monkeypatch.setenv("SUMMARIZER_LIMITS_SECONDS", "125")
    with pytest.raises(SettingsError, match=r"^server\.graceful_seconds must be more"):
        settings.load()

"""Runs a program in a network of its own that leads nowhere, and tells whom it tried to reach.

The namespace has a loopback interface and no route: nothing can leave. The kernel's calls are
traced, of all its children too, so that also what fails at once is seen.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# SIOCSIFFLAGS and IFF_UP: what `ip link set lo up` does, which not every machine has.
_RAISE_LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 1))
os.execv(sys.argv[1], sys.argv[1:])
"""
_UNSHARE = (["unshare", "--net"], ["unshare", "--map-root-user", "--net"])
_CALL = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(")
_ADDRESS = re.compile(
    r"sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\""
)
# Where others ask for us; glibc knows more ways than a packet to port 53.
_RESOLVERS = re.compile(r'sun_path="([^"]*resolve[^"]*)"')
_DNS_PORT = 53


@dataclass(frozen=True)
class Outcome:
    """What a program printed, how it ended, and every address that it tried to reach outside."""

    code: int
    output: str
    tried: tuple[str, ...]


def walled(
    folder: Path, arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> Outcome:
    """Run Python with `arguments` behind the wall; skip the test where none can be built here."""
    trace = folder / "trace"
    command = [
        *("strace", "--follow-forks", "--seccomp-bpf", "--quiet=all", "--trace=%network"),
        *("--output", str(trace)),
        *(sys.executable, "-c", _RAISE_LOOPBACK, sys.executable, *arguments),
    ]
    ran = subprocess.run(
        [*_unshare(), *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
        check=False,
    )
    tried = [address for line in trace.read_text().splitlines() for address in outside(line)]
    return Outcome(ran.returncode, ran.stdout, tuple(tried))


def outside(line: str) -> list[str]:
    """Return the addresses out of the machine, or of those who look names up, in a traced call."""
    if not _CALL.search(line):
        return []
    addresses = [
        f"{host}:{port}"
        for port, host in _ADDRESS.findall(line)
        if int(port) == _DNS_PORT or not _is_loopback(host)
    ]
    return addresses + _RESOLVERS.findall(line)


def _is_loopback(host: str) -> bool:
    address = ipaddress.ip_address(host)
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return address.is_loopback


@cache
def _unshare() -> list[str]:
    """Return the command that makes a network of its own, as root or not."""
    for program, package in (("strace", "strace"), ("unshare", "util-linux")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: on Debian, apt-get install {package}")
    for unshare in _UNSHARE:
        works = [*unshare, "strace", "--quiet=all", "--output=/dev/null", "true"]
        if subprocess.run(works, capture_output=True, check=False).returncode == 0:
            return unshare
    pytest.skip("no namespaces for networks here, or none may be traced: needs root, or more")

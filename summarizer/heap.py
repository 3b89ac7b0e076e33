"""Gives memory that is not used back to the system.

Models are loaded and run by many threads through large buffers, which the C library (glibc) and the
one that multiplies matrices (MKL) would keep for each thread: a quarter of what a service of the
default set had.
"""

from __future__ import annotations

import ctypes
import os

# <malloc.h>
_M_ARENA_MAX = -8
_ARENAS = 2


def keep_small() -> None:
    """Have all threads to come share few heaps; call it before a model is loaded."""
    _call("mallopt", _M_ARENA_MAX, _ARENAS)
    os.environ.setdefault("MKL_DISABLE_FAST_MM", "1")


def trim() -> None:
    """Give back what is free at the moment, as after loading."""
    _call("malloc_trim", 0)


def _call(function: str, *arguments: int) -> None:
    found = getattr(ctypes.CDLL(None), function, None)
    if found is not None:
        found(*arguments)

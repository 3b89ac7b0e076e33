"""The terms of a request: its headers say how long it is waited for, and what of the cache."""

from __future__ import annotations

import math
import re

from flask import abort, current_app, g, request

from summarizer.api.problems import problem
from summarizer.deadline import Deadline
from summarizer.domain import Terms

LEAST_SECONDS, MOST_SECONDS = 1, 3600
"""What a caller may say that it waits."""

_SECONDS = re.compile(r"[0-9]{1,4}")

SECONDS = "SUMMARIZER_SECONDS"
"""The key in the configuration of the app under which the seconds of a request at most stand."""

LEFT = "summarizer.left"
"""The key in the WSGI environment of what says whether the client has gone."""


def terms() -> Terms:
    """Return the terms of the request at hand; aborts with the problem where a header is wrong."""
    given = request.cache_control
    left = request.environ.get(LEFT)
    deadline = Deadline.after(min(_wanted_seconds(), current_app.config[SECONDS]))
    return Terms(
        deadline=Deadline(deadline.at, left) if left else deadline,
        caller=g.get("caller", ""),
        recalls=not (given.no_store or given.no_cache),
        stores=not given.no_store,
    )


def _wanted_seconds() -> float:
    """Return the seconds that the caller gives, infinitely many where it does not say."""
    stated = request.headers.get("Request-Timeout")
    if stated is None:
        return math.inf
    if not _SECONDS.fullmatch(stated) or not LEAST_SECONDS <= int(stated) <= MOST_SECONDS:
        abort(
            problem(
                "bad-request",
                "the header Request-Timeout must be a whole number of seconds,"
                f" {LEAST_SECONDS} to {MOST_SECONDS}",
            )
        )
    return int(stated)

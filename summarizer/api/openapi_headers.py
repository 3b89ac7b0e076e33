"""The headers of the contract, as OpenAPI has it: those of requests, and those of answers."""

from __future__ import annotations

from http import HTTPStatus

from summarizer.api.terms import LEAST_SECONDS, MOST_SECONDS

REQUEST_ID = {
    "name": "X-Request-ID",
    "in": "header",
    "description": (
        "Echoed in the answer and written in the log. Another is made where it is missing, or is "
        "not 1 to 128 of the characters A-Z a-z 0-9 . _ : -"
    ),
    "schema": {"type": "string"},
}
REQUEST_TIMEOUT = {
    "name": "Request-Timeout",
    "in": "header",
    "description": (
        "Seconds that the caller waits, where that is less than `limits.seconds`: then what is "
        "under way is given up."
    ),
    "schema": {"type": "integer", "minimum": LEAST_SECONDS, "maximum": MOST_SECONDS},
}
CACHE_CONTROL = {
    "name": "Cache-Control",
    "in": "header",
    "description": (
        "`no-cache`: nothing that is remembered is used. `no-store`: nothing is remembered either."
    ),
    "schema": {"type": "string", "examples": ["no-store"]},
}
ANSWER_HEADERS = {
    "X-Request-ID": {
        "description": "The id of this request, as given or made.",
        "schema": {"type": "string"},
    },
    "Server-Timing": {
        "description": "Each stage in milliseconds.",
        "schema": {"type": "string"},
    },
}
CACHE_STATUS = {
    "Cache-Status": {
        "description": (
            "RFC 9211: `summarizer; hit`, `summarizer; fwd=miss` (with `collapsed` where another "
            "request was answered the same), or `summarizer; fwd=request` where Cache-Control "
            "wanted no cache."
        ),
        "schema": {"type": "string"},
    }
}
RATE_LIMIT = {
    "RateLimit-Limit": {
        "description": "Requests that one caller may send in a minute, where there is a limit.",
        "schema": {"type": "integer"},
    },
    "RateLimit-Remaining": {
        "description": "How many of them are left.",
        "schema": {"type": "integer"},
    },
    "RateLimit-Reset": {
        "description": "Seconds until the next minute begins.",
        "schema": {"type": "integer"},
    },
}
OF_STATUS = {
    HTTPStatus.UNAUTHORIZED: {
        "WWW-Authenticate": {
            "description": "RFC 6750: a Bearer challenge; `error` where a key was sent.",
            "schema": {"type": "string"},
        }
    },
    HTTPStatus.TOO_MANY_REQUESTS: RATE_LIMIT
    | {
        "Retry-After": {
            "description": "Seconds until the next minute begins.",
            "schema": {"type": "integer"},
        }
    },
}

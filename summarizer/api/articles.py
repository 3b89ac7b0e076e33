"""DELETE /v1/articles/{key}: a story is forgotten wherever it was remembered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

if TYPE_CHECKING:
    from summarizer.service import Service

KEY_PATTERN = r"^[0-9a-f]{64}$"


def blueprint(service: Service) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("articles", __name__)

    @resource.delete("/v1/articles/<key>")
    def purge(key: str) -> Response:
        if not re.fullmatch(KEY_PATTERN, key):
            abort(404)
        service.purge(key)
        return Response(status=204)

    return resource

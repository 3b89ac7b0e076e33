"""The real service with one more route, which does nothing: the floor that requests stand on."""

from summarizer.wsgi import app


@app.get("/empty")
def empty() -> str:
    """Answer nothing."""
    return ""

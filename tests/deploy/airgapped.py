"""What an operator and a caller do on a machine without a network, from the bundle to the answer.

    python -m tests.deploy.airgapped BUNDLE FOLDER

Prints what came of it as JSON. The service is the real one, under gunicorn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.models import corpus
from tests.running import running_service

ARTICLE = corpus.held_out_articles()[0].text("en")


def main(bundle: str, folder: Path) -> None:
    """Import, verify, serve, ask, and print."""
    environment = {"SUMMARIZER_MODELS_DIRECTORY": str(folder / "models")}
    told = {
        name: subprocess.run(
            [sys.executable, "-m", "summarizer", "models", name, *arguments],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        for name, arguments in (("import", [bundle]), ("verify", []))
    }
    with running_service(folder, environment=environment) as service:
        answer = service.summarise(text=ARTICLE, translate_to=["uk", "ru", "zh-Hans"])
        texts = {"text": ARTICLE, "target_language": "uk"}
        translation = service.post("/v1/translate", texts)
        detection = service.post("/v1/detect", {"text": "Де ви були минулої ночі?"})
        ready = service.metric("summarizer_ready")
    print(
        json.dumps(
            told
            | {
                "summaries": answer.json().get("summaries"),
                "translations": translation.json().get("translations"),
                "language": detection.json().get("language"),
                "ready": ready,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

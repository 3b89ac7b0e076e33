"""The image, run as k8s/base runs it: `scripts/test-image` builds it and then runs these tests."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from summarizer import __version__
from tests.cases.deploy import instructions
from tests.deploy.pods import RunningPod, podman, running_pod
from tests.deploy.rendering import rendered
from tests.models.corpus import held_out_articles
from tests.running import ROOT
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    "SUMMARIZER_IMAGES_BUILT" not in os.environ, reason="scripts/test-image builds the image"
)

PLAIN = f"localhost/summarizer:{__version__}"
BAKED = f"localhost/summarizer:{__version__}-models"
ONLY_MODELS = f"localhost/summarizer-models:{__version__}"
ARTICLE = (ROOT / "tests" / "data" / "xi-zelensky-call.en.txt").read_text(encoding="utf-8")
ARTICLES = [article.text("en") for article in held_out_articles()]
GRACE_SECONDS = 140
ANY_USER = 1000730000
SITE_PACKAGES = "/opt/summarizer/lib/python3.13/site-packages"


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[RunningPod]:
    """Yield the pod of the base, with the test models in its image, and a Redis."""
    folder = tmp_path_factory.mktemp("pod")
    with running_pod(folder, rendered("base"), BAKED, redis_url=redis_url) as running:
        yield running
        print(running.figures("with the test models"))


def test_the_process_has_no_privilege(pod: RunningPod) -> None:
    """It is user 10001, without a capability and without a way to get one."""
    lines = pod.run("cat", "/proc/1/status").splitlines()
    status = {name: value.split() for name, _, value in (line.partition(":") for line in lines)}
    assert status["Uid"] == ["10001"] * 4
    assert status["Gid"] == ["10001"] * 4
    assert all(status[f"Cap{kind}"] == ["0" * 16] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb"))
    assert status["NoNewPrivs"] == ["1"]


def test_gunicorn_is_process_one(pod: RunningPod) -> None:
    """No shell and no init stands between it and the signals."""
    words = pod.run("cat", "/proc/1/cmdline").split("\0")
    assert words[:3] == ["/opt/summarizer/bin/python", "-m", "gunicorn"]


@pytest.mark.parametrize("folder", ["/", "/opt/summarizer", "/models", "/var/tmp"])
def test_the_root_is_read_only(pod: RunningPod, folder: str) -> None:
    """No file can be made outside of /tmp."""
    with pytest.raises(subprocess.CalledProcessError) as refused:
        pod.run("touch", f"{folder}/new")
    assert "Read-only file system" in refused.value.stderr


def test_tmp_is_writable(pod: RunningPod) -> None:
    """A file can be made in /tmp."""
    pod.run("touch", "/tmp/new")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_the_management_port_answers(pod: RunningPod, path: str) -> None:
    """Probes and metrics have a port of their own."""
    assert pod.service.request("GET", path, port=pod.service.management_port).status == 200


def test_the_liveness_probe_passes(pod: RunningPod) -> None:
    """What the Deployment asks is answered inside the pod."""
    podman("healthcheck", "run", pod.container)


def test_an_article_is_summarised_and_translated(pod: RunningPod) -> None:
    """The models of the image write a summary and its translation, which Redis remembers."""
    wanted: dict[str, Any] = {"text": ARTICLES[0], "lengths": ["short"], "translate_to": ["uk"]}
    made, remembered = pod.service.summarise(**wanted), pod.service.summarise(**wanted)
    short = made.json()["summaries"]["short"]
    assert short["en"]["model"] == "test-bart-news"
    assert short["uk"]["translated_from"] == "en"
    assert short["uk"]["text"] != short["en"]["text"]
    assert remembered.json()["summaries"] == made.json()["summaries"]
    assert pod.service.metric('summarizer_cache_total{backend="redis",result="hit"}') > 0


def test_the_health_check_tells_good_from_bad(pod: RunningPod) -> None:
    """HEALTHCHECK passes where the service is ready, and fails where nobody listens."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    command = json.loads(instructions(dockerfile)["HEALTHCHECK"].partition("CMD ")[2])
    pod.run(*command)
    with pytest.raises(subprocess.CalledProcessError):
        pod.run(*command, variables=["SUMMARIZER_SERVER_MANAGEMENT_PORT=9"])


def test_nothing_is_there_that_only_building_needs(pod: RunningPod) -> None:
    """No torch, no compiler, no cache of pip."""
    names = set(pod.run("ls", SITE_PACKAGES).split())
    assert names.isdisjoint({"torch", "transformers", "hatchling", "pip"})
    look = "ls -d /root/.cache /tmp/pip* /source /tools /wheels; command -v cc gcc g++ clang ld as"
    assert not pod.run("sh", "-c", f"({look}) 2>/dev/null || :")


def test_no_bytecode_has_to_be_made(pod: RunningPod) -> None:
    """Every module in the image comes with its bytecode."""
    modules = int(pod.run("sh", "-c", f"find {SITE_PACKAGES} -name '*.py' | wc -l"))
    compiled = int(pod.run("sh", "-c", f"find {SITE_PACKAGES} -name '*.cpython-313.pyc' | wc -l"))
    assert compiled == modules > 1000


def test_the_bill_of_materials_names_what_is_installed(pod: RunningPod) -> None:
    """Every distribution of the image stands in the bill that it carries, and no other."""
    bill = json.loads(pod.run("cat", "/opt/summarizer/sbom.cdx.json"))
    told = {
        (component["name"], component["version"])
        for component in (bill["metadata"]["component"], *bill["components"])
        if component["scope"] == "required"
    }
    installed = pod.run(
        "python",
        "-c",
        "from importlib.metadata import distributions\n"
        "from packaging.utils import canonicalize_name\n"
        "for each in distributions(): print(canonicalize_name(each.name), each.version)",
    )
    assert told == {tuple(line.split()) for line in installed.splitlines()}


def test_the_image_says_what_it_is() -> None:
    """Labels name its version, licence and commit; it runs as a user, by number."""
    (inspected,) = json.loads(podman("image", "inspect", PLAIN))
    config = inspected["Config"]
    labels = {name.rpartition(".")[2]: text for name, text in config["Labels"].items()}
    assert labels["version"] == __version__
    assert labels["licenses"] == "Apache-2.0"
    assert labels["revision"]
    assert labels["created"]
    assert config["User"] == "10001:10001"


def test_an_image_of_models_holds_nothing_else() -> None:
    """As an image volume it is mounted where the service looks for models."""
    mounted = podman("image", "mount", ONLY_MODELS)
    try:
        names = sorted(os.listdir(mounted))
    finally:
        podman("image", "unmount", ONLY_MODELS)
    assert "test-bart-news" in names
    assert not {"etc", "usr", "opt"}.intersection(names)


def test_any_user_can_run_it(tmp_path: Path) -> None:
    """A user whom the image does not know, as OpenShift chooses one, is served by it."""
    with running_pod(tmp_path, rendered("base"), PLAIN, user=ANY_USER) as pod:
        assert pod.run("id", "-u") == str(ANY_USER)
        reply = pod.service.summarise(text=ARTICLE, lengths=["short"])
        assert reply.json()["summaries"]["short"]["en"]["model"] == "extractive"
        print(pod.figures("without models"))


def test_requests_under_way_are_answered_on_sigterm(tmp_path: Path) -> None:
    """A pod that is stopped answers what it was sent, and ends in good order."""
    with running_pod(tmp_path, rendered("base"), BAKED) as pod, ThreadPoolExecutor(16) as pool:
        sent = [
            pool.submit(pod.service.summarise, text=text, translate_to=["uk", "ru", "zh-Hans"])
            for text in ARTICLES[:16]
        ]
        wait_for(lambda: pod.service.metric("summarizer_gate_waiting") > 0)
        assert pod.stop(GRACE_SECONDS) == 0
        assert [future.result().status for future in sent] == [200] * 16

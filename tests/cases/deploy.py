"""Runs the cases of task `deploy`: reads what would be applied, and files of the project.

What would be applied is production; what that lacks is looked for in the components.
"""

from __future__ import annotations

import json
import math
import re
import runpy
from typing import TYPE_CHECKING, Any

import pytest

from tests.deploy.manifests import environment, find, pre_stop_seconds, quantity, service
from tests.deploy.rendering import COMPONENTS, rendered
from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.deploy.manifests import Objects

PRODUCTION = "overlays/prod"
GUNICORN = "config/gunicorn.conf.py"


def missing(case: Mapping[str, Any]) -> str:
    """Return why the case cannot be run here, or nothing."""
    file = case["input"]["look_at"]
    return "" if file == "rendered" or (ROOT / file).exists() else f"there is no {file}"


def run(case: Mapping[str, Any]) -> list[str]:
    """Return what does not hold of the assertions of a case, a line each."""
    return [fault for claim in case["expect"]["assert"] if (fault := _fault(claim))]


def _fault(claim: dict[str, Any]) -> str:
    if claim["op"] not in OPERATIONS:
        return f"{claim['op']}: this operation is not known"
    places = _selected(claim["select"])
    if not places:
        return f"{claim['select']}: there is none"
    # Of several objects one is enough, unless something has to be nowhere.
    enough = all if claim["op"] == "absent" else any
    found = [_value(place, claim["path"]) for place in places]
    if enough(OPERATIONS[claim["op"]](value, claim) for value in found):
        return ""
    return f"{claim['select']} {claim['path']}: {found}, and not {claim['op']} {claim.get('value')}"


def _value(place: Any, path: str | list[str]) -> Any:
    """Return what stands at the first of the paths `a|b` that is there, or at each of a list."""
    if isinstance(path, list):
        return [find(place, single) for single in path]
    values = (find(place, single) for single in path.split("|"))
    return next((value for value in values if value is not None), None)


def _selected(select: dict[str, str]) -> list[Any]:
    """Return what a claim is about: objects, the variables or the instructions of a file."""
    if "kind" in select:
        found = (_objects(target, select) for target in (PRODUCTION, *COMPONENTS))
        return next(filter(None, found), [])
    if select["file"].endswith(".py"):
        return [runpy.run_path(str(ROOT / select["file"]))]
    return [instructions((ROOT / select["file"]).read_text(encoding="utf-8"))]


def _objects(target: str, select: dict[str, str]) -> Objects:
    return [
        thing
        for thing in rendered(target)
        if thing["kind"] == select["kind"]
        and thing["metadata"]["name"] == select.get("name", thing["metadata"]["name"])
    ]


def instructions(dockerfile: str) -> dict[str, str]:
    """Return the instructions that count in the last stage: the last one of each name."""
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", dockerfile))
    stages: dict[str, dict[str, str]] = {}
    counts: dict[str, str] = {}
    for line in filter(str.strip, joined.splitlines()):
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            base, _, stage = rest.partition(" AS ")
            counts = stages[stage] = dict(stages.get(base, {}))
        else:
            counts[name] = rest.strip()
    return counts


def _contains_port(rules: Any, claim: dict[str, Any]) -> bool:
    ports = [{"protocol": "TCP"} | port for rule in rules or () for port in rule.get("ports", ())]
    return any(claim["value"].items() <= port.items() for port in ports)


def _exec_form(instruction: Any, claim: dict[str, Any]) -> bool:
    try:
        process, *arguments = json.loads(instruction or "")
    except json.JSONDecodeError:
        return False
    shell = process.rpartition("/")[2] in ("sh", "bash", "dash")
    return not shell or "exec " in arguments[-1].rpartition(";")[2].rpartition("&&")[2]


def _is_sum(value: Any, claim: dict[str, Any]) -> bool:
    objects = rendered(PRODUCTION)
    _, container = service(objects)
    with pytest.MonkeyPatch.context() as patch:
        for name, setting in environment(container, objects).items():
            if not name.endswith("_DIR"):
                patch.setenv(name, setting)
        configured = runpy.run_path(str(ROOT / GUNICORN))
    known = {
        "preStop_seconds": pre_stop_seconds(container),
        "gunicorn.graceful_timeout": configured["graceful_timeout"],
    }
    return bool(value >= sum(known.get(term, term) for term in claim["terms"]))


OPERATIONS: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
    "exists": lambda value, _: value is not None,
    "absent": lambda value, _: value is None,
    "==": lambda value, claim: value == claim["value"],
    "in": lambda value, claim: value in claim["value"],
    ">=": lambda value, claim: quantity(value or 0) >= quantity(claim["value"]),
    "product>=": lambda values, claim: math.prod(v or 0 for v in values) >= claim["value"],
    "sum>=": _is_sum,
    "contains": lambda value, claim: claim["value"] in (value or ()),
    "contains_key": lambda value, claim: any(claim["value"] in item for item in value or ()),
    "contains_text": lambda value, claim: claim["value"] in str(value),
    "contains_port": _contains_port,
    "exec_form": _exec_form,
}
"""What the cases ask of a value, and whether it holds."""

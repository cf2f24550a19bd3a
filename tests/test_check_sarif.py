"""The SARIF that check writes: what SARIF 2.1.0 demands of the objects in it, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from printshop.checking import Report
from printshop.cli.check_sarif import as_sarif
from printshop.findings import Finding, Place, Severity
from printshop.preflight.results import Outcome, Problem, Spot, State

JsonSchema = dict[str, Any]


def made_of(required: str, **properties: JsonSchema) -> JsonSchema:
    """Return the schema of an object that has some properties, some of them always."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def list_of(entry: JsonSchema, least: int = 0) -> JsonSchema:
    return {"type": "array", "items": entry, "minItems": least}


STRING: JsonSchema = {"type": "string"}
LEVEL: JsonSchema = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = made_of("text", text={"type": "string", "minLength": 1})  # 3.11
REGION = made_of("startLine", startLine={"type": "integer", "minimum": 1})  # 3.30
ARTIFACT = made_of("uri", uri={"type": "string", "format": "uri-reference"})  # 3.4
PHYSICAL = made_of("artifactLocation", artifactLocation=ARTIFACT, region=REGION)  # 3.29
LOGICAL = made_of("name", name=STRING, fullyQualifiedName=STRING)  # 3.33
LOCATION = made_of(  # 3.28
    "physicalLocation", physicalLocation=PHYSICAL, logicalLocations=list_of(LOGICAL)
)
RULE = made_of(  # 3.49
    "id",
    id=STRING,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    defaultConfiguration=made_of("level", level=LEVEL),
)
RESULT = made_of(  # 3.27
    "message ruleId ruleIndex locations",
    ruleId=STRING,
    ruleIndex={"type": "integer", "minimum": 0},
    kind={"enum": ["pass", "open", "informational", "notApplicable", "review", "fail"]},
    level=LEVEL,
    message=MESSAGE,
    locations=list_of(LOCATION),
    properties={"type": "object"},
)
NOTIFICATION = made_of("message", level=LEVEL, message=MESSAGE, locations=list_of(LOCATION))  # 3.58
INVOCATION = made_of(  # 3.20
    "executionSuccessful",
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=list_of(NOTIFICATION),
)
DRIVER = made_of("name", name=STRING, version=STRING, rules=list_of(RULE))  # 3.19
RUN = made_of(  # 3.14
    "tool",
    tool=made_of("driver", driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=list_of(INVOCATION),
    results=list_of(RESULT),
)
LOG = made_of(  # 3.13
    "version runs", **{"$schema": STRING, "version": {"const": "2.1.0"}, "runs": list_of(RUN)}
)

PDF = Path("out/clinic/a leaflet.pdf")


def outcome(place: Place, *spots: Spot, severity: Severity = Severity.ERROR) -> Outcome:
    finding = Finding("colour.rgb", severity, "There is RGB; convert it.", place)
    return Outcome("colour spaces", State.FOUND, (Problem(finding, spots),))


def log(*outcomes: Outcome, error: str = "") -> dict[str, Any]:
    """Return the SARIF of one report."""
    made = as_sarif([Report(PDF, "press", "an edition", error=error, outcomes=outcomes)])
    read: dict[str, Any] = json.loads(made)
    return read


def check(read: dict[str, Any]) -> None:
    """Hold a log against the schema; where results are told from passes, so do kind and level."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(LOG, format_checker=checker).validate(read)
    for result in read["runs"][0]["results"]:  # 3.27.10: a level is for what failed
        assert (result["level"] == "none") == (result["kind"] != "fail")
        assert len(json.dumps(result["message"])) < 2000


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("place", [Place(), Place("brochures/a b.yaml"), Place("c.yaml", 7, "key")])
def test_findings(place: Place, severity: Severity) -> None:
    read = log(outcome(place, Spot(1, (1.0, 2.0, 3.0, 4.0)), Spot(2), severity=severity))
    check(read)
    (result,) = read["runs"][0]["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert ("region" in physical) == bool(place.line)
    assert " " not in physical["artifactLocation"]["uri"]


def test_a_file_that_cannot_be_read_and_a_check_that_was_not_made() -> None:
    check(log(error="It is no PDF."))
    read = log(Outcome("ink coverage", State.NOT_CHECKED, (), "Ghostscript is missing"))
    check(read)
    assert [result["kind"] for result in read["runs"][0]["results"]] == ["open"]


def test_nothing_to_say() -> None:
    check(log(Outcome("ink coverage", State.PASSED)))
    check(json.loads(as_sarif([])))


def _without_text(read: Any) -> None:
    del read["runs"][0]["results"][0]["message"]["text"]


def _wrong_level(read: Any) -> None:
    read["runs"][0]["results"][0]["level"] = "info"


def _line_0(read: Any) -> None:
    location = read["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    location["region"] = {"startLine": 0}


def _no_tool(read: Any) -> None:
    del read["runs"][0]["tool"]


def _unknown(read: Any) -> None:
    read["runs"][0]["edition"] = "nl"


@pytest.mark.parametrize("spoil", [_without_text, _wrong_level, _line_0, _no_tool, _unknown])
def test_what_is_wrong_is_seen(spoil: Callable[[Any], None]) -> None:
    read = log(outcome(Place()))
    spoil(read)
    with pytest.raises(jsonschema.ValidationError):
        check(read)

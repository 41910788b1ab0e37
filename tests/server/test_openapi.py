"""What OpenAPI says holds, whatever is sent (schemathesis)."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("label", ["GET /health", "POST /v1/recognize", "GET /v1/models"])
def test_interface_is_as_described(make_app, label):
    described = schemathesis.openapi.from_asgi("/openapi.json", make_app())
    operations = {each.ok().label: each.ok() for each in described.get_all_operations()}
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]

    @settings(
        max_examples=25 if label.startswith("POST") else 5,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*(operations[label].as_strategy(generation_mode=mode) for mode in modes)))
    def ask(case):
        case.call_and_validate(checks=CHECKS)

    ask()


def test_examples_are_of_the_form_they_show(make_app):
    from ocrlc.server import schema as interface

    described = make_app().openapi()
    content = described["paths"]["/v1/recognize"]["post"]["responses"]["200"]["content"]
    interface.Document.model_validate(content["application/json"]["example"])
    assert set(described["paths"]) == {"/health", "/v1/recognize", "/v1/models"}

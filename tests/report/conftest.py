"""Shared material lies outside the repository; tests that need it say so and skip."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def validate() -> ModuleType:
    """`eval/platform/validate.py` of the shared material: what consumers of reports really accept."""
    shared = os.environ.get("GATELINE_SHARED")
    if not shared:
        pytest.skip("GATELINE_SHARED does not name the shared material")
    spec = importlib.util.spec_from_file_location("platform_validate", Path(shared) / "eval" / "platform" / "validate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

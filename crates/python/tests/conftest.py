"""A released project to read: the demo's, named by MESTRING_PROJECT."""

import os
from pathlib import Path

import pytest

import mestring


@pytest.fixture(scope="session")
def folder() -> Path:
    return Path(os.environ["MESTRING_PROJECT"])


@pytest.fixture(scope="session")
def project(folder: Path) -> mestring.Project:
    return mestring.open(folder)


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(os.environ["MESTRING_SAMPLES"])

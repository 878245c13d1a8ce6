"""The wheel holds exactly what a user needs: five packages and their files."""

import re
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
PACKAGES = {"assistant", "knowledge", "prompts", "evals", "ui"}
PIN = re.compile(r"^[A-Za-z0-9._-]+==[^\s=]+$")


@pytest.fixture(scope="session", name="shipped")
def _shipped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("wheel")
    [path] = WheelBuilder(str(ROOT)).build(directory=str(out), versions=["standard"])
    return {name for name in zipfile.ZipFile(path).namelist() if ".dist-info/" not in name}


def test_the_wheel_installs_no_other_top_level_name(shipped: set[str]) -> None:
    assert {name.split("/")[0] for name in shipped} == PACKAGES


def test_every_file_of_every_package_ships(shipped: set[str]) -> None:
    tree = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert tree == shipped


def test_the_constraints_pin_exact_versions_and_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 80
    assert [line for line in pins if not PIN.match(line)] == []

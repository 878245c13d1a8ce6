"""Starting the page: on this computer alone, on a port that is free, and quietly."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from assistant.errors import InputError, SettingsError
from ui import serving
from ui.command import serve
from ui.quiet import keep_quiet

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "convene.example", ""])
def test_nothing_is_served_beyond_this_computer(host: str) -> None:
    with pytest.raises(SettingsError, match="sign-in does not exist yet"):
        serving.require_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_this_computer_may_be_named_in_its_ways(host: str) -> None:
    serving.require_loopback(host)


def test_a_port_that_is_taken_is_said_with_what_to_do() -> None:
    with serving.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} is taken: stop what uses it"):
            serving.listen("127.0.0.1", port)


def test_without_a_port_the_next_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving.listen("127.0.0.1", 0) as taken:
        monkeypatch.setattr(serving, "FIRST_PORT", taken.getsockname()[1])
        with serving.listen("127.0.0.1", None) as listening:
            assert listening.getsockname()[1] > taken.getsockname()[1]


def test_another_fault_of_the_network_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"cannot listen on 192\.0\.2\.1"):
        serving.listen("192.0.2.1", 0)


def test_the_command_refuses_before_it_makes_anything(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        serve(host="0.0.0.0")
    with serving.listen("127.0.0.1", 0) as taken, pytest.raises(InputError):
        serve(port=taken.getsockname()[1])
    assert not (tmp_path / "convene").exists()


SERVING = """
import os
from ui.quiet import keep_quiet
keep_quiet(os.environ)
from tests.answers import desk
from ui.app import create_app
from ui.serving import address, listen, run
listening = listen("127.0.0.1", 0)
run(create_app(desk()), listening, lambda: print(address(listening), flush=True))
print("stopped", flush=True)
"""


def test_the_address_is_said_when_the_page_answers_and_ctrl_c_ends_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVING], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert httpx.get(address).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.stdout.read().strip() == "stopped"
        assert process.wait(timeout=10) == 0


def test_telemetry_and_tracing_are_off_before_any_library_looks() -> None:
    environment = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "HOME": "/home/me"}
    keep_quiet(environment)
    assert environment["HOME"] == "/home/me"
    assert environment["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert environment["GRADIO_RUN_HISTORY"] == "False"
    assert environment["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert not [name for name in environment if name.startswith("LANG")]


def test_the_socket_is_this_computers_alone() -> None:
    with serving.listen("localhost", 0) as listening:
        assert listening.family == socket.AF_INET
        assert serving.address(listening).startswith("http://127.0.0.1:")

"""The command line as scripts see it: streams, exit status, shapes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.main import main

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", name="home")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a small community has been ingested."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "norms.md").write_text("# Norms\n\nCameras are optional. Anyone may pass.\n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing of use")
    (folder / "empty.txt").write_bytes(b"")
    home = tmp_path_factory.mktemp("home")
    done = convene(home, "ingest", str(folder), "--community", "harbour", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [item["path"] for item in report["read"]] == ["norms.md"]
    assert {item["path"] for item in report["skipped"]} == {"broken.pdf", "empty.txt"}
    assert all(item["why"] for item in report["skipped"])
    return home


def convene(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"CONVENE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def run(monkeypatch: pytest.MonkeyPatch, home: Path, *words: str) -> int:
    """The same in this process, which is quicker; returns the exit status."""
    monkeypatch.setenv("CONVENE_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["convene", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_the_answer_is_all_there_is_on_standard_output(home: Path) -> None:
    done = convene(home, "ask", "must my camera be on?", "--json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["outcome"] == "answered"
    assert answer["citations"][0]["source"] == "norms.md"
    assert answer["trace"] is None


def test_an_answer_holds_at_least_what_the_contract_names(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, home, "ask", "opener for 8 people", "--json", "--explain") == 0
    answer = json.loads(capsys.readouterr().out)
    assert {
        "outcome", "text", "statements", "citations", "suggestions", "findings", "plan",
        "understanding", "trace", "composer", "prompt", "seconds",
    } <= answer.keys()  # fmt: skip
    assert {"intent", "constraints", "assumed", "about"} <= answer["understanding"].keys()
    assert {
        "activity", "title", "kind", "minutes", "group", "modality", "disclosure", "movement",
        "steps", "adaptations", "cautions", "why", "cites",
    } <= answer["suggestions"][0].keys()  # fmt: skip
    assert answer["trace"]["ranked"][0].keys() >= {"activity", "score", "reasons", "unmet"}


def test_a_batch_keeps_its_order_and_names_its_bad_lines(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = [
        '{"id": "a", "turns": ["must my camera be on?", "and may I pass?"]}',
        "not json",
        '{"id": "c", "turns": []}',
        '{"id": "d", "turns": ["hello"], "role": "king"}',
        '{"id": "e", "turns": ["opener for 12"], "now": "2025-06-12", "community": "harbour"}',
        '{"id": "f", "turns": ["x"], "community": "nowhere"}',
        '["g"]',
    ]
    batch = tmp_path / "in.jsonl"
    batch.write_text("\n".join(lines) + "\n\n")
    assert run(monkeypatch, home, "ask", "--batch", str(batch), "--json") == 0
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["id"] for item in out] == ["a", 2, "c", "d", "e", "f", 7]
    assert [("error" in item) for item in out] == [False, True, True, True, False, True, True]
    assert len(out[0]["answers"]) == 2
    assert out[0]["answers"][0]["trace"]["retrieved"]
    assert isinstance(out[0]["seconds"], float)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ask"], "give either a question"),
        (["ask", "x", "--role", "king"], "is no role"),
        (["ask", "x", "--community", "nowhere"], "there is no community"),
        (["ask", "x", "--now", "yesterday"], "is no date"),
        (["ask", "   "], "has 1 to"),
        (["ask", "y" * 5000], "has 1 to"),
        (["ask", "--batch", "/nowhere.jsonl"], "cannot be read"),
        (["ingest", "/nowhere"], "does not exist"),
        (["ingest", ".", "--community", "Not A Slug"], "is no short name"),
        (["ingest", "README.md", "--audience", "everybody"], "is no audience"),
        (["frobnicate"], "frobnicate"),
        (["ask", "--frobnicate"], "frobnicate"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_status_2(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(ROOT)
    assert run(monkeypatch, home, *words) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_conversation_goes_on_where_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, home, "ask", "opener for 14 people, remote", "--conversation", "c1")
    capsys.readouterr()
    run(monkeypatch, home, "ask", "someone is blind", "--conversation", "c1", "--json")
    constraints = json.loads(capsys.readouterr().out)["understanding"]["constraints"]
    assert (constraints["people"], constraints["modality"]) == (14, "remote")
    assert constraints["needs"] == ["blind"]


def test_the_doctor_finds_nothing_wrong_here(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, home, "doctor", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["wrong"] == []
    assert said["facts"]["activities"] == "91"


def test_the_doctor_names_a_setting_that_does_not_exist(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVENE_COMUNITY", "harbour")
    assert run(monkeypatch, home, "doctor") == 1
    assert "CONVENE_COMUNITY" in capsys.readouterr().out


def test_asking_imports_no_framework(home: Path) -> None:
    """The cold path stays quick: neither the web app's nor a model's libraries are loaded."""
    code = (
        "import sys; sys.argv = ['convene', 'ask', 'must my camera be on?']\n"
        "from assistant.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"CONVENE_HOME": str(home)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stderr.split())
    assert not loaded & {
        "gradio",
        "chromadb",
        "langchain",
        "openai",
        "fastapi",
        "alembic",
        "pandas",
    }
    assert "onnxruntime" in loaded

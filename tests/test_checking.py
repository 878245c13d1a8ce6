"""What may shut somebody out is found, and what was thought of is left alone."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.checking import findings, first, of_plan
from assistant.checking.catalogue import checks
from assistant.cli.main import app
from assistant.library import read_activities, shipped_files
from assistant.models import Activity, Block, SessionPlan

LINES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "plans" / "lines.toml").read_text("utf-8")
)
CARDS = read_activities(shipped_files())
FIFTY = 50
PLAN = """Lamp evening, ground floor of the library
10:00 Welcome
10:05 Opening round in trios
10:15 Lamps, in small groups
11:40 Close
"""


def test_there_are_fifty_checks_each_with_reason_line_and_question() -> None:
    assert len(checks()) == FIFTY
    assert all(check.why and check.fix and check.question for check in checks().values())
    assert LINES.keys() == checks().keys()


@pytest.mark.parametrize("name", LINES)
def test_each_check_finds_its_line(name: str) -> None:
    found = {finding.check: finding for finding in findings(LINES[name]["found"])}
    assert name in found
    assert found[name].quote in LINES[name]["found"]


@pytest.mark.parametrize("name", LINES)
def test_what_was_thought_of_is_left_alone(name: str) -> None:
    found = {f.check: f for f in findings(LINES[name]["clean"]) if f.state == "found"}
    assert name not in found


@pytest.mark.parametrize(
    "text",
    [
        "No one needs to stand up.",
        "You don't have to stand up.",
        "Stand up, or stay in your chair and raise a card from your seat.",
        "We never do trust falls.",
        "Two truths is out; instead of truth or dare we choose a picture.",
        "Wine, and plenty without alcohol; tell us about allergies.",
        "Cameras on is not required.",
        "There is no drinking game.",
    ],
)
def test_what_is_denied_or_optional_is_not_accused(text: str) -> None:
    assert [f for f in findings(text) if f.state == "found" and f.severity == "block"] == []
    assert "PHY-01" not in {f.check for f in findings(text)}


def test_a_denial_does_not_reach_beyond_its_clause() -> None:
    assert "DIS-04" in {f.check for f in findings("No slides, but truth or dare after lunch.")}


def test_a_long_sitting_is_named_with_its_hours() -> None:
    [finding] = [f for f in findings(PLAN) if f.check == "PHY-04"]
    assert "100 minutes without a break, 10:00 to 11:40" in finding.where
    assert finding.severity == "warn"


def test_a_break_in_the_middle_is_enough() -> None:
    mended = PLAN.replace("11:40", "10:55 Break\n11:05 Lamps again\n11:40")
    assert "PHY-04" not in {f.check for f in findings(mended)}


@given(st.lists(st.integers(5, 45), min_size=2, max_size=12))
def test_the_longest_run_between_breaks_is_what_is_measured(minutes: list[int]) -> None:
    clock, lines, run, longest = 600, [], 0, 0
    for n, length in enumerate(minutes):
        is_break = n % 4 == 3
        lines.append(f"{clock // 60:02d}:{clock % 60:02d} {'Break' if is_break else 'Work'}")
        clock += length
        run = 0 if is_break else run + length
        longest = max(longest, run)
    lines.append(f"{clock // 60:02d}:{clock % 60:02d} End")
    found = [f for f in findings("\n".join(lines)) if f.check == "PHY-04"]
    assert bool(found) is (longest > 60)
    assert all(f"{longest} minutes" in f.where for f in found)


def test_absence_is_asked_and_not_accused() -> None:
    [finding] = [f for f in findings("We meet in the hall.") if f.check == "PHY-03"]
    assert finding.state == "not_stated"


@given(st.text(max_size=400))
def test_whatever_the_text_a_quote_stands_in_it(text: str) -> None:
    for finding in findings(text):
        assert finding.quote in text


def test_what_blocks_is_always_among_the_first() -> None:
    text = " ".join(lines["found"] for lines in LINES.values())
    found = findings(text)
    blocking = [f for f in found if f.severity == "block" and f.state == "found"]
    assert set(blocking) <= set(first(found))


def _words(card: Activity) -> str:
    steps = [f"{step.do} {step.say}" for step in card.steps]
    prompts = [prompt.text for prompt in card.prompts]
    return "\n".join([card.title, card.one_line, *steps, *prompts, card.pass_line])


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_nothing_we_offer_blocks(card: Activity) -> None:
    found = [f for f in findings(_words(card)) if f.state == "found" and f.severity == "block"]
    assert found == []


def test_a_plan_is_checked_like_a_text() -> None:
    blocks = (
        Block(title="Talk", start=0, minutes=95),
        Block(title="Everyone must sing, no exceptions", start=95, minutes=5),
    )
    plan = SessionPlan(
        title="A long talk", purpose="To hear it.", people=12, modality=None, total=100,
        blocks=blocks,
    )  # fmt: skip
    assert {"PHY-04", "DIS-03"} <= {finding.check for finding in of_plan(plan)}


def run(*words: str, stdin: str | None = None) -> Any:
    return CliRunner().invoke(app, ["check", *words], input=stdin)


def test_the_command_says_by_its_status_whether_something_blocks(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("Everyone must share; no passing.", "utf-8")
    blocked = run(str(plan), "--json")
    assert blocked.exit_code == 1
    assert json.loads(blocked.stdout)["findings"][0]["check"] == "DIS-03"
    assert run("-", stdin="We meet at the desk. Passing is fine.").exit_code == 0


def test_many_are_checked_in_their_order_and_a_bad_line_is_told(tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": "a", "text": "Trust falls!"}\nnonsense\n{"id": "c"}\n', "utf-8")
    told = [json.loads(line) for line in run("--batch", str(lines)).stdout.splitlines()]
    assert [item["id"] for item in told] == ["a", 2, "c"]
    assert told[0]["findings"][0]["check"] == "PHY-02"
    assert "error" in told[1]
    assert "error" in told[2]

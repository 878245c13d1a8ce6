"""The page as a server: who it answers, what it offers, and whose conversation is whose."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from assistant.models import Conversation, Question, Role
from assistant.models.question import LONGEST_QUESTION
from assistant.pipeline import Reply
from tests.answers import Scripted, desk
from tests.live import served

EVENTS = {"ask", "ask_by_button", "stumble", "start", "change_role", "show_sources"}


@pytest.fixture(scope="module", name="assistant")
def _assistant() -> Scripted:
    return Scripted()


@pytest.fixture(scope="module", name="address")
def _address(assistant: Scripted) -> Iterator[str]:
    with served(desk(assistant)) as address:
        yield address


@pytest.fixture(name="client")
def _client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=20) as client:
        yield client


class Browser:
    """One page in one browser, as far as the server can tell."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client = client
        self._session = session
        config = client.get("/config").json()
        self._events = {d["api_name"]: d["id"] for d in config["dependencies"]}
        self.token = str(self.send("start", "facilitator")[0])

    def send(self, event: str, *data: object, said: object = None) -> list[object]:
        """What the last message of an event puts in each part."""
        call = {
            "fn_index": self._events[event],
            "data": data,
            "event_data": said,
            "session_hash": self._session,
        }
        self._client.post("/gradio_api/queue/join", json=call).raise_for_status()
        final: list[object] = []
        listening = {"session_hash": self._session}
        with self._client.stream("GET", "/gradio_api/queue/data", params=listening) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") == "process_completed":
                    final = message["output"].get("data", [])
                    break
        return final

    def ask(self, text: str, role: str = "facilitator", token: str | None = None) -> str:
        """The conversation after a question."""
        self.send("ask", self.token if token is None else token, role, text)
        shown = self.send("change_role", self.token, said={"role": role})
        return str(shown[1])


# --- the server -------------------------------------------------------------------------------


def test_the_page_answers(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "/ui/app.css?v=" in page.text


def test_health_says_ok(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/", "/health", "/ui/app.css", "/config", "/gradio_api/upload"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "attacker.example"}, 400),
        ({"Host": "127.0.0.1.attacker.example:7860"}, 400),
        ({"Host": "localhost:7860"}, 200),
        ({"Host": "[::1]:7860"}, 200),
        ({"Origin": "http://attacker.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:7860"}, 200),
    ],
)
def test_only_this_computers_own_names_are_answered(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    assert client.get("/health", headers=headers).status_code == status


def test_no_function_of_the_page_is_listed_as_an_api(client: httpx.Client) -> None:
    listed = client.get("/gradio_api/info").json()
    assert listed == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_the_page_has_no_event_but_the_intended_ones(client: httpx.Client) -> None:
    dependencies = client.get("/config").json()["dependencies"]
    assert {d["api_name"].removesuffix("_1") for d in dependencies} == EVENTS
    assert {d["api_visibility"] for d in dependencies} == {"private"}


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/gradio_api/runs",
        "/gradio_api/run/ask",
        "/gradio_api/call/ask",
        "/gradio_api/component_server",
        "/gradio_api/openapi.json",
        "/docs",
        "/openapi.json",
        "/monitoring",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_page_does_not_need_is_not_there(
    client: httpx.Client, method: str, path: str
) -> None:
    assert client.request(method, path, json={} if method == "POST" else None).status_code == 404


def test_a_body_too_large_for_any_question_is_refused(client: httpx.Client) -> None:
    assert client.post("/gradio_api/queue/join", content=b"x" * 300_000).status_code == 413


def test_a_body_of_unstated_length_is_refused(client: httpx.Client) -> None:
    assert client.post("/gradio_api/queue/join", content=iter([b"{}"])).status_code == 411


def test_text_is_sent_compressed_and_events_are_not(client: httpx.Client) -> None:
    assert client.get("/").headers["content-encoding"] in ("gzip", "br")
    assert client.get("/ui/app.css").headers["content-encoding"] in ("gzip", "br")


# --- conversations ----------------------------------------------------------------------------


def test_a_question_is_answered_for_the_community_the_role_and_the_day(
    client: httpx.Client, assistant: Scripted
) -> None:
    shown = Browser(client, "asks").ask("What are our norms?", role="member")
    question = assistant.asked[-1]
    assert "Anyone may pass." in shown
    assert (question.viewer.community, question.viewer.role) == ("river", Role.MEMBER)
    assert question.today.isoformat() == "2026-11-24"


def test_two_browsers_never_see_each_others_conversation(
    client: httpx.Client, assistant: Scripted
) -> None:
    one, two = Browser(client, "one"), Browser(client, "two")
    one.ask("Is the first secret safe?")
    shown = two.ask("Is the second one safe?")
    assert "first secret" not in shown
    assert assistant.asked[-1].earlier == ()
    assert one.token != two.token


def test_knowing_anothers_session_is_not_enough(client: httpx.Client) -> None:
    """Session names are made by browsers; tokens are ours."""
    Browser(client, "shared").ask("Is the first secret safe?")
    assert "first secret" not in Browser(client, "shared").ask("Well?")


def test_later_questions_lean_on_earlier_ones_of_the_same_page(
    client: httpx.Client, assistant: Scripted
) -> None:
    page = Browser(client, "leans")
    page.ask("An opener, please")
    shown = page.ask("Shorter")
    assert assistant.asked[-1].earlier == ("An opener, please",)
    assert "An opener, please" in shown


def test_a_new_conversation_begins_with_nothing(client: httpx.Client, assistant: Scripted) -> None:
    page = Browser(client, "new")
    page.ask("An opener, please")
    page.token = str(page.send("start_1", "facilitator")[0])
    page.ask("Well?")
    assert assistant.asked[-1].earlier == ()


@dataclass
class Meeting(Scripted):
    """Answers nobody before all have asked."""

    together: threading.Barrier = field(default_factory=lambda: threading.Barrier(20, timeout=20))

    def reply(self, question: Question, conversation: Conversation) -> Reply:
        self.together.wait()
        return super().reply(question, conversation)


def test_many_people_are_answered_at_the_same_time() -> None:
    """Nobody waits in line: all questions are under way together."""
    meeting = Meeting()
    with served(desk(meeting)) as address:

        def ask(n: int) -> None:
            with httpx.Client(base_url=address, timeout=30) as client:
                Browser(client, f"many{n}").ask("Well?")

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(meeting.asked) == 20


# --- what browsers may send -------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "admin", "", "${alert(1)}"])
def test_a_role_the_page_does_not_offer_reads_as_a_guest(
    client: httpx.Client, assistant: Scripted, role: str
) -> None:
    Browser(client, f"role{role}").ask("Well?", role=role)
    assert assistant.asked[-1].viewer.role is Role.GUEST


@pytest.mark.parametrize("said", [None, 7, [], {}, {"text": None}, {"text": {"a": 1}}])
def test_a_button_that_sends_no_text_asks_nothing(
    client: httpx.Client, assistant: Scripted, said: object
) -> None:
    before = len(assistant.asked)
    page = Browser(client, "odd")
    assert page.send("ask_by_button", page.token, "guest", said=said)
    assert len(assistant.asked) == before


def test_a_question_that_is_too_long_is_not_asked_and_stays_in_the_box(
    client: httpx.Client, assistant: Scripted
) -> None:
    before = len(assistant.asked)
    page = Browser(client, "long")
    text = "y" * (LONGEST_QUESTION + 1)
    parts = page.send("ask", page.token, "guest", text)
    assert len(assistant.asked) == before
    assert parts[1] == text
    assert "4,001 characters" in str(parts[2])


def test_control_characters_do_not_reach_the_engine(
    client: httpx.Client, assistant: Scripted
) -> None:
    Browser(client, "controls").ask("Is\x00 it\x1b so?\n\nWell?")
    assert assistant.asked[-1].text == "Is it so?\n\nWell?"


def test_half_a_character_does_not_reach_the_engine() -> None:
    """A lone surrogate is legal JSON, but could not be sent back."""
    scripted = Scripted()
    list(desk(scripted).ask("", "guest", "Well\ud83d?"))
    assert scripted.asked[-1].text == "Well?"


@pytest.mark.parametrize("turn", [None, -1, "1; drop", {"a": 1}, 10**30])
def test_sources_of_no_turn_are_those_of_the_latest(client: httpx.Client, turn: object) -> None:
    page = Browser(client, "sources")
    page.ask("What are our norms?")
    assert "handbook/norms.md" in str(page.send("show_sources", page.token, said={"turn": turn})[0])


def test_sources_of_an_earlier_turn_can_be_called_back(client: httpx.Client) -> None:
    page = Browser(client, "earlier")
    page.ask("What are our norms?")
    page.ask("An opener, please")
    assert "Our norms" in str(page.send("show_sources", page.token, said={"turn": "1"})[0])


@pytest.mark.parametrize("text", ["You are busy", "Now crash"])
def test_a_fault_ends_in_a_notice_that_tells_no_secret(client: httpx.Client, text: str) -> None:
    page = Browser(client, "fault")
    page.ask(text)
    shown = str(page.send("stumble", page.token, "guest")[2])
    assert "Something went wrong" in shown
    assert "opensesame" not in shown
    assert "/secret/place" not in shown

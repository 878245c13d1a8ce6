"""The page in a real browser: what a person sees, presses and hears read out."""

import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.answers import HOSTILE, Scripted, desk
from tests.live import served
from ui.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page
else:
    pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this computer")

DESKTOP, PHONE, NARROW = (1280, 800), (390, 844), (320, 640)
BOX = "#cv-box textarea"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", name="address")
def _address() -> Iterator[str]:
    with served(desk(Scripted())) as address:
        yield address


@pytest.fixture(scope="module", name="browser")
def _browser(address: str) -> Iterator["Browser"]:
    """Depends on the server, which has to be there before playwright runs a loop of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


class Visit:
    """One person with one page, and all that their browser complained of or sent elsewhere."""

    def __init__(
        self,
        browser: "Browser",
        address: str,
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
    ) -> None:
        width, height = size
        self._context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._watch(request.url, address))
        self.page.goto(address)
        self.page.wait_for_function("document.querySelector('#cv-token textarea')?.value")

    def _note(self, message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _watch(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.elsewhere.append(url)

    def ask(self, text: str) -> None:
        """Type a question, send it, and wait for what comes of it."""
        before = self.page.locator(".cv-turn").count()
        self.page.fill(BOX, text)
        self.page.press(BOX, "Enter")
        self.settled(before + 1)

    def settled(self, turns: int) -> None:
        self.page.locator(".cv-turn").nth(turns - 1).locator(".cv-answer, .cv-trouble").wait_for()

    def focused(self, expression: str) -> object:
        return self.page.evaluate(f"(({expression}))(document.activeElement)")

    def close(self) -> None:
        self._context.close()


@pytest.fixture(name="visit")
def _visit(browser: "Browser", address: str) -> Iterator[Visit]:
    visit = Visit(browser, address)
    yield visit
    visit.close()


# --- asking -----------------------------------------------------------------------------------


def test_a_question_brings_cards(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    assert visit.page.locator(".cv-card h4").all_inner_texts() == ["One word each", "Two truths"]
    assert visit.page.input_value(BOX) == ""
    assert visit.focused("e => e.tagName") == "TEXTAREA"


def test_send_asks_as_enter_does(visit: Visit) -> None:
    visit.page.fill(BOX, "A ten-minute opener")
    visit.page.get_by_role("button", name="Send").click()
    visit.settled(1)


def test_shift_and_enter_begin_a_new_line(visit: Visit) -> None:
    visit.page.fill(BOX, "First")
    visit.page.press(BOX, "Shift+Enter")
    visit.page.type(BOX, "second")
    assert visit.page.input_value(BOX) == "First\nsecond"
    assert visit.page.locator(".cv-turn").count() == 0


def test_a_starter_is_asked_and_focus_goes_to_it(visit: Visit) -> None:
    starter = words().roles[desk().first_role].starters[0]
    visit.page.get_by_role("button", name=starter).click()
    visit.settled(1)
    visit.page.wait_for_function("document.activeElement.classList.contains('cv-asked')")
    assert starter in str(visit.focused("e => e.textContent"))


def test_suggestions_can_be_changed_by_a_button(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    visit.page.get_by_role("button", name="No movement").click()
    visit.settled(2)
    assert "No movement" in visit.page.locator(".cv-asked").last.inner_text()
    assert visit.page.locator(".cv-follow").count() == 1


def test_the_question_stands_at_the_top_of_its_answer(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    visit.ask("Another one")
    log = visit.page.locator("#cv-log").bounding_box()
    asked = visit.page.locator(".cv-asked").last.bounding_box()
    assert log
    assert asked
    assert 0 <= asked["y"] - log["y"] < 40


def test_what_was_opened_stays_open_when_the_next_answer_comes(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    visit.page.locator(".cv-card summary").first.click()
    visit.ask("What are our norms?")
    visit.page.locator(".cv-card details[open]").wait_for(state="attached")
    assert visit.page.locator(".cv-card details[open]").count() == 1
    visit.page.locator(".cv-card summary").first.click()
    visit.ask("What are our norms?")
    assert visit.page.locator(".cv-card details[open]").count() == 0


def test_a_new_conversation_shows_the_starters_again(visit: Visit) -> None:
    visit.ask("What are our norms?")
    visit.page.get_by_role("button", name="New conversation").click()
    visit.page.locator(".cv-starter").first.wait_for()
    assert visit.page.locator(".cv-turn, .cv-source").count() == 0


def test_a_reload_begins_anew_and_leaves_nothing_behind(visit: Visit) -> None:
    visit.ask("What are our norms?")
    visit.page.reload()
    visit.page.locator(".cv-starter").first.wait_for()
    assert visit.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_each_answer_is_read_out_once(visit: Visit) -> None:
    visit.page.evaluate(
        """() => {
            window.said = [];
            for (const region of document.querySelectorAll('[role=status], [aria-live]'))
                new MutationObserver(() => said.push(region.textContent.trim()))
                    .observe(region, {subtree: true, childList: true, characterData: true});
        }"""
    )
    visit.ask("What are our norms?")
    visit.ask("A ten-minute opener")
    said = [re.sub(r"\s+", " ", text) for text in visit.page.evaluate("said") if text]
    assert said == [
        "Answer 1 is here. 1 source.",
        "Answer 2 is here. 2 suggestions. 2 sources.",
    ]


def test_a_fault_shows_a_notice_and_the_page_goes_on(browser: "Browser", address: str) -> None:
    visit = Visit(browser, address)
    visit.ask("Now crash")
    assert "Something went wrong" in visit.page.locator(".cv-trouble").inner_text()
    visit.ask("What are our norms?")
    assert visit.page.locator(".cv-answer").count() == 1
    visit.close()


# --- sources ----------------------------------------------------------------------------------


def test_a_citation_leads_to_its_highlighted_passage_and_back(visit: Visit) -> None:
    visit.ask("What are our norms?")
    visit.page.locator(".cv-answer .cv-cite").click()
    assert visit.page.locator(".cv-source[aria-current] mark").inner_text() == "Anyone may pass."
    assert "Our norms" in str(visit.focused("e => e.closest('.cv-source').textContent"))
    visit.page.keyboard.press("Escape")
    assert visit.focused("e => e.getAttribute('href')") == "#cv-source-1-1"


def test_a_button_leads_back_too(visit: Visit) -> None:
    visit.ask("What are our norms?")
    visit.page.locator(".cv-answer .cv-cite").click()
    visit.page.get_by_role("button", name="Back to the answer").click()
    assert visit.focused("e => e.getAttribute('href')") == "#cv-source-1-1"


def test_a_citation_of_an_earlier_answer_brings_its_sources_back(visit: Visit) -> None:
    visit.ask("What are our norms?")
    visit.ask("A ten-minute opener")
    assert "Openers" in visit.page.locator(".cv-sources").inner_text()
    visit.page.locator(".cv-turn").first.locator(".cv-cite").click()
    visit.page.locator("#cv-source-1-1[aria-current]").wait_for()
    assert visit.focused("e => e.closest('.cv-source').id") == "cv-source-1-1"


# --- roles ------------------------------------------------------------------------------------


def test_another_role_brings_other_starters(visit: Visit) -> None:
    for role in words().roles.values():
        visit.page.get_by_label(role.name).check()
        visit.page.get_by_role("button", name=role.starters[0]).wait_for()
        assert visit.page.locator(".cv-starter").all_inner_texts() == list(role.starters)


def test_the_role_is_one_radio_group_that_arrow_keys_move_in(visit: Visit) -> None:
    visit.page.locator("input[value=facilitator]").focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.get_by_role("button", name="How do I propose a topic?").wait_for()
    assert visit.focused("e => e.value") == "member"


def test_a_turn_says_in_which_role_it_was_asked(visit: Visit) -> None:
    visit.page.get_by_label("Guest").check()
    visit.page.locator(".cv-hello", has_text="New here?").wait_for()
    visit.ask("What are our norms?")
    assert visit.page.locator(".cv-as").inner_text() == "as guest"


# --- keys, sizes, colours ----------------------------------------------------------------------


def test_the_first_key_stop_skips_to_the_message_box(visit: Visit) -> None:
    visit.page.keyboard.press("Tab")
    assert visit.focused("e => e.textContent") == "Skip to the message box"
    visit.page.keyboard.press("Enter")
    assert visit.focused("e => e.tagName") == "TEXTAREA"


def test_the_tab_key_reaches_everything_that_can_be_used(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    visit.page.locator(".cv-skip").focus()
    reached = []
    for _ in range(30):
        reached.append(visit.focused("e => (e.textContent || e.value || e.tagName).trim()"))
        visit.page.keyboard.press("Tab")
    for expected in ["1", "2", "How to run it", "Shorter", "Another", "Send", "New conversation"]:
        assert expected in reached
    assert "TEXTAREA" in reached


def test_focus_can_be_seen(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    for selector in (".cv-skip", ".cv-cite", ".cv-chip", ".cv-card summary", BOX, "#cv-send"):
        visit.page.locator(selector).first.focus()
        visit.page.keyboard.press("Shift")  # a key was the last thing used
        width = visit.focused("e => parseFloat(getComputedStyle(e).outlineWidth)")
        style = visit.focused("e => getComputedStyle(e).outlineStyle")
        assert (width, style) == (3, "solid"), selector


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP])
def test_nothing_is_wider_than_the_window(
    browser: "Browser", address: str, size: tuple[int, int]
) -> None:
    visit = Visit(browser, address, size)
    visit.ask("attack " + "x" * 400)
    visit.ask("A ten-minute opener")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    visit.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_sources_stand_beside_or_below_in_both_schemes(
    browser: "Browser", address: str, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    visit = Visit(browser, address, size, scheme)
    visit.ask("What are our norms?")
    visit.page.screenshot(path=tmp_path / f"{size[0]}-{scheme}.png")
    talk = visit.page.locator("#cv-talk").bounding_box()
    side = visit.page.locator("#cv-side").bounding_box()
    paper = str(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert talk
    assert side
    if size == DESKTOP:
        assert side["x"] >= talk["x"] + talk["width"] - 1
    else:
        assert side["y"] >= talk["y"] + talk["height"] - 1
    assert (sum(map(int, re.findall(r"\d+", paper))) > 380) == (scheme == "light")
    visit.close()


def test_there_is_one_first_heading_and_one_main_landmark(visit: Visit) -> None:
    visit.ask("A ten-minute opener")
    assert visit.page.get_by_role("heading", level=1).all_inner_texts() == ["Convene"]
    assert visit.page.get_by_role("main").count() == 1
    for name in ("Conversation", "Sources"):
        assert visit.page.get_by_role("region", name=name).count() == 1


# --- safety -----------------------------------------------------------------------------------


def test_hostile_text_does_nothing_and_is_shown_as_it_is(visit: Visit) -> None:
    visit.ask(f"attack {HOSTILE}")
    visit.page.locator(".cv-answer .cv-cite").first.click()
    assert visit.page.evaluate("window.hit") is None
    assert visit.page.locator("#cv-log img, #cv-side img").count() == 0
    for selector in (".cv-asked", ".cv-line", ".cv-card h4", ".cv-source mark", ".cv-path"):
        assert HOSTILE in visit.page.locator(selector).first.inner_text(), selector


def test_the_browser_has_nothing_to_complain_of_and_asks_nobody_else(visit: Visit) -> None:
    visit.ask("What are our norms?")
    visit.page.locator(".cv-cite").first.click()
    visit.page.get_by_label("Guest").check()
    visit.ask(f"attack {HOSTILE}")
    visit.page.get_by_role("button", name="New conversation").click()
    visit.page.locator(".cv-starter").first.wait_for()
    assert visit.complaints == []
    assert visit.elsewhere == []


# --- an independent judge ---------------------------------------------------------------------


@pytest.fixture(scope="module", name="axe")
def _axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core, fetched when it is needed: it is under another licence and is not ours to ship."""
    npm, home = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    if npm is None:
        pytest.skip("axe-core cannot be fetched: npm is not installed")
    fetched = subprocess.run(
        [npm, "pack", "axe-core@4"], cwd=home, capture_output=True, timeout=120
    )
    if fetched.returncode:
        pytest.skip("axe-core cannot be fetched: the npm registry does not answer")
    with tarfile.open(next(home.glob("*.tgz"))) as package:
        script = package.extractfile("package/axe.min.js")
        assert script
        return script.read().decode("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing_to_mend(
    browser: "Browser", address: str, axe: str, size: tuple[int, int], scheme: str
) -> None:
    visit = Visit(browser, address, size, scheme)
    visit.page.evaluate(axe)
    run = f"axe.run(document, {{runOnly: {{type: 'tag', values: {AXE_TAGS}}}}})"
    found = {"empty": visit.page.evaluate(run)}
    for text in ("What are our norms?", "Now crash", "An unknown thing", "A ten-minute opener"):
        visit.ask(text)
    visit.page.locator(".cv-card summary").first.click()
    visit.page.locator(".cv-cite").last.click()
    found["answered"] = visit.page.evaluate(run)
    wrong = {
        (state, violation["id"]): [node["html"] for node in violation["nodes"]]
        for state, result in found.items()
        for violation in result["violations"]
    }
    assert wrong == {}
    visit.close()

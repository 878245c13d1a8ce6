"""Text in HTML that a browser does not show: it would reach a reader who never saw it."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*(?:0(?:\.\d+)?[a-z%]*|1(?:\.\d+)?(?:px|pt))\s*(?:[;!]|$)"
    r"|opacity\s*:\s*0(?:\.0+)?%?\s*(?:[;!]|$)|(?:text-indent|left|top)\s*:\s*-\d{3,}"
    r"|(?<![\w-])color\s*:\s*transparent",
    re.I,
)
HIDING_ON_PAPER = re.compile(
    HIDING.pattern + r"|(?<![\w-])color\s*:\s*(?:white\b|#fff(?:fff)?\b|rgb\(\s*255\D+255\D+255)",
    re.I,
)
BACKGROUND = re.compile(r"background|bgcolor|stylesheet", re.I)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
CSS_GROUP = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
CSS_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def drop_hidden(soup: BeautifulSoup, markup: str) -> bool:
    """Remove elements that are not shown; whether any of them held text."""
    # White letters are usual on a coloured ground; without any ground they are hidden.
    pattern = HIDING if BACKGROUND.search(markup) else HIDING_ON_PAPER
    hidden = [element for element in soup.find_all(True) if _is_hidden(element, pattern)]
    has_text = False
    for element in [*hidden, *_by_style_sheet(soup)]:
        if element.name not in ("html", "body"):
            has_text = has_text or bool(element.get_text(strip=True))
            element.decompose()
    return has_text


def _is_hidden(element: Tag, pattern: re.Pattern[str]) -> bool:
    attributes = element.attrs
    if not attributes:
        return False
    style = f"{attributes.get('style', '')};color:{attributes.get('color', '')}"
    return "hidden" in attributes or bool(pattern.search(style))


def _by_style_sheet(soup: BeautifulSoup) -> Iterator[Tag]:
    """Elements that a rule of the page's own hides, whatever the medium."""
    for sheet in soup.find_all("style"):
        css = CSS_GROUP.sub("", CSS_COMMENT.sub("", sheet.get_text()))
        for selectors, rule in CSS_RULE.findall(css):
            if HIDING.search(rule):
                yield from _selected(soup, selectors.strip())


def _selected(soup: BeautifulSoup, selectors: str) -> Iterator[Tag]:
    try:
        yield from soup.select(selectors)
    except SelectorSyntaxError:
        return

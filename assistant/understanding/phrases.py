"""Cue phrases over words: how they are written, kept and found.

A phrase is a row of elements. `word` stands for itself, `word*` for every word that begins so,
`a/b` for either, `<class>` for any word of a named class, `<n>` for a number, `<duration>` for
a length of time, `<name>` for a person's name, `<any>` for any word, `..` for up to three words;
a trailing `?` makes an element optional,
a leading `:` asks for a colon before it. Only the element after a gap may stand behind a comma,
and none behind the end of a sentence. `^` at the front ties a phrase to the beginning of a
clause, `$` at the back to its end. `{name}` stands for each wording of a macro.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .words import Word

ANY, COMMA, COLON = "<any>", ",", ":"
SKIP = "<any>?"
MACRO = "{"
GAP = (SKIP,) * 3
UNLESS = "unless"
"""The value of phrases that only look like a cue."""


class Found(NamedTuple):
    """A cue in a turn: what it says, and from which word up to which."""

    group: str
    value: str
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(slots=True)
class Node:
    edges: dict[str, tuple["Node", ...]] = field(default_factory=dict)
    says: tuple[tuple[str, str, bool], ...] = ()
    """Group and value of each phrase that ends here, and whether its clause must end too."""


@dataclass(slots=True)
class PhraseIndex:
    """All phrases of one kind, found in a single walk over the words."""

    macros: Mapping[str, Sequence[str]]
    words: set[str] = field(default_factory=set)
    """The words, and beginnings and endings with a star, that phrases name."""
    _anywhere: Node = field(default_factory=Node)
    _at_start: Node = field(default_factory=Node)
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _after: dict[tuple[object, ...], Node] = field(default_factory=dict)
    """Where phrases that begin alike go on together: by the nodes so far, and the next step."""

    def add(self, phrase: str, group: str, value: str) -> None:
        """Keep a phrase."""
        elements = phrase.split()
        front = [self._at_start if elements[0] == "^" else self._anywhere]
        after_gap = False
        for step in _steps(elements):
            front = self._past(front, step, after_gap=after_gap and step != SKIP)
            after_gap = step == SKIP
        for node in front:
            node.says = (*node.says, (group, value, elements[-1] == "$"))

    def _past(self, front: list[Node], step: str, *, after_gap: bool) -> list[Node]:
        """Where a walk may stand after a step."""
        onward = self._onward(front, step, after_gap=after_gap)
        return [*front, onward] if step.endswith("?") else [onward]

    def _onward(self, front: list[Node], step: str, *, after_gap: bool) -> Node:
        """The node that a step leads to from any of those in front."""
        place = (*map(id, front), step, after_gap)
        onward = self._after.get(place)
        if onward is None:
            onward = self._after[place] = Node()
            if step[0] == MACRO:
                self._spread(front, step, onward, after_gap=after_gap)
            else:
                self._link(front, step, onward, after_gap=after_gap)
        return onward

    def _spread(self, front: list[Node], macro: str, onward: Node, *, after_gap: bool) -> None:
        """Let every wording of a macro lead to one node."""
        for text in self.macros[macro.strip("{}")]:
            *steps, last = text.split()
            inner, gap = front, after_gap
            for step in steps:
                inner, gap = self._past(inner, step, after_gap=gap), False
            self._link(inner, last, onward, after_gap=gap)

    def _link(self, front: list[Node], step: str, onward: Node, *, after_gap: bool) -> None:
        keys = self._keys(step)
        if after_gap:
            keys = (*keys, *(COMMA + key for key in keys))
        target = (onward,)
        for node in front:
            edges = node.edges
            for key in keys:
                edges[key] = edges.get(key, ()) + target

    def _keys(self, step: str) -> tuple[str, ...]:
        """The names a step goes by; the words among them are noted."""
        keys = self._names.get(step)
        if keys is None:
            keys = self._names[step] = tuple(step.removesuffix("?").split("/"))
            self.words.update(key for key in keys if key[0] not in (COLON, "<"))
        return keys

    def find(self, words: Sequence[Word], starts: frozenset[int]) -> list[Found]:
        """Every cue in the words; `starts` are the words that begin a clause."""
        found: list[Found] = []
        for start in range(len(words)):
            nodes = [self._anywhere, self._at_start] if start in starts else [self._anywhere]
            self._walk(words, start, nodes, found)
        return found

    def _walk(
        self, words: Sequence[Word], start: int, nodes: list[Node], found: list[Found]
    ) -> None:
        at = start
        while nodes and at < len(words):
            word = words[at]
            if at > start and word.gap == ".":
                return
            nodes = _onward(nodes, word, inside=at > start)
            at += 1
            ends = at == len(words) or bool(words[at].gap)
            found += [
                Found(group, value, start, at)
                for node in nodes
                for group, value, at_end in node.says
                if ends or not at_end
            ]


def _onward(nodes: list[Node], word: Word, *, inside: bool) -> list[Node]:
    """Where the walk may stand after a word. Only what follows a gap may follow a comma."""
    keys: Sequence[str] = (*word.keys, ANY)
    if inside and word.gap:
        keys = [COMMA + key for key in word.keys]
        if word.gap == COLON:
            keys += [COLON + key for key in (*word.keys, ANY)]
    onward: list[Node] = []
    for node in nodes:
        edges = node.edges
        for key in keys:
            if key in edges:
                onward += edges[key]
    return onward


def _steps(elements: Iterable[str]) -> list[str]:
    steps: list[str] = []
    for element in elements:
        if element == "..":
            steps += GAP
        elif element not in ("^", "$"):
            steps.append(element)
    return steps


def longest(found: Iterable[Found]) -> list[Found]:
    """Of cues that overlap within one group, the longest, in order; look-alikes fall out."""
    kept: list[Found] = []
    for cue in sorted(found, key=lambda cue: (-cue.length, cue.value != UNLESS, cue.start)):
        if not any(_rivals(cue, other) for other in kept):
            kept.append(cue)
    return sorted(
        (cue for cue in kept if cue.value != UNLESS), key=lambda cue: (cue.start, cue.end)
    )


def _rivals(one: Found, other: Found) -> bool:
    """Whether two cues of a group lay claim to a word; two meanings of one wording may stand."""
    if one.group != other.group or one.start >= other.end or other.start >= one.end:
        return False
    same = (one.start, one.end) == (other.start, other.end)
    if one.value == other.value == UNLESS:
        return False
    return not same or one.value == other.value or other.value == UNLESS

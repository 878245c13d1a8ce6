"""What a folder says is taken in once, whole, for those who may read it."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputError, StoreBusy
from assistant.ingestion.document import Document, Heading
from assistant.ingestion.folder import find
from assistant.ingestion.manifest import Manifest
from assistant.ingestion.sameness import Wording, is_same_text
from assistant.ingestion.shipped import is_current, take_in
from assistant.ingestion.splitting import split
from assistant.library import load_activities, read_activities, shipped_files
from assistant.markup import plain
from assistant.models import Role, SourceKind, Viewer
from assistant.retrieval.embedding import Vectors
from assistant.retrieval.search import HybridRetriever
from assistant.store import SHIPPED, Community, Store

from .builders import NOW, WordEmbedder
from .communities import MEMBER, ROOT, ingest, start, states, texts, unprivileged, write

NORMS = """# Norms

Cameras are optional in the online room, and nobody has to say why. Questions go in the chat.

## Recording

A meeting is recorded only if all 9 people present agree. The film is deleted after a month.

## Newcomers

Every newcomer has a buddy for the first 3 meetings. The buddy says hello, explains who is who,
and asks afterwards how it was.
"""
FLAT = """ OUR NORMS AS TOLD TO MEMBERS

Norms

Cameras are optional in the online
room, and nobody has to say why. Questions
go in the chat.

Recording
A meeting is recorded only if all 9 people present agree. The film is
deleted after a month.
 Newcomers
Every newcomer has a buddy for the first 3 meetings. The buddy says hello, explains who
is who, and asks afterwards how it was.
"""
"""The same text as a PDF gives it, with a page header that the other has not."""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "home")
    yield store
    store.close()


def audiences(store: Store) -> dict[str, str]:
    by_source = {held.source: " ".join(sorted(held.readers)) for held in store.held("river")}
    return {origin.path: by_source[origin.source] for origin in store.origins("river")}


# --- new, changed, gone ----------------------------------------------------------------------


def test_files_are_new_then_unchanged_then_changed(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": "Bring a cup."})
    assert states(ingest(store, folder)) == {"a.md": "new", "b.md": "new"}
    assert states(ingest(store, folder)) == {"a.md": "unchanged", "b.md": "unchanged"}
    write(folder, {"a.md": "The ferry leaves at ten."})
    assert states(ingest(store, folder)) == {"a.md": "changed", "b.md": "unchanged"}
    assert texts(store) == ["Bring a cup.", "The ferry leaves at ten."]


def test_an_ingestion_that_changes_nothing_leaves_the_index_as_it_is(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.md": NORMS, "b.txt": FLAT})
    ingest(store, folder)
    before = store.revision(["river"])
    ingest(store, folder)
    assert store.revision(["river"]) == before


def test_what_a_vanished_file_said_is_kept_and_reported(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": "Bring a cup."})
    ingest(store, folder)
    (folder / "a.md").unlink()
    report = ingest(store, folder)
    assert report.vanished == ("a.md",)
    assert "The ferry leaves at nine." in texts(store)


def test_a_folder_emptied_as_if_its_disk_were_gone_empties_nothing(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    ingest(store, folder)
    (folder / "a.md").unlink()
    assert ingest(store, folder).vanished == ("a.md",)
    assert texts(store) == ["The ferry leaves at nine."]


def test_a_renamed_file_is_cited_by_its_new_name(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    ingest(store, folder)
    (folder / "a.md").rename(folder / "ferry.md")
    report = ingest(store, folder)
    assert report.vanished == ()
    assert [*store.passage_ids("river", SourceKind.RECORD)] == ["ferry.md"]


def test_two_files_may_exchange_their_texts(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": "Bring a cup."})
    ingest(store, folder)
    write(folder, {"b.md": "The ferry leaves at nine.", "a.md": "Bring a cup."})
    ingest(store, folder)
    assert texts(store) == ["Bring a cup.", "The ferry leaves at nine."]
    assert {origin.path for origin in store.origins("river")} == {"a.md", "b.md"}


def test_a_text_may_move_on_to_a_new_file(store: Store, folder: Path) -> None:
    """As when minutes.md is written anew and what it said becomes minutes-old.md."""
    write(folder, {"a.md": "The ferry leaves at nine."})
    ingest(store, folder)
    write(folder, {"a.md": "The ferry leaves at ten.", "b.md": "The ferry leaves at nine."})
    assert states(ingest(store, folder)) == {"a.md": "changed", "b.md": "new"}
    assert texts(store) == ["The ferry leaves at nine.", "The ferry leaves at ten."]


def test_a_file_ingested_alone_replaces_what_its_folder_said(store: Store, folder: Path) -> None:
    write(folder, {"part/a.md": "The ferry leaves at nine."})
    ingest(store, folder)
    write(folder, {"part/a.md": "The ferry leaves at ten."})
    assert states(ingest(store, folder / "part" / "a.md")) == {"a.md": "changed"}
    assert texts(store) == ["The ferry leaves at ten."]
    assert states(ingest(store, folder / "." / "part" / ".." / "part")) == {"a.md": "unchanged"}


def test_passages_are_slices_of_the_text_that_is_kept(store: Store, folder: Path) -> None:
    write(folder, {"a.md": NORMS})
    ingest(store, folder)
    [text] = texts(store)
    ids = store.passage_ids("river", SourceKind.RECORD)["a.md"]
    for passage in store.passages(ids).values():
        assert text[passage.start :].startswith(passage.text)
        assert all(passage.quote(span) for span in passage.spans)


def test_ingesting_while_another_writes_is_refused_before_anything_is_changed(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    other = Store(tmp_path / "home")
    with other.writing(), pytest.raises(StoreBusy):
        ingest(store, folder)
    other.close()
    assert store.communities() == ()


# --- the same text twice ---------------------------------------------------------------------


def test_one_text_in_two_layouts_is_one_source_with_two_files(store: Store, folder: Path) -> None:
    write(folder, {"a.md": NORMS, "b.txt": FLAT})
    report = ingest(store, folder)
    assert report.sources == 1
    assert {origin.path for origin in store.origins("river")} == {"a.md", "b.txt"}
    [same] = [file for file in report.read if file.state == "same_text"]
    assert (same.path, same.same_as) == ("b.txt", "a.md")
    assert "our norms as told to members" in same.warnings[0]


def test_the_two_files_of_the_guidance_are_one_source(store: Store) -> None:
    guidance = ROOT.parent / "shared" / "guidance"
    if not guidance.is_dir():
        pytest.skip("the guidance documents are not beside this repository")
    report = ingest(store, guidance)
    assert report.sources == 1
    assert sorted(states(report).values()) == ["new", "same_text"]


REVISIONS = {
    "another word": ("optional", "required"),
    "a negation": ("is recorded", "is not recorded"),
    "another number": ("first 3", "first 4"),
    "a number fewer": ("all 9 people", "all people"),
    "a sentence more": ("how it was.", "how it was. Photos are never posted."),
    "a sentence less": (" Questions go in the chat.", ""),
    "an item at the end": ("how it was.", "how it was.\n\n- no photos"),
    "an item like a title at the end": ("how it was.", "how it was.\n\n- Photos"),
    "a line at the end": ("how it was.", "how it was.\n\nNo Photos"),
    "a line in the text": ("## Recording\n", "## Recording\n\nMaybe\n"),
    "a status on top": ("# Norms", "CANCELLED\n\n# Norms"),
    "a status in a heading": ("## Recording", "## Recording Optional"),
    "another heading": ("## Recording", "## Filming"),
    "words between less and more": ("if all 9 people", "if < 9 people or > 2"),
}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revised_text_is_another_text(revision: str, store: Store, folder: Path) -> None:
    old, new = REVISIONS[revision]
    assert old in NORMS
    write(folder, {"old.md": NORMS, "new.md": NORMS.replace(old, new)})
    assert ingest(store, folder).sources == 2


LAYOUTS = {
    "line breaks": (" ", "\n"),
    "capitals": ("Every newcomer", "EVERY NEWCOMER"),
    "marks": ("optional", "**optional**"),
    "tags": ("optional", '<em class="x">optional</em>'),
    "a heading": ("## Recording", "## HOW\n\n## Recording"),
    "a page header": ("# Norms", "River Circle\n\n# Norms"),
    "a page footer": ("how it was.", "how it was.\n\nHandbook of the River Circle"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_layout_is_the_same_text(layout: str) -> None:
    assert is_same_text(Wording(NORMS), Wording(NORMS.replace(*LAYOUTS[layout])))


@given(
    st.integers(2, len(NORMS.split(" ")) - 2),
    st.sampled_from(["", "not", "never", "Anna", "12", "only", "Photos", "maybe", "- tea"]),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_no_word_is_taken_out_put_in_or_changed_unnoticed(at: int, word: str, extra: bool) -> None:
    words = NORMS.split(" ")
    text = " ".join([*words[:at], word, *words[at + (not extra) :]])
    unchanged = Wording(text).words == Wording(NORMS).words
    assert is_same_text(Wording(NORMS), Wording(text)) is unchanged


def test_an_address_in_angle_brackets_is_part_of_the_text() -> None:
    one, other = (NORMS + f"\nWrite to <{who}@river.example>." for who in ("anna", "ben"))
    assert not is_same_text(Wording(one), Wording(other))


def test_the_same_text_for_other_readers_stays_another_source(store: Store, folder: Path) -> None:
    write(folder, {"a.md": NORMS, "care/b.md": NORMS})
    write(folder, {"community.toml": '[[audience]]\npaths = ["care"]\nreaders = ["care"]\n'})
    assert ingest(store, folder).sources == 2
    assert audiences(store) == {"a.md": "members", "care/b.md": "care"}


def test_the_same_words_of_another_day_stay_another_source(store: Store, folder: Path) -> None:
    same = "We meet on Thursday at seven in the boat house, as always.\n"
    write(folder, {"2026-03-05-invitation.md": same, "2026-04-02-invitation.md": same})
    assert ingest(store, folder).sources == 2


def test_a_shared_text_survives_a_change_of_either_file(store: Store, folder: Path) -> None:
    write(folder, {"a.md": NORMS, "b.txt": FLAT})
    ingest(store, folder)
    write(folder, {"a.md": NORMS.replace("optional", "required")})
    assert states(ingest(store, folder)) == {"a.md": "changed", "b.txt": "unchanged"}
    assert sum("optional" in text for text in texts(store)) == 1
    assert sum("required" in text for text in texts(store)) == 1


def test_a_text_laid_out_anew_is_read_anew(store: Store, folder: Path) -> None:
    """What is quoted of a file must stand in it as it is now."""
    write(folder, {"a.md": NORMS})
    ingest(store, folder)
    write(folder, {"a.md": FLAT})
    assert states(ingest(store, folder)) == {"a.md": "changed"}
    assert texts(store) == [FLAT]


def test_a_shared_text_laid_out_anew_in_one_file_is_still_shared(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.md": NORMS, "b.txt": FLAT})
    ingest(store, folder)
    write(folder, {"a.md": NORMS.replace("\n", "\n\n")})
    assert states(ingest(store, folder)) == {"a.md": "same_text", "b.txt": "unchanged"}
    assert store.source_counts()["river"][0] == 1


# --- what cannot be read ---------------------------------------------------------------------


def test_a_file_that_fails_leaves_the_others_and_nothing_half(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "c.md": "Bring a cup."})
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (folder / "empty.md").write_text("")
    report = ingest(store, folder)
    assert [file.path for file in report.skipped] == ["b.pdf", "empty.md"]
    assert all(file.why and not file.kept for file in report.skipped)
    assert texts(store) == ["Bring a cup.", "The ferry leaves at nine."]
    assert len(store.origins("river")) == 2


def test_a_file_that_becomes_unreadable_keeps_what_it_said_and_says_so(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    ingest(store, folder)
    (folder / "a.md").write_bytes(b"")
    [skipped] = ingest(store, folder).skipped
    assert skipped.kept
    assert skipped.why == "is empty; what it said before is kept"
    assert texts(store) == ["The ferry leaves at nine."]


def test_what_is_kept_of_a_file_is_under_the_rules_of_today(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": "Bring a cup."})
    ingest(store, folder)
    (folder / "a.md").write_bytes(b"")
    (folder / "b.md").unlink()
    write(folder, {"community.toml": '[[audience]]\npaths = ["*.md"]\nreaders = ["care"]\n'})
    ingest(store, folder)
    assert audiences(store) == {"a.md": "care", "b.md": "care"}


def test_a_pipe_is_skipped_and_not_waited_for(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    os.mkfifo(folder / "pipe.md")
    report = ingest(store, folder)
    assert [(file.path, file.why) for file in report.skipped] == [
        ("pipe.md", "is no ordinary file")
    ]


def test_a_missing_path_is_refused_before_anything_is_read(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    with pytest.raises(InputError, match="does not exist; name a folder or files"):
        ingest(store, folder, folder / "gone")
    assert store.communities() == ()


def test_a_folder_with_nothing_to_read_makes_no_community(store: Store, folder: Path) -> None:
    write(folder, {"photo.jpg": "no text"})
    assert len(ingest(store, folder).skipped) == 1
    assert store.communities() == ()


# --- who may read it -------------------------------------------------------------------------

RULES = """
[[audience]]
paths = ["care/open/**"]
readers = ["public", "members"]
[[audience]]
paths = ["care/**", "*-private.md"]
readers = ["care"]
"""


def test_the_first_rule_that_matches_decides(store: Store, folder: Path) -> None:
    paths = ["care/a.md", "care/open/b.md", "c.md", "notes/d-private.md", "careful.md"]
    write(folder, {path: f"Said in {path}." for path in paths} | {"community.toml": RULES})
    ingest(store, folder)
    assert audiences(store) == {
        "c.md": "members",
        "careful.md": "members",
        "care/a.md": "care",
        "care/open/b.md": "members public",
        "notes/d-private.md": "care",
    }


PATTERNS = [
    ("care/**", "care/a.md", True),
    ("care/**", "care/deep/a.md", True),
    ("care/**", "careful/a.md", False),
    ("care/**", "old/care/a.md", False),
    ("care", "care/a.md", True),
    ("care/", "care/a.md", True),
    ("./care", "old/care/a.md", True),
    ("/care", "old/care/a.md", False),
    ("**/care/**", "care/a.md", True),
    ("**/care/**", "x/y/care/z/a.md", True),
    ("*/care/**", "x/care/a.md", True),
    ("*.md", "a.md", True),
    ("*.md", "x/a.md", True),
    ("/*.md", "x/a.md", False),
    ("x/*", "x/y/a.md", True),
    ("x/*/a.md", "x/y/z/a.md", False),
    ("x/**/a.md", "x/a.md", True),
    ("20??-*.md", "2026-may.md", True),
    ("[draft].md", "[draft].md", True),
    ("caf\u00e9/**", "cafe\u0301/a.md", True),
    ("cafe\u0301/**", "caf\u00e9/a.md", True),
    ("**", "any/thing\nat all.md", True),
]


@pytest.mark.parametrize(("pattern", "path", "matches"), PATTERNS)
def test_a_pattern_matches(pattern: str, path: str, matches: bool) -> None:
    rule = {"paths": (pattern,), "readers": ("care",)}
    manifest = Manifest.model_validate({"audience": (rule,)})
    assert (manifest.readers_of(path) == frozenset({"care"})) is matches


@pytest.mark.parametrize(
    "said", ['["member"]', '["members", "care team"]', '["circle:"]', "[]", '["members\\n"]']
)
def test_an_audience_that_is_none_is_refused_before_anything_is_read(
    said: str, store: Store, folder: Path
) -> None:
    rule = f'[[audience]]\npaths = ["**"]\nreaders = {said}\n'
    write(folder, {"a.md": "The ferry leaves at nine.", "community.toml": rule})
    with pytest.raises(InputError, match=r"community\.toml: .* is no audience; use public"):
        ingest(store, folder)
    assert store.communities() == ()


@pytest.mark.parametrize("text", ["name = ", "nom = 'x'", "name = 3", "\udcff"])
def test_a_manifest_that_is_not_understood_is_refused(
    text: str, store: Store, folder: Path
) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    (folder / "community.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=r"community\.toml cannot be used"):
        ingest(store, folder)


def test_a_manifest_may_begin_with_a_byte_order_mark(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "community.toml": '\ufeffname = "River"'})
    ingest(store, folder)
    assert store.communities()[0].name == "River"


def test_what_a_community_says_of_itself_is_kept_when_a_file_is_ingested_alone(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    said = 'name = "River Circle"\nask = "Anna"\npurpose = "To row."\n'
    write(folder, {"a.md": "The ferry leaves at nine.", "community.toml": said})
    ingest(store, folder)
    ingest(store, write(tmp_path / "other", {"b.md": "Bring a cup."}))
    [known] = store.communities()
    assert (known.name, known.ask, known.purpose) == ("River Circle", "Anna", "To row.")


def test_a_rule_that_changes_is_applied_to_files_that_do_not(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": "Bring a cup."})
    ingest(store, folder)
    write(folder, {"community.toml": '[[audience]]\npaths = ["a.md"]\nreaders = ["care"]\n'})
    [file, _] = ingest(store, folder).read
    assert (file.state, file.readers) == ("unchanged", ("care",))
    assert file.warnings == ("Who may read it has changed: it was members, it is now care.",)
    assert audiences(store) == {"a.md": "care", "b.md": "members"}


def test_a_rule_that_is_gone_is_in_force_no_longer(store: Store, folder: Path) -> None:
    own = "+++\naudience = ['facilitators']\n+++\nBring a cup."
    rule = '[[audience]]\npaths = ["*.md"]\nreaders = ["care"]\n'
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": own, "community.toml": rule})
    ingest(store, folder)
    (folder / "community.toml").unlink()
    ingest(store, folder)
    assert audiences(store) == {"a.md": "members", "b.md": "facilitators"}


def test_the_audience_asked_for_is_applied_to_unchanged_files(store: Store, folder: Path) -> None:
    own = "+++\naudience = ['facilitators']\n+++\nBring a cup."
    write(folder, {"a.md": "The ferry leaves at nine.", "b.md": own})
    ingest(store, folder)
    ingest(store, folder, readers=["coordinators"])
    assert audiences(store) == {"a.md": "coordinators", "b.md": "facilitators"}


def test_one_text_in_two_files_parts_when_their_readers_do(store: Store, folder: Path) -> None:
    write(folder, {"a.md": NORMS, "b.txt": FLAT})
    ingest(store, folder)
    rule = '[[audience]]\npaths = ["{}"]\nreaders = ["care"]\n'
    for private in ("a.md", "b.txt"):
        write(folder, {"community.toml": rule.format(private)})
        ingest(store, folder)
        wanted = {"a.md": "members", "b.txt": "members"} | {private: "care"}
        assert audiences(store) == wanted
        assert store.source_counts()["river"][0] == 2
    (folder / "community.toml").unlink()
    ingest(store, folder)
    assert store.source_counts()["river"][0] == 1


@pytest.mark.parametrize("part", ["care", "care/note.md"])
def test_a_part_of_a_folder_is_under_the_rules_of_the_whole(
    part: str, store: Store, folder: Path
) -> None:
    write(folder, {"care/note.md": "Anna is ill.", "community.toml": RULES})
    ingest(store, folder / part)
    assert audiences(store) == {"care/note.md": "care"}


def test_a_folder_with_rules_of_its_own_keeps_them_within_another(
    store: Store, folder: Path
) -> None:
    rule = '[[audience]]\npaths = ["**"]\nreaders = ["circle:garden"]\n'
    write(folder, {"a.md": "The ferry leaves at nine."})
    write(folder / "garden", {"b.md": "The gate code is new.", "community.toml": rule})
    ingest(store, folder)
    assert audiences(store) == {"a.md": "members", "b.md": "circle:garden"}


def test_a_pattern_that_matches_nothing_is_pointed_out(store: Store, folder: Path) -> None:
    rule = '[[audience]]\npaths = ["caer/**", "b.md"]\nreaders = ["care"]\n'
    write(folder, {"care/a.md": "Anna is ill.", "b.md": "Cup.", "community.toml": rule})
    [warning] = ingest(store, folder).warnings
    assert "'caer/**'" in warning
    assert ingest(store, folder / "b.md").warnings == ()


# --- which files -----------------------------------------------------------------------------

ODD_NAMES = [
    "two words.md",
    "10:30 agenda.md",
    "line\nbreak.md",
    "🎉 party.md",
    "émigré.md",
    'quote\'d "name".md',
    "-dash.md",
    "%20.md",
    "\\back.md",
    "*.md",
    "upper.MD",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_may_be_named(name: str, store: Store, folder: Path) -> None:
    write(folder, {name: "The ferry leaves at nine."})
    assert states(ingest(store, folder)) == {name: "new"}
    assert states(ingest(store, folder)) == {name: "unchanged"}
    [hit] = HybridRetriever(store, WordEmbedder()).search("ferry", viewer=MEMBER, k=3)
    assert hit.passage.source.path == name


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_skipped_with_a_reason(store: Store, folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.md")).write_text("The ferry leaves at nine.")
    [skipped] = ingest(store, folder).skipped
    assert (skipped.path, skipped.why) == ("caf\\udce9.md", "has a name that is no text; rename it")
    assert ingest(store, folder).model_dump_json()


def test_links_that_lead_out_of_the_folder_are_left_out(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, {"outside.md": "x", "elsewhere/b.md": "x"})
    write(folder, {"inside.md": "x"})
    (folder / "out.md").symlink_to(tmp_path / "outside.md")
    (folder / "elsewhere").symlink_to(tmp_path / "elsewhere")
    (folder / "in.md").symlink_to(folder / "inside.md")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    assert [found.path for found in find([folder])] == ["in.md", "inside.md", "loop.md"]


def test_hidden_files_and_the_manifest_are_left_out(folder: Path) -> None:
    write(folder, {".secret.md": "x", ".git/a.md": "x", "a.md": "x", "community.toml": ""})
    assert [found.path for found in find([folder])] == ["a.md"]


def test_a_file_named_twice_is_found_once(folder: Path) -> None:
    write(folder, {"a/b.md": "x", "c.md": "x"})
    named = [folder, folder / "c.md", folder / "a", folder / "a" / ".." / "c.md"]
    assert [found.path for found in find(named)] == ["c.md", "a/b.md"]


def test_a_huge_folder_is_read_in_one_fixed_order(folder: Path) -> None:
    for n in range(3_000):
        file = folder / f"{n % 7}" / f"{(n * 7919) % 3_000:04}.md"
        file.parent.mkdir(exist_ok=True)
        file.touch()
    paths = [found.path for found in find([folder])]
    assert len(paths) == 3_000
    assert paths == sorted(paths)


def test_a_folder_that_may_not_be_opened_is_reported_and_has_not_vanished() -> None:
    with unprivileged() as place:
        folder = write(place / "folder", {"a.md": "The ferry leaves.", "closed/b.md": "A cup."})
        store = Store(place / "home")
        ingest(store, folder)
        (folder / "closed").chmod(0)
        report = ingest(store, folder)
        (folder / "closed").chmod(0o700)
        assert [(s.path, s.why) for s in report.skipped] == [
            ("closed", "cannot be opened: Permission denied")
        ]
        assert report.vanished == ()
        assert report.sources == 2
        store.close()


def test_progress_is_told_for_every_file_and_at_the_end(store: Store, folder: Path) -> None:
    told: list[tuple[int, int, str]] = []
    write(folder, {"a.md": "One.", "b.md": "", "c.md": "Three."})
    ingest(store, folder, progress=lambda *step: told.append(step))
    assert told == [(0, 3, "a.md"), (1, 3, "b.md"), (2, 3, "c.md"), (3, 3, "")]


# --- killed ----------------------------------------------------------------------------------

INGEST = """
import sys
from pathlib import Path
from assistant.store import Store
from tests.communities import ingest
ingest(Store(Path(sys.argv[1])), Path(sys.argv[2]), progress=lambda *step: print(*step, flush=True))
"""


@pytest.mark.parametrize("after", [1, 7, 23])
def test_what_was_acknowledged_before_a_kill_is_there_once(
    after: int, folder: Path, tmp_path: Path
) -> None:
    names = ["anchor", "barrel", "candle", "dinghy", "easel", "feather", "gravel", "hammock"]
    told = {f"{n:02}.md": f"The {names[n % 8]} number{n} is blue.\n\nAnd more." for n in range(40)}
    write(folder, told)
    with start(INGEST, tmp_path / "home", folder) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(f"{after} "):
                os.kill(process.pid, signal.SIGKILL)
                break
    store = Store(tmp_path / "home")
    acknowledged = [*told.values()][:after]
    assert set(texts(store)) >= set(acknowledged)
    assert set(texts(store)) <= set(told.values())
    report = ingest(store, folder)
    assert report.sources == len(told)
    assert texts(store) == sorted(told.values())
    retriever = HybridRetriever(store, WordEmbedder())
    for n in range(40):
        hits = retriever.search(f"number{n}", viewer=MEMBER, k=40)
        named = [hit for hit in hits if hit.coverage == 1]
        assert [hit.passage.source.path for hit in named] == [f"{n:02}.md"]
        assert named[0].dense > 0.3
    store.close()


# --- what ships ------------------------------------------------------------------------------


def test_what_ships_is_taken_in_once_and_for_everybody(store: Store) -> None:
    take_in(store, WordEmbedder(), NOW, lambda *_: None)
    assert is_current(store)
    before = store.revision([SHIPPED])
    take_in(store, WordEmbedder(), NOW, lambda *_: None)
    assert store.revision([SHIPPED]) == before
    hits = HybridRetriever(store, WordEmbedder()).search(
        "newcomers", viewer=Viewer(role=Role.GUEST), k=20
    )
    assert {hit.passage.source.kind for hit in hits} == {SourceKind.GUIDANCE, SourceKind.ACTIVITY}


def test_what_ships_is_brought_up_to_date_after_a_half_way_stop(store: Store) -> None:
    class Stopped(WordEmbedder):
        left = 10

        def embed(self, texts: Sequence[str]) -> Vectors:
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
            return super().embed(texts)

    with pytest.raises(KeyboardInterrupt):
        take_in(store, Stopped(), NOW, lambda *_: None)
    assert not is_current(store)
    take_in(store, WordEmbedder(), NOW, lambda *_: None)
    assert is_current(store)
    paths = [origin.path for origin in store.origins(SHIPPED)]
    assert len(paths) == len(set(paths)) == store.source_counts()[SHIPPED][0]


def test_a_community_is_not_ingested_until_its_ingestion_is_done(
    store: Store, folder: Path
) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})

    def stop(done: int, total: int, path: str) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, folder, progress=stop)
    assert [known.ingested for known in store.communities()] == [None]
    ingest(store, folder)
    assert [known.ingested for known in store.communities()] == [NOW]


def test_the_compiled_cards_are_the_cards_also_when_many_compile_them(tmp_path: Path) -> None:
    cards = read_activities(shipped_files())
    with ThreadPoolExecutor(8) as people:
        loaded = list(people.map(load_activities, [tmp_path / "cache"] * 8))
    assert loaded == [cards] * 8
    [compiled] = (tmp_path / "cache").iterdir()
    compiled.write_bytes(compiled.read_bytes()[:-9])
    (tmp_path / "cache" / "activities-older.json").touch()
    assert load_activities(tmp_path / "cache") == cards
    assert load_activities(tmp_path / "cache") == cards
    assert [*(tmp_path / "cache").iterdir()] == [compiled]


def test_cards_that_cannot_be_compiled_are_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert load_activities(tmp_path / "cache") == read_activities(shipped_files())


# --- passages --------------------------------------------------------------------------------


def test_a_heading_that_heads_nothing_is_a_passage_itself() -> None:
    text = "# Norms\n## Cameras may stay off\n## Be kind\nAlways.\n"
    headings = (
        Heading(start=0, end=8, level=1, title="Norms"),
        Heading(start=8, end=32, level=2, title="Cameras may stay off"),
        Heading(start=32, end=43, level=2, title="Be kind"),
    )
    pieces = split(Document(text=text, headings=headings))
    assert [(text[p.start : p.end], p.locator) for p in pieces] == [
        ("## Cameras may stay off", "Norms"),
        ("Always.", "Norms > Be kind"),
    ]


PARTS = st.sampled_from(
    ["alpha", "beta.", "Gamma", "e.g.", "1.", "-", "\n", "\n\n", "| a | b |\n", "Dr.", "é…", "B.",
     "long" * 30, "x" * 1_600, "> ", "* ", "\t"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=400))
@settings(max_examples=200, deadline=None)
def test_every_word_is_in_one_span_of_one_passage(parts: list[str]) -> None:
    text = " ".join(parts)
    covered = [0] * len(text)
    for piece in split(Document(text=text)):
        for span in piece.spans:
            assert piece.start <= piece.start + span.start < piece.start + span.end <= piece.end
            for at in range(piece.start + span.start, piece.start + span.end):
                covered[at] += 1
    assert all(
        count == 1 or (count == 0 and text[at].isspace()) for at, count in enumerate(covered)
    )


@pytest.mark.parametrize("unit", ["A. ", "*a", "`a ", "<!-- ", "[a](", "\n", "1. x\n", "_a "])
def test_a_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    """Each of these cost its square, which is ten seconds and more at this length."""
    text = unit * 12_000
    begun = time.process_time()
    list(split(Document(text=text)))
    plain(text)
    assert time.process_time() - begun < 4


MARKED = [
    ("5*3 and 4*2", "5*3 and 4*2"),
    ("**bold** *it* _em_ ~~gone~~ `code`", "bold it em gone code"),
    ("a *b **c** d*", "a b c d"),
    ("snake_case and C:\\temp", "snake_case and C:\\temp"),
    ("\\*star\\*", "*star*"),
    ("Write to <anna@river.example>", "Write to anna@river.example"),
    ("[![photo](a.png)](b) [text](http://x)", "photo text"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
    ("- [x] done\n2. next", "done next"),
    ("a <b>c</b> <!-- d --> e", "a c e"),
]


@pytest.mark.parametrize(("marked", "read"), MARKED)
def test_marks_are_taken_off_and_words_are_not(marked: str, read: str) -> None:
    assert plain(marked) == read


def test_a_community_has_a_name_before_it_has_a_manifest(store: Store, folder: Path) -> None:
    write(folder, {"a.md": "The ferry leaves at nine."})
    ingest(store, folder)
    assert store.community("river") == Community(
        "river", "river", revision=int(store.revision(["river"])), ingested=NOW
    )

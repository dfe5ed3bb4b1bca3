"""Files handed over in a conversation: read first, refused by name and reason, added whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.reply import Verb
from tests.bureau import LETTER, LOG, Bureau, Handed

LIMIT = 100_000


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def lying(actual: int, declared: int) -> bytes:
    """An archive of one member with another size written in both of its headers."""
    data = zipped({"a.txt": bytes(actual)})
    assert data.count(actual.to_bytes(4, "little")) == 2
    return data.replace(actual.to_bytes(4, "little"), declared.to_bytes(4, "little"))


BAD = {
    "broken PDF": (Handed("report.pdf", b"%PDF-1.7\n1 0 obj << /Type /Cat"), "damaged"),
    "zip bomb": (Handed("bomb.zip", zipped({"bomb.txt": bytes(5_000_000)})), "declares 5.0 MB"),
    "names that climb": (
        Handed("climb.zip", zipped({"../../../etc/cron.d/x.txt": b"Up and away."})),
        "points outside of it",
    ),
    "1 GB declared": (Handed("large.zip", lying(54_321, 1_000_000_000)), "declares 1000.0 MB"),
    "1 GB declared by the platform": (Handed("a.txt", b"text", declared=10**9), "1,000.0 MB"),
    "larger than declared": (Handed("a.txt", b"text " * LIMIT, declared=10), "more than 0.1 MB"),
    "HTML served as PDF": (Handed("report.pdf", b"<!DOCTYPE html><p>Sign in</p>"), "it is a web page"),
    "empty": (Handed("empty.txt", b""), "It is empty"),
    "blank": (Handed("blank.txt", b" \n\t "), "It is empty"),
    "empty archive": (Handed("empty.zip", zipped({})), "no document"),
    "a program": (Handed("tool.exe", b"\x7fELF" + bytes(50)), "a program"),
    "an unknown format": (Handed("data.xyz", b"what is this"), "format .xyz is not supported"),
    "no text encoding": (Handed("latin.txt", b"caf\xe9 \xff\xfe\x80"), "latin.txt"),
    "the same text again": (Handed("copy.txt", LOG.encode()), "same text is there already, as Harbour log"),
}


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    with Bureau(tmp_path / "home", FOOTNOTE_MAX_BYTES=str(LIMIT)) as made:
        await made.harbour()
        yield made


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_file_leaves_the_story_as_it_was_and_is_named_with_its_reason(
    bureau: Bureau, kind: str
) -> None:
    file, reason = BAD[kind]
    files, tables = bureau.files(), bureau.tables()
    said = await bureau.give("documents", "add", file, story="harbour")
    assert "Nothing was added to story harbour" in said.notice
    assert file.name in said.words
    assert reason in said.words
    assert said.last.reply.private
    assert bureau.files() == files
    assert bureau.tables() == tables
    assert list((bureau.settings.home / "staging").iterdir()) == []


async def test_all_the_bad_files_together_are_named_each(bureau: Bureau) -> None:
    files = bureau.files()
    bad = [file for file, _ in BAD.values()]
    said = await bureau.give("documents", "add", *bad, story="harbour")
    for _, reason in BAD.values():
        assert reason in said.words
    assert bureau.files() == files


async def test_what_can_be_read_is_added_and_the_rest_named(bureau: Bureau) -> None:
    letter = Handed("letter.txt", LETTER.encode())
    said = await bureau.give("documents", "add", BAD["empty"][0], letter, story="harbour")
    assert "Read 1 document for story harbour" in said.notice
    assert "Not added: empty.txt: It is empty." in said.words
    assert "A letter: no known date · 2 paragraphs · 1 date found" in said.words
    # The first lines and the dated sentence are quotes, read from the text that was handed over.
    assert [one.label for one in said.last.excerpts] == ["First lines", "9 June 1915"]
    assert said.last.excerpts[1].text == "The fleet sailed on 9 June 1915."
    assert bureau.titles() == ["A letter", "Harbour log"]
    assert (await bureau.ask("When did the fleet sail?")).last.excerpts[0].text in LETTER


async def test_an_archive_is_added_with_its_good_members(bureau: Bureau) -> None:
    data = zipped({"letters/a.txt": LETTER.encode(), "b.exe": b"\x7fELF", "../c.txt": b"Up. Away."})
    said = await bureau.give("documents", "add", Handed("all.zip", data), story="harbour")
    assert "Not added: all.zip!b.exe: It is a program" in said.words
    assert "Not added: all.zip!../c.txt" in said.words
    assert bureau.titles() == ["A letter", "Harbour log"]


async def test_a_name_is_no_path(bureau: Bureau) -> None:
    await bureau.give("documents", "add", Handed("../../../up.txt", LETTER.encode()), story="harbour")
    assert bureau.titles() == ["A letter", "Harbour log"]
    assert not list(bureau.settings.home.parent.glob("up.txt"))
    (kept,) = [name for name in bureau.files() if name.endswith("up.txt")]
    assert kept.startswith("harbour/uploads/")


async def test_an_addition_can_be_taken_back_by_its_button(bureau: Bureau) -> None:
    before = {entry.document.hash: entry for entry in bureau.library.current("harbour").catalog.entries()}
    said = await bureau.give("documents", "add", Handed("letter.txt", LETTER.encode()), story="harbour")
    assert bureau.titles() == ["A letter", "Harbour log"]
    undone = await bureau.press(said.action(Verb.UNDO))
    assert "Undone" in undone.notice
    after = {entry.document.hash: entry for entry in bureau.library.current("harbour").catalog.entries()}
    assert after == before


async def test_a_message_is_added_with_its_day_and_address(bureau: Bureau) -> None:
    said = await bureau.give(
        "add", text=LETTER, link="https://chat.example/m/1", author="Cleo", day="2021-05-03", story="harbour"
    )
    assert "Message by Cleo of 2021-05-03" in said.words
    (document,) = [one for one in bureau.library.current("harbour").documents() if one.author == "Cleo"]
    assert (document.text, document.origin) == (LETTER, "https://chat.example/m/1")
    assert str(document.published) == "2021-05-03"
    changed = LETTER.replace("Nobody", "Somebody")
    await bureau.give("add", text=changed, link="https://chat.example/m/1", story="harbour")
    texts = [one.text for one in bureau.library.current("harbour").documents()]
    assert changed in texts
    assert LETTER not in texts


async def test_a_message_without_files_or_words_is_refused(bureau: Bureau) -> None:
    said = await bureau.give("add", text="Thanks!", story="harbour")
    assert "There is nothing to add" in said.notice
    assert "There is nothing to add" in (await bureau.give("documents", "add", story="harbour")).notice


async def test_pages_are_added_only_where_the_settings_allow_it(bureau: Bureau) -> None:
    said = await bureau.give("documents", "add", url="https://example.org/a", story="harbour")
    assert "FOOTNOTE_ADD_URLS" in said.notice


async def test_too_many_files_are_refused_whole(bureau: Bureau) -> None:
    many = [Handed(f"{number}.txt", LETTER.encode()) for number in range(21)]
    said = await bureau.give("documents", "add", *many, story="harbour")
    assert "21 files are too many" in said.notice


async def test_many_documents_are_summed_up(bureau: Bureau) -> None:
    data = zipped({f"{number}.txt": f"Report {number}\n\nIt was calm.".encode() for number in range(30)})
    said = await bureau.give("documents", "add", Handed("all.zip", data), story="harbour")
    assert "Read 30 documents" in said.notice
    assert "and 15 further documents" in said.words
    assert len(bureau.titles()) == 31


async def test_many_refusals_come_as_a_file(bureau: Bureau) -> None:
    bad = {f"{number:02}.exe": b"\x7fELF" for number in range(30)}
    said = await bureau.give("documents", "add", Handed("bad.zip", zipped(bad)), story="harbour")
    sheet = said.last.reply.sheet
    assert sheet
    assert len(sheet.rows) == 15
    assert "15 more" in sheet.lines[0]
    assert sheet.file
    assert all(name in sheet.file.data.decode() for name in bad)
    good = zipped({**bad, "letter.txt": LETTER.encode()})
    said = await bureau.give("documents", "add", Handed("mixed.zip", good), story="harbour")
    assert "15 more were not added" in said.words

"""The languages that are understood: each can be recognised and has a sentence to say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.languages import ENGLISH, language_of_note, load_languages, read_languages
from bot.logic.errors import ContentInvalid

PROMISED = {"fr", "de", "it", "es", "pt", "pl", "nl"}
GOOD = "  en: {words: the is}\n  fr: {note: Je réponds en anglais., words: le est}\n"


def read(tmp_path: Path, entries: str) -> object:
    path = tmp_path / "languages.yml"
    path.write_text(f"languages:\n{entries}", encoding="utf-8")
    return read_languages(path)


def test_every_promised_language_has_a_sentence_of_its_own() -> None:
    notes = {code: one.note for code, one in load_languages().items() if code != ENGLISH}
    assert set(notes) == PROMISED
    assert len(set(notes.values())) == len(PROMISED)


@pytest.mark.parametrize("code", sorted(PROMISED))
def test_a_note_is_one_sentence_without_a_fact(code: str) -> None:
    note = load_languages()[code].note
    assert note.endswith(".")
    assert not any(letter.isdigit() for letter in note)
    assert "{" not in note
    assert language_of_note(note) == code


@pytest.mark.parametrize("text", ["", "Hello", "Je réponds en anglais."])
def test_any_other_text_is_no_note(text: str) -> None:
    assert language_of_note(text) is None


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "languages.yml"
    path.write_text(f"languages:\n{GOOD}", encoding="utf-8")
    languages = read_languages(path)
    assert languages["fr"].note == "Je réponds en anglais."
    assert languages["en"].words == {"the", "is"}


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ("  fr: {note: Oui., words: le}\n" + GOOD.splitlines()[0], "the first language is en"),
        (GOOD + "  de: {words: der}\n", "de: every language but English has a note"),
        ("  en: {note: Yes., words: the}\n", "en: every language but English has a note"),
        (GOOD + "  de: {note: Ja. Nein., words: der}\n", "de: the note is one sentence"),
        (GOOD + "  de: {note: Ja, words: der}\n", "de: the note is one sentence"),
        (GOOD + "  de: {note: Ja.}\n", "de: its words"),
        (GOOD + "  de: {note: Ja., words: Der das}\n", "de: its words"),
        (GOOD + "  de: {note: Ja., words: der, name: Deutsch}\n", "de: unknown key 'name'"),
        (GOOD + "  no: {note: Ja., words: er}\n", "False is no ISO 639-1 code"),
        (GOOD + "  deu: {note: Ja., words: der}\n", "'deu' is no ISO 639-1 code"),
    ],
)
def test_what_could_not_be_recognised_or_answered_is_refused(
    tmp_path: Path, entries: str, complaint: str
) -> None:
    with pytest.raises(ContentInvalid, match="languages") as refusal:
        read(tmp_path, entries)
    assert complaint in str(refusal.value)

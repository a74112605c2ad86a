"""What cannot be committed as a plain file: odd bytes, special files, links, odd names, and what is too big.

Each builder adds to the tree of the case of its name, below `root`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

Builder = Callable[[Path], None]

HEAD = "type: MilitantOrganization\nname: Charlie Movement\n"
TIE = "relations: [{type: Alliance, object: b, claims: [{source: s1, credibility: 3}]}]\n"
_ORGANIZATIONS = "graph_data/organizations"


def _bytes(content: bytes, name: str = "c.yaml") -> Builder:
    """A file of organizations with these bytes."""

    def build(root: Path) -> None:
        (root / _ORGANIZATIONS / name).write_bytes(content)

    return build


def _text(content: str, name: str = "c.yaml") -> Builder:
    return _bytes(content.encode(), name)


def _named(stem: str) -> Builder:
    """A good organization under a name that is not an id."""
    return _text(HEAD + TIE, f"{stem}.yaml")


def _alpha(field: str, target: str = "b") -> Builder:
    """The first organization, with one more field."""
    tie = f"relations:\n  - type: Alliance\n    object: {target}\n    claims: [{{source: s1, credibility: 3}}]\n"
    return _text(f"type: MilitantOrganization\nname: Alpha Group\n{field}{tie}", "a.yaml")


def _link(target: str, name: str = "c.yaml") -> Builder:
    def build(root: Path) -> None:
        (root / _ORGANIZATIONS / name).symlink_to(target)

    return build


def _fifo(root: Path) -> None:
    os.mkfifo(root / _ORGANIZATIONS / "c.yaml")


def _link_outside(root: Path) -> None:
    (root / "outside.yaml").write_text(HEAD)
    _link("../../outside.yaml")(root)


def _yaml_folder(root: Path) -> None:
    (root / _ORGANIZATIONS / "c.yaml").mkdir()


def _odd_names(root: Path) -> None:
    folder = os.fsencode(root / _ORGANIZATIONS)
    for name in (b"c\nd.yaml", b"c\x1b[31md.yaml", b"c\xffd.yaml", "c\u202ed.yaml".encode()):
        Path(os.fsdecode(folder + b"/" + name)).write_text(HEAD)


def _other_files(root: Path) -> None:
    folder = root / _ORGANIZATIONS
    (folder / "c.YML").write_text(HEAD + TIE)
    for name in ("._x.yaml", "x.yaml~", "#x#", "x (conflicted copy).yaml", "notes.txt"):
        (folder / name).write_text("{{{")
    (folder / ".git").mkdir()
    (folder / ".git/x.yaml").write_text("{{{")


def _no_folder(root: Path) -> None:
    shutil.rmtree(root / "graph_data")


def _empty_folder(root: Path) -> None:
    shutil.rmtree(root / "graph_data")
    (root / "graph_data/organizations").mkdir(parents=True)


def _nothing_to_read(root: Path) -> None:
    _empty_folder(root)
    (root / "graph_data/notes.txt").write_text("nothing yet")


def _deep_folders(root: Path) -> None:
    folder = root / _ORGANIZATIONS
    for _ in range(40):
        folder = folder / "d"
    folder.mkdir(parents=True)


_ARABIC = "description: تحريك طالبان\n"

BUILDERS: dict[str, Builder] = {
    "001-byte-order-mark": _bytes(b"\xef\xbb\xbf" + (HEAD + TIE).encode()),
    "002-invisible-feff": _alpha("description: one\ufefftwo\n"),
    "002-invisible-200b": _alpha("description: one\u200btwo\n"),
    "002-invisible-2060": _alpha("description: one\u2060two\n"),
    "003-utf-16-with-mark": _bytes((HEAD + _ARABIC).encode("utf-16")),
    "003-utf-32-with-mark": _bytes((HEAD + _ARABIC).encode("utf-32")),
    "004-utf-16-without-mark": _bytes((HEAD + _ARABIC).encode("utf-16-le")),
    "004-utf-16-big-endian": _bytes((HEAD + _ARABIC).encode("utf-16-be")),
    "005-windows-1256": _bytes((HEAD + _ARABIC).encode("windows-1256")),
    "005-windows-1252": _bytes((HEAD + "description: Café “Müller”\n").encode("windows-1252")),
    "006-overlong": _bytes(HEAD.encode() + b"description: a\xc0\xaf\n"),
    "006-truncated": _bytes((HEAD + _ARABIC).encode()[:-2]),
    "006-surrogate": _bytes(HEAD.encode() + b"description: a\xed\xa0\x80b\n"),
    "007-control-characters": _text(HEAD + "description: a\x00b\x07c\x7fd\x9be\n"),
    "007-many-control-characters": _text(HEAD + "description: " + "a\x01bcdefgh" * 60_000),
    "010-noncharacters": _text(HEAD + "description: a\ufffeb\ufdd0c\U0001fffed\n"),
    "011-override-in-id": _alpha("", "b\u202e"),
    "011-override-in-name": _text(HEAD.replace("lie", "\u202elie\u2066 "), "c.yaml"),
    "011-direction-mark": _alpha("names: [{text: تحریک\u200e, kind: native, lang: ur}]\n"),
    "011-joiner-in-arabic-script": _alpha("names: [{text: می\u200cخواهم, kind: native, lang: fa}]\n"),
    "011-joiner-in-latin-script": _alpha("names: [{text: Al\u200dpha, kind: spelling}]\n"),
    "012-line-separators": _text(HEAD + "description: a\x85b\u2028c\u2029d\n"),
    "013-carriage-returns": _bytes((HEAD + "alises: x\n").replace("\n", "\r\n").encode()),
    "013-lone-carriage-returns": _bytes((HEAD + "alises: x\n").replace("\n", "\r").encode()),
    "015-big-file": _text(HEAD + "# x\n" * (1 << 18)),
    "016-long-scalar": _text(HEAD + "description: " + "word " * 14_000 + "\n"),
    "018-fifo": _fifo,
    "019-link-to-device": _link("/dev/zero"),
    "020-link-to-itself": _link("c.yaml"),
    "020-link-to-itself-without-suffix": _link("c", "c"),
    "020-link-to-folder": _link("..", "c"),
    "020-link-outside": _link_outside,
    "021-dangling-link": _link("nowhere.yaml"),
    "022-folder-named-yaml": _yaml_folder,
    "024-odd-names": _odd_names,
    "025-other-files": _other_files,
    "028-no-folder": _no_folder,
    "028-empty-folder": _empty_folder,
    "028-nothing-to-read": _nothing_to_read,
    "038-brackets": _text("[" * 100_000),
    "038-braces": _text("{" * 100_000),
    "038-brackets-in-a-field": _text(HEAD + "names: " + "[" * 100_000),
    "039-dashes": _text("- " * 5_000),
    "045-long-number": _text(HEAD + "start: " + "9" * 5_000 + "\n"),
    "050-many-keys": _text(HEAD + "".join(f"k{index}: v\n" for index in range(50_000))),
    "050-many-items": _text(HEAD + "sources: [" + "a," * 1_000_000 + "]\n"),
    "056-long-name": _text("type: Faction\nname: " + "n" * 10_000 + "\n"),
    "056-many-names": _text(
        HEAD + "names:\n" + "".join(f"- {{text: n{index}, kind: alias}}\n" for index in range(201))
    ),
    "061-space": _named("c d"),
    "061-brackets": _named("c<d>"),
    "061-quote": _named('c"d'),
    "061-dots": _named("c..d"),
    "061-percent": _named("c%d"),
    "061-hash": _named("c#d"),
    "061-upper-case": _named("C"),
    "061-underscore": _named("c_d"),
    "061-two-hyphens": _named("c--d"),
    "061-arabic": _named("طالبان"),
    "061-accent": _named("\u00e9"),
    "062-con": _named("con"),
    "062-index": _named("index"),
    "062-null": _named("null"),
    "062-lpt1": _named("lpt1"),
    "062-relation": _named("relation"),
    "062-leading-hyphen": _named("-x"),
    "062-long": _named("x" * 65),
    "066-mixed-scripts": _text(HEAD.replace("Charlie", "T\u0430liban") + TIE),
    "067-not-composed": _text(HEAD.replace("Charlie", "Cafe\u0301") + TIE),
    "900-deep-folders": _deep_folders,
    "901-many-quoted-values": _text(HEAD + "sources: [" + '"\\x61",' * 99_000 + "]\n"),
    "902-many-comments": _text(HEAD + "description: a" + " #a" * 300_000 + "\n" + TIE),
    "903-many-invisible-characters": _text(HEAD + "description: " + "a\u200b" * 200_000 + "\n"),
}

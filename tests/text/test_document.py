"""From bytes to text: encodings without guessing, pages without markup, the way back, and what vexes a reader."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.text.document import (
    LARGEST,
    Document,
    UnreadableError,
    document_from,
    plain_document,
    read_document,
)
from khorasan_graph.text.html import read_html
from tests.text.sample import found

TEXT = "Tehrik – لشکر نیل – naïve\n"


def read(content: bytes, name: str = "article.txt") -> Document:
    document, problems = read_document(content, name)
    assert document is not None, problems
    return document


def refused(content: bytes, name: str = "article.txt") -> tuple[str, str, str]:
    document, (problem,) = read_document(content, name)
    assert document is None
    assert problem.severity == "error"
    return problem.code, problem.message, problem.hint


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_encodings_that_are_certain(content: bytes, encoding: str) -> None:
    document = read(content)
    assert (document.text, document.encoding) == (TEXT, encoding)


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("تحریک طالبان پاکستان".replace("ی", "ي").encode("cp1256"), "byte 0", "WINDOWS-1256"),
        ("naïve café – yes".encode("cp1252"), "byte 2 (0xef) is not UTF-8", "WINDOWS-1252"),
        ("plain enough for a guess".encode("utf-16-le"), "without a byte order mark", "UTF-8"),
        (b"\xff\xfe\x00", "marked as utf-16-le", "UTF-8"),
        (b"%PDF-1.7 ...", "a PDF file", "text alone"),
        (b"PK\x03\x04 ...", "a ZIP archive", "text alone"),
        (b"ok so far\n\n\xc3", "nothing declares another", "UTF-8"),
    ],
)
def test_what_would_take_a_guess_is_refused(content: bytes, message: str, hint: str) -> None:
    code, told, advice = refused(content)
    assert code == "KG101"
    assert message in told
    assert hint in advice


@pytest.mark.parametrize(
    ("declared", "encoding", "used"),
    [
        ("windows-1256", "cp1256", "cp1256"),
        ("ISO-8859-1", "cp1252", "cp1252"),
        ("windows-1251", "cp1251", "cp1251"),
        ("utf-8", "utf-8", "utf-8"),
    ],
)
def test_a_page_is_read_as_it_declares(declared: str, encoding: str, used: str) -> None:
    text = {"cp1256": "لشکر", "cp1251": "Джундалла"}.get(encoding, "naïve")
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><p>{text}</p>'
    document = read(page.encode(encoding))
    assert document.encoding == used
    assert document.text.strip() == text


@pytest.mark.parametrize("declared", ["rot13", "no-such-thing", "utf-7", "zlib_codec", "unicode_escape"])
def test_a_page_that_declares_no_encoding_of_text(declared: str) -> None:
    page = f"<html><meta charset={declared}><p>caf".encode() + b"\xe9"
    code, message, _ = refused(page)
    assert (code, f"the page declares {declared}" in message) == ("KG101", True)


def test_a_page_that_is_utf8_whatever_it_declares() -> None:
    document = read("<html><meta charset=windows-1252><p>نیل".encode())
    assert document.text.strip() == "نیل"
    assert document.notes == ("the page declares windows-1252, and is UTF-8: read as UTF-8",)


def test_a_document_that_is_too_long_is_refused() -> None:
    assert refused(b"a" * (LARGEST + 1))[0] == "KG109"
    with pytest.raises(UnreadableError, match="more than 4 MiB"):
        document_from(b"a" * (LARGEST + 1))


PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>A &amp; B | Example Times</title>
<meta property="og:title" content="A &quot;title&quot; of its own">
<meta name="author" content="Ann Writer">
<meta property="article:published_time" content="2016-03-28T23:10:00+05:00">
<link rel=canonical href="https://example.org/a?b=1&amp;c=2">
<script type="application/ld+json">
{"@context": "x", "@graph": [{"@type": "NewsArticle", "headline": "H", "publisher": {"name": "Example Times"}}]}
</script><script>var text = "<p>Blue Brigade</p>";</script><style>RF {}</style></head>
<body><nav><ul><li>White Column</nav>
<main><h1>Red &#70;ront</h1>
<p>The <b>Red</b>
   Front, &copy; and the R<!-- no -->F: 3 < 4 &unknown; <i title="a>b">UN</i>.<br>Then<p>Blue&nbsp;Bri&shy;gade
</main><aside>RF</aside><footer>RF</footer></body></html>
"""


def test_a_page_without_its_markup() -> None:
    document = read(PAGE.encode(), "page")
    assert (document.form, document.notes) == ("html", ("read: what stands in <main>",))
    assert [" ".join(document.text[start:end].split()) for start, end in document.paragraphs] == [
        "Red Front",
        "The Red Front, © and the RF: 3 < 4 &unknown; UN.",
        "Then",
        "Blue Brigade",
    ]
    lines = PAGE.split("\n")
    places = found(document)
    assert [" ".join(place.text.split()) for place in places] == ["Red Front", "Red Front", "RF", "UN", "Blue Brigade"]
    for place, shown in zip(places, ["Red &#70;", "Red</b>", "R<!--", "UN</i>", "Blue&nbsp;"], strict=True):
        assert lines[place.line - 1][place.column - 1 :].startswith(shown)


def test_what_a_page_says_of_itself() -> None:
    given = read(PAGE.encode(), "page").proposals
    fields = ("title", "publisher", "published", "url", "lang", "authors")
    assert {field: (getattr(given, field).value, getattr(given, field).found) for field in fields} == {
        "title": ('A "title" of its own', "meta og:title"),
        "publisher": ("Example Times", "JSON-LD publisher"),
        "published": ("2016-03-28", "meta article:published_time"),
        "url": ("https://example.org/a?b=1&c=2", "link canonical"),
        "lang": ("en-GB", "html lang"),
        "authors": ("Ann Writer", "meta author"),
    }


@pytest.mark.parametrize(
    "markup",
    [
        '<meta property="article:published_time" content="yesterday">',
        '<meta property="article:published_time" content="2016-13-45">',
        '<link rel="canonical" href="javascript:alert(1)">',
        '<link rel="canonical" href="https://user:secret@example.org/">',
        '<link rel="canonical" href="/relative">',
        '<html lang="English!">',
        '<meta property="og:title" content="' + "x" * 1000 + '">',
        '<meta property="og:title" content="  &#8203; ">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": 7, "author": [[]]}</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script>{"@type": "NewsArticle", "headline": "no JSON-LD"}</script>',
        '<time datetime="PT5M">',
    ],
)
def test_what_is_no_title_date_or_address_is_not_proposed(markup: str) -> None:
    given = read(f"<html>{markup}<body><p>x".encode()).proposals
    assert given == type(given)()


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<html><nav>RF<p>RF</nav><p>UN", "UN"),
        ("<html><nav>RF<main>UN</main>RF", "UN"),
        ("<html><article>UN</article><p>RF", "UN"),
        ("<html><article>UN</article><article>RF</article>", "UN|RF"),
        ("<html><main></main><p>UN", "UN"),
        ("<html><!-- RF --><p>UN<![CDATA[RF]]><?RF?>", "UN"),
        ("<html><p>UN <a href='x>RF'>RF", "UN RF"),
        ("<html><p>UN <a href='x>RF", "UN RF"),
        ("<html><p>UN<script>RF", "UN"),
        ("<html><p>UN<svg><text>RF</svg>", "UN"),
        ("<html><p>UN<p><", "UN|<"),
        ("<html>a &amp; b &#x41;&#0; &#99999999; &amp", "a & b A\ufffd \ufffd &amp"),
        ("<html>UN</aside></nav></main>RF", "UN|RF"),
    ],
)
def test_markup_that_is_odd(page: str, text: str) -> None:
    document = read(page.encode())
    shown = [document.text[start:end] for start, end in document.paragraphs]
    assert "|".join(" ".join(paragraph.split()) for paragraph in shown) == text


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<nav>",
                "</nav>",
                "<main>",
                "</main>",
                "<article>",
                "</article>",
                "<b a='",
                '"',
                ">",
                "<",
            ),
            *("&lt;", "&#", "x", " ", "\n", "<!--", "-->", "<script>", "</script>", "<title>", "</title>", "\u00ad"),
            *("é", "\r", "<h1>", "</h1>"),
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(PIECES, st.text(max_size=40)))
def test_any_page_is_read_and_every_letter_leads_back(page: str) -> None:
    document = read_html(page, "page", "utf-8")
    for start, end in document.paragraphs:
        assert document.text[start:end] == document.text[start:end].strip() != ""
    lines = document.written.split("\n")
    for offset, letter in enumerate(document.text):
        if letter.isalnum() and letter in page and "&" not in page:
            line, column = document.place(offset)
            assert lines[line - 1][column - 1] == letter


N = 100_000


@pytest.mark.parametrize(
    "page",
    [
        *("<" * N, "<a" * N, "<a " * N, "<!--" * N, "<!" * N, "<![CDATA[" * N, "</" * N, "</a " * N, "<a a='" * N),
        *("&" * N, "&#" * N, "&amp;" * N, "<script>" * N, "<script></script>" * N, "<title>" * N, '<a "> "' * N),
        *("<div>" * N, "<article>" * N + "</main>" * N, "<nav></aside>" * N, "<nav>" * N + "</nav>" * N),
        *("<meta " + "<a '" * N + ">", '<meta name="author" content="x">' * (N // 5), "<p>x" * N, "<h1>x" * N),
        *('<script type="application/ld+json">' + "[" * N + "</script>", "<![CDATA[>" * N, "<a " + "a=" * N),
    ],
    ids=lambda page: page[:12],
)
def test_pages_made_to_vex_are_read_in_linear_time(page: str) -> None:
    """html.parser takes minutes for some of these. Several times what they take, on a busy machine."""
    began = time.process_time()
    document = read_html("<html>" + page, "page", "utf-8")
    assert document.sentences is not None
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    "unit", ["a", "a ", "RF ", "\u0301", "a\u0316\u0301", ". ", ".", "\n", "A. ", "'", "-al", "ﷺ", "U.N.", "\x00"]
)
def test_texts_made_to_vex_are_read_in_linear_time(unit: str) -> None:
    text = unit * (N * 2 // len(unit))
    began = time.process_time()
    found(text)
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("Gen. Ali met Mr. B. Khan of the U.S. Army. Then", ["Gen. Ali met Mr. B. Khan of the U.S. Army.", "Then"]),
        ("About 3.5 million. and more", ["About 3.5 million. and more"]),
        ("ایک۔ دو؟ تین", ["ایک۔", "دو؟", "تین"]),
        ("One… Two", ["One…", "Two"]),
        ("One.Two", ["One.Two"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    document = plain_document(text)
    assert [text[start:end] for start, end in document.sentences] == sentences


def test_paragraphs() -> None:
    wrapped = plain_document("One\ntwo.\n\n  Three\n \n\nfour\n")
    assert [wrapped.text[start:end] for start, end in wrapped.paragraphs] == ["One\ntwo.", "Three", "four\n"]
    long = "A long line of text goes on and on. " * 5
    lines = plain_document(f"{long}\n{long}\nShort.\n")
    assert len(lines.paragraphs) == 3
    assert plain_document(" \n\n ").paragraphs == ()


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list("aA.!?۔ \n\r”'0و")), max_size=60))
def test_paragraphs_and_sentences_hold_every_letter_once(text: str) -> None:
    document = plain_document(text)
    for spans in (document.paragraphs, document.sentences):
        covered = [offset for start, end in spans for offset in range(start, end)]
        assert covered == sorted(set(covered))
        assert all(offset in set(covered) for offset, letter in enumerate(document.text) if not letter.isspace())

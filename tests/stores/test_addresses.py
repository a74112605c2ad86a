"""Where a store is, and who we are to it: what is refused before anything is sent."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorasan_graph.stores.addresses import (
    PASSWORD,
    TOKEN,
    USER,
    AddressError,
    Credentials,
    address,
    credentials,
    refuse_to_reveal,
)


@pytest.mark.parametrize(
    ("url", "shown", "target"),
    [
        ("http://localhost:7878/store", "http://localhost:7878/store", "/store"),
        ("https://Store.Example.org", "https://store.example.org/", "/"),
        ("https://store.example.org:443/a/b?key=secret", "https://store.example.org/a/b", "/a/b?key=secret"),
        ("http://[::1]:3030/ds/data", "http://[::1]:3030/ds/data", "/ds/data"),
        ("http://127.0.0.1:80/%C3%A9", "http://127.0.0.1/%C3%A9", "/%C3%A9"),
    ],
)
def test_addresses(url: str, shown: str, target: str) -> None:
    where = address(url)
    assert (where.shown, where.target) == (shown, target)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "http:// or https://"),
        ("localhost:7878/store", "http:// or https://"),
        ("ftp://example.org/", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("http:///store", "http:// or https://"),
        ("http://user:word@example.org/", "no user in it"),
        ("http://@example.org/", "no user in it"),
        ("http://example.org/#a", "no `#`"),
        ("http://example.org:0/", "0 is no port"),
        ("http://example.org:99999/", "this is no address"),
        ("http://example.org:x/", "this is no address"),
        ("http://[::1/", "this is no address"),
        ("http://example.org/a b", "percent-encoded"),
        ("http://example.org/\r\nX-Evil: 1", "percent-encoded"),
        ("http://example.org/\x00", "percent-encoded"),
        ("http://exämple.org/", "percent-encoded"),
        ("http://example.org/\u202eabc", "percent-encoded"),
    ],
)
def test_what_is_no_address(url: str, why: str) -> None:
    with pytest.raises(AddressError, match=why):
        address(url)


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=1))
def test_parameters_arrive_as_they_are(parameters: list[tuple[str, str]]) -> None:
    clean = [
        (one.encode("utf-8", "replace").decode(), two.encode("utf-8", "replace").decode()) for one, two in parameters
    ]
    where = address("http://example.org/store?a=b").asking(clean)
    assert parse_qsl(where.query, keep_blank_values=True) == [("a", "b"), *clean]
    assert where.target.isascii()
    assert where.target.isprintable()
    assert " " not in where.target


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://example.org/", True),
        ("http://localhost/", True),
        ("http://127.0.0.1:1/", True),
        ("http://127.8.9.1/", True),
        ("http://[::1]/", True),
        ("http://example.org/", False),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.org/", False),
        ("http://127.0.0.1.example.org/", False),
    ],
)
def test_nobody_listens_on_the_way(url: str, private: bool) -> None:
    where = address(url)
    assert where.is_private is private
    refuse_to_reveal(where, None)
    who = Credentials(token="abc")
    if private:
        refuse_to_reveal(where, who)
    else:
        with pytest.raises(AddressError, match="unencrypted"):
            refuse_to_reveal(where, who)


def test_credentials_of_the_environment() -> None:
    assert credentials({}) is None
    assert credentials({USER: "", PASSWORD: "", TOKEN: ""}) is None
    known = credentials({USER: "Aladdin", PASSWORD: "open sesame"})
    assert known is not None
    assert known.header == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # the example of RFC 7617
    token = credentials({TOKEN: "mF_9.B5f-4.1JqM"})
    assert token is not None
    assert token.header == "Bearer mF_9.B5f-4.1JqM"  # the example of RFC 6750


@pytest.mark.parametrize(
    "environment",
    [
        {USER: "a"},
        {PASSWORD: "a"},
        {USER: "a", PASSWORD: "b", TOKEN: "c"},
        {USER: "a", TOKEN: "c"},
        {USER: "a:b", PASSWORD: "c"},
        {USER: "a", PASSWORD: "b\r\nX: y"},
        {TOKEN: "a b"},
        {TOKEN: "a\nb"},
        {TOKEN: "ä"},
    ],
)
def test_credentials_that_cannot_be_used(environment: dict[str, str]) -> None:
    with pytest.raises(AddressError) as error:
        credentials(environment)
    assert not any(value in str(error.value) for value in environment.values() if len(value) > 1)


def test_credentials_are_shown_nowhere() -> None:
    known = Credentials("amina", "pass-word")
    assert "amina" not in f"{known} {known!r}"
    assert "pass-word" not in f"{known} {known!r}"
    told = known.hidden(f"you sent pass-word, {known.header}")
    assert told == "you sent ***, Basic ***"

"""One request to a store, and all that can become of it."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Thread

import pytest

from khorasan_graph.stores import client as module
from khorasan_graph.stores.addresses import Credentials, address
from khorasan_graph.stores.client import ATTEMPTS, BrokenError, Client, LateError, StoreError
from tests.stores.servers import Answer, Handler, Request, certificate, cut, reply, sent, serving, silent

OK = reply(200, b"done")


def patient(waited: list[float], told: list[str] | None = None, who: Credentials | None = None) -> Client:
    """A client that writes down how long it would wait."""
    return Client(who, 5.0, tell=(told if told is not None else []).append, wait=waited.append)


def refused(url: str, client: Client | None = None, method: str = "GET", body: bytes | None = None) -> StoreError:
    with pytest.raises(StoreError) as error:
        (client or patient([])).send(method, address(url), body=body)
    assert "\n" not in str(error.value)
    return error.value


def test_a_request_arrives_as_it_was_sent() -> None:
    body = "چتر\n".encode() * 100_000
    with serving(OK) as server:
        got = Client().send("PUT", address(f"{server.url}/a?b=%20c"), headers={"Content-Type": "x/y"}, body=body)
    assert (got.status, got.body) == (200, b"done")
    (request,) = server.requests
    assert (request.method, request.target, request.body) == ("PUT", "/a?b=%20c", body)
    assert request.headers["content-type"] == "x/y"
    assert request.headers["content-length"] == str(len(body))
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    ("who", "header"),
    [
        (Credentials("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        (Credentials(token="t"), "Bearer t"),
    ],
)
def test_credentials_are_sent(who: Credentials, header: str) -> None:
    with serving(OK) as server:
        Client(who).send("GET", address(server.url))
    assert server.requests[0].headers["authorization"] == header


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (400, "does not understand the request (400 Bad Request): why not"),
        (401, "wants to know who asks (401 Unauthorized): why not; set KHORASAN_GRAPH_USER"),
        (403, "does not allow this (403 Forbidden): why not; the account may lack the right"),
        (404, "has nothing of the kind at this address (404 Not Found)"),
        (405, "does not take PUT at this address (405 Method Not Allowed)"),
        (406, "cannot answer in a format that is understood here (406 Not Acceptable)"),
        (408, "waited too long for the request (408 Request Timeout)"),
        (409, "refuses the request (409 Conflict): why not"),
        (413, "finds the request too large (413"),
        (415, "does not take the format of what was sent (415 Unsupported Media Type)"),
        (418, "refuses the request (418"),
        (429, "is asked too often (429 Too Many Requests)"),
        (500, "failed (500 Internal Server Error): why not"),
        (501, "cannot do PUT (501 Not Implemented)"),
        (502, "cannot be reached by the server before it (502 Bad Gateway)"),
        (503, "is not ready (503 Service Unavailable)"),
        (504, "does not answer the server before it in time (504 Gateway Timeout)"),
        (507, "has no room left (507 Insufficient Storage)"),
        (599, "failed (599): why not"),
        (301, "refuses the request (301 Moved Permanently)"),
    ],
)
def test_every_status_has_its_words(status: int, what: str) -> None:
    with serving(reply(status, "why not.")) as server:
        error = refused(f"{server.url}/store?key=secret", method="PUT", body=b"x")
    assert str(error).startswith(f"{server.url}/store {what}")
    assert error.status == status
    assert error.is_refusal is (400 <= status < 500 and status != 408)


def test_credentials_that_a_store_does_not_take() -> None:
    known = Credentials("amina", "pass-word")
    with serving(reply(401, WWW_Authenticate='Basic realm="x"')) as server:
        assert "does not accept the credentials" in str(refused(server.url, Client(known)))
    with serving(reply(401, WWW_Authenticate='Digest realm="x", nonce="y"')) as server:
        assert "asks for `digest` authentication" in str(refused(server.url, Client(known)))


def test_what_a_store_says_is_made_harmless() -> None:
    said = "a\x1b[31mb\r\nc\u202ed\x00 <b>\xe9</b>"
    with serving(reply(400, said)) as server:
        assert str(refused(server.url)).endswith(": a [31mb c d <b>\xe9</b>")
    page = "<html><head><title>400</title><style>p{}</style></head><p>Bad &amp; <b>worse</b>\x07</p></html>"
    with serving(reply(400, page, Content_Type="text/html; charset=utf-8")) as server:
        assert str(refused(server.url)).endswith("(400 Bad Request): Bad & worse")
    with serving(reply(400, "x" * 100_000)) as server:
        assert len(str(refused(server.url))) < 600
    with serving(reply(400, b"\xff\xfe")) as server:
        assert "\ufffd" in str(refused(server.url))


def test_a_store_that_repeats_the_credentials_does_not_reveal_them() -> None:
    def echo(handler: Handler, request: Request) -> None:
        handler.say(403, f"{' ' * 390}{request.headers} pass-word".encode())

    known = Credentials("amina", "pass-word")
    with serving(echo) as server:
        told = str(refused(server.url, Client(known)))
    assert "***" in told
    assert "pass-word" not in told
    assert known.header.removeprefix("Basic ") not in told


@pytest.mark.parametrize("trouble", [reply(429), reply(502), reply(503), reply(504), cut, sent(b"")])
def test_what_may_pass_is_tried_again(trouble: Answer) -> None:
    waited: list[float] = []
    told: list[str] = []
    with serving(trouble, trouble, OK) as server:
        got = patient(waited, told).send("PUT", address(server.url), body=b"abc")
    assert got.body == b"done"
    assert waited == [0.5, 1.0]
    assert [request.body for request in server.requests] == [b"abc"] * 3
    assert [line.rsplit("; ", 1)[1] for line in told] == ["trying again in 0.5 s", "trying again in 1 s"]


def test_not_for_ever() -> None:
    waited: list[float] = []
    with serving(reply(503)) as server:
        assert refused(server.url, patient(waited)).status == 503
    assert len(server.requests) == ATTEMPTS
    assert waited == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("answers", "is_refusal"),
    [
        ((reply(403),), True),
        ((reply(429),), True),
        ((reply(429), reply(403)), True),
        ((cut, reply(403)), False),
        ((cut, reply(429)), False),
        ((sent(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), reply(400)), False),
        ((reply(504), reply(403)), False),
        ((reply(503), reply(429), reply(429), reply(401)), False),
        ((reply(429), cut, reply(429), reply(429)), False),
        ((cut,), False),
        ((reply(503),), False),
    ],
)
def test_a_refusal_after_an_attempt_that_may_have_been_heard_is_none(
    answers: tuple[Answer, ...], is_refusal: bool
) -> None:
    with serving(*answers) as server:
        assert refused(server.url, method="POST", body=b"abc").is_refusal is is_refusal


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 413, 415, 500, 501, 507])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    waited: list[float] = []
    with serving(reply(status), OK) as server:
        assert refused(server.url, patient(waited)).status == status
    assert (len(server.requests), waited) == (1, [])


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("0", [0.0]),
        ("7", [7.0]),
        ("60", [60.0]),
        ("61", None),
        ("3600", None),
        ("soon", [0.5]),
        ("-1", [0.5]),
        ("", [0.5]),
    ],
)
def test_a_store_that_says_when_to_come_back(asked: str, waits: list[float] | None) -> None:
    waited: list[float] = []
    with serving(reply(503, Retry_After=asked), OK) as server:
        if waits is None:
            assert refused(server.url, patient(waited)).status == 503
        else:
            patient(waited).send("GET", address(server.url))
    assert waited == (waits or [])


def test_a_store_that_says_when_by_the_clock() -> None:
    waited: list[float] = []
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(days=30), usegmt=True)
    late = format_datetime(datetime.now(UTC) + timedelta(days=30), usegmt=True)
    with serving(
        reply(429, Retry_After=soon), reply(429, Retry_After=past), reply(429, Retry_After=late), OK
    ) as server:
        assert refused(server.url, patient(waited)).status == 429
    assert 0 < waited[0] <= 30
    assert waited[1:] == [0.0]


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
    ],
)
def test_half_an_answer_is_none(raw: bytes) -> None:
    with serving(sent(raw), OK) as server:
        assert patient([]).send("GET", address(server.url)).body == b"done"
    with serving(sent(raw)) as server:
        assert isinstance(refused(server.url), BrokenError)
    assert len(server.requests) == ATTEMPTS


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 " + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    ],
)
def test_what_is_not_http(raw: bytes) -> None:
    with serving(sent(raw)) as server:
        assert "does not speak HTTP" in str(refused(server.url))


def test_silence_ends_it_and_is_not_tried_again() -> None:
    with serving(silent) as server:
        error = refused(server.url, Client(timeout=0.2))
    assert isinstance(error, LateError)
    assert not error.is_refusal
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "raw",
    [b"HTTP/1.1 200 OK\r\n" + b"a" * 1000, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"a" * 1000],
    ids=["headers", "body"],
)
def test_a_deadline_ends_even_an_answer_that_never_pauses(raw: bytes) -> None:
    with serving(sent(raw, pause=0.02)) as server:
        began = time.monotonic()
        with pytest.raises(LateError):
            Client().ask("GET", address(server.url), lambda stream: [*iter(stream.read, b"")], deadline=began + 0.4)
        assert time.monotonic() - began < 10


def test_a_deadline_that_is_over_leaves_no_time_to_wait() -> None:
    waited: list[float] = []
    with serving(reply(503, Retry_After="30"), OK) as server, pytest.raises(StoreError):
        patient(waited).ask("GET", address(server.url), lambda stream: stream.read(), deadline=time.monotonic() + 5)
    assert waited == []


def test_an_answer_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_ANSWER", 100_000)
    with serving(reply(200, b"x" * 300_000)) as server:
        assert "more than 100,000 bytes" in str(refused(server.url))


def test_a_refusal_before_everything_was_sent() -> None:
    """A store may answer by the headers alone, and stop reading."""

    def hasty(handler: Handler, request: Request) -> None:
        handler.say(413, b"1 MB at most")
        handler.connection.shutdown(socket.SHUT_WR)
        while handler.connection.recv(1 << 16):
            pass

    with serving(hasty, reads_bodies=False) as server:
        error = refused(server.url, method="PUT", body=b"x" * 3_000_000)
    assert error.status == 413
    assert "1 MB at most" in str(error)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_server(status: int) -> None:
    with serving(reply(status, Location="/new?a=b#c"), OK) as server:
        assert patient([]).send("GET", address(f"{server.url}/old")).body == b"done"
    assert [request.target for request in server.requests] == ["/old", "/new?a=b"]


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_keeps_what_is_sent(status: int) -> None:
    known = Credentials(token="t")
    with serving(reply(status, Location="/new"), OK) as server:
        patient([], who=known).send("PUT", address(f"{server.url}/old"), body=b"abc")
    assert server.asked == ["PUT /old", "PUT /new"]
    assert [request.body for request in server.requests] == [b"abc", b"abc"]
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer t", "Bearer t"]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_make_another_request_of_it(status: int) -> None:
    with serving(reply(status, Location="/new"), OK) as server:
        error = refused(f"{server.url}/old", method="PUT", body=b"abc")
    assert f"redirects to {server.url}/new: give that address" in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_is_not_followed(status: int) -> None:
    with serving(OK) as other, serving(reply(status, Location=f"{other.url}/x?key=secret")) as server:
        error = refused(server.url, patient([], who=Credentials(token="t")))
        assert f"redirects to another server, {other.url}/x: give that address if you trust it" in str(error)
    assert other.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "https://localhost/",
        "http://127.0.0.1:1/",
        "//example.org/",
        "http://a:b@localhost/",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_other_redirects_that_are_not_followed(location: str) -> None:
    with serving(reply(307, Location=location)) as server:
        assert "redirects to" in str(refused(server.url))
    assert len(server.requests) == 1


def test_a_redirect_in_circles() -> None:
    with serving(reply(307, Location="/")) as server:
        assert "redirects more than 5 times" in str(refused(server.url))


def test_nothing_is_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waited: list[float] = []
    error = refused(f"http://127.0.0.1:{port}/", patient(waited))
    assert f"nothing answers at http://127.0.0.1:{port}" in str(error)
    assert waited == []


def test_a_host_that_cannot_be() -> None:
    assert "there is no host" in str(refused(f"http://{'a' * 64}.example/"))


def test_a_certificate_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    tls, file = certificate(tmp_path, "localhost")
    with serving(OK, tls=tls) as server:
        known = Credentials(token="t")
        error = refused(server.url, patient([], who=known))
        assert f"the certificate of {server.url} cannot be trusted" in str(error)
        assert "SSL_CERT_FILE" in str(error)
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert Client(known).send("GET", address(server.url)).body == b"done"
        wrong = server.url.replace("localhost", "127.0.0.1")
        assert "cannot be trusted" in str(refused(wrong))
    assert len(server.requests) == 1


def test_encryption_where_there_is_none() -> None:
    with serving(OK) as server:
        error = refused(server.url.replace("http:", "https:"))
    assert "no encrypted connection" in str(error) or "broke" in str(error)


def test_encryption_where_it_breaks_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            for _ in range(ATTEMPTS):
                listener.accept()[0].close()

        thread = Thread(target=accept, daemon=True)
        thread.start()
        error = refused(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()
    assert isinstance(error, BrokenError)


def test_no_credentials_without_encryption() -> None:
    with pytest.raises(ValueError, match="unencrypted"):
        Client(Credentials(token="t")).send("GET", address("http://192.0.2.1/"))

"""One HTTP request to a store, and all that can become of it: an answer, another try, or a plain word why not.

Certificates are verified against the system's list, or against that which SSL_CERT_FILE and SSL_CERT_DIR name. A
redirect is followed on the same server only, for another would get data and credentials that were not meant for it.
A proxy is not used. What a request asks for must be the same if it is made twice, for what fails by overload or by a
broken connection is tried again.
"""

from __future__ import annotations

import html
import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from threading import Timer
from typing import TypeVar
from urllib.parse import urljoin

from khorasan_graph.stores.addresses import (
    PASSWORD,
    TOKEN,
    USER,
    Address,
    AddressError,
    Credentials,
    address,
    refuse_to_reveal,
)

ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds that a store may ask to be left alone for (Retry-After); one that asks for more is not tried again."""
LONGEST_ANSWER = 1 << 30
_REDIRECTS = 5
_BUSY = (429, 502, 503, 504)
_BLOCK = 1 << 16
_LONGEST_MESSAGE = 400
_TAG = re.compile(r"<(script|style|title)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)

T = TypeVar("T")


class StoreError(Exception):
    """A store that cannot be reached, or does not do what it was asked.

    `status` is that of its answer, if it gave one, and `pause` the seconds that it asks to be left alone for.
    `is_uncertain` is set if the request was made before, and it is not known what became of that.
    """

    def __init__(self, message: str, status: int | None = None, pause: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.pause = pause
        self.is_uncertain = False

    @property
    def is_refusal(self) -> bool:
        """Whether the store has said that it did nothing of what it was asked, in none of the attempts."""
        if self.is_uncertain or self.status is None:
            return False
        return 400 <= self.status < 500 and self.status != 408


class BrokenError(StoreError):
    """A connection that broke: whether the store did what it was asked is not known."""


class LateError(StoreError):
    """A store that was silent for too long: whether it did, or is still doing, what it was asked is not known."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer to a request. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Stream:
    """An answer that is read piece by piece, so that no more of it is taken than is wanted."""

    def __init__(self, response: http.client.HTTPResponse, where: Address, is_late: Callable[[], bool]) -> None:
        self._response = response
        self._where = where
        self._is_late = is_late
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}

    def read(self, size: int = -1) -> bytes:
        """The next piece, empty at the end; at most `size` bytes if that is given.

        Raises:
            BrokenError: if the answer breaks off before its end.
            LateError: if the store falls silent, or the time is over.
        """
        with _told(self._where, self._is_late):
            piece = self._response.read1(min(size, _BLOCK) if size > 0 else _BLOCK)
            if not piece and (self._response.length or self._is_late()):
                raise ConnectionResetError
            return piece


def media_type(headers: Mapping[str, str]) -> str:
    """The kind of content that headers tell, without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Client:
    """How requests are made: who we are, how long to wait (seconds of silence), and where to tell of waiting."""

    who: Credentials | None = None
    timeout: float = 120.0
    tell: Callable[[str], None] = lambda told: None
    wait: Callable[[float], None] = time.sleep

    def send(
        self,
        method: str,
        where: Address,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        accept: Collection[int] = (),
    ) -> Reply:
        """Make a request and read the whole answer; statuses other than 2xx are errors unless in `accept`.

        Raises:
            AddressError: if the credentials would be revealed.
            StoreError: if it fails, whatever the reason, or the answer is longer than `LONGEST_ANSWER`.
        """

        def read(stream: Stream) -> Reply:
            pieces = []
            room = LONGEST_ANSWER
            while piece := stream.read():
                pieces.append(piece)
                room -= len(piece)
                if room < 0:
                    raise StoreError(f"{where.shown} answers with more than {LONGEST_ANSWER:,} bytes")
            return Reply(stream.status, stream.headers, b"".join(pieces))

        return self.ask(method, where, read, headers=headers, body=body, accept=accept)

    def ask(
        self,
        method: str,
        where: Address,
        read: Callable[[Stream], T],
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        accept: Collection[int] = (),
        deadline: float | None = None,
    ) -> T:
        """Make a request and give what `read` makes of the answer; `deadline` (time.monotonic) ends it for good.

        Raises: as `send` does, and what `read` raises.
        """
        attempt = 0
        is_uncertain = False
        while True:
            attempt += 1
            try:
                with self._opened(method, where, headers or {}, body, deadline) as stream:
                    if not 200 <= stream.status < 300 and stream.status not in accept:
                        raise self._refusal(method, where, stream)
                    return read(stream)
            except StoreError as error:
                # That the last attempt is refused says nothing of one before that broke off: it may have been heard.
                error.is_uncertain = is_uncertain
                is_uncertain = not error.is_refusal
                pause = _pause(error, attempt)
                if pause is None or (deadline is not None and time.monotonic() + pause > deadline):
                    raise
                self.tell(f"{error}; trying again in {pause:g} s")
                self.wait(pause)

    @contextmanager
    def _opened(
        self, method: str, where: Address, headers: Mapping[str, str], body: bytes | None, deadline: float | None
    ) -> Iterator[Stream]:
        """The beginning of the answer, after redirects."""
        asked = where
        for _ in range(_REDIRECTS):
            with self._once(method, asked, headers, body, deadline) as stream:
                moved = _moved(method, asked, stream)
                if moved is None:
                    yield stream
                    return
                asked = moved
        raise StoreError(f"{where.shown} redirects more than {_REDIRECTS} times")

    @contextmanager
    def _once(
        self, method: str, where: Address, headers: Mapping[str, str], body: bytes | None, deadline: float | None
    ) -> Iterator[Stream]:
        """One request over a connection of its own, which is closed when the block is left."""
        refuse_to_reveal(where, self.who)
        left = None if deadline is None else max(deadline - time.monotonic(), 0.001)
        connection = _connection(where, self.timeout if left is None else min(self.timeout, left))
        late = False

        def hang_up() -> None:
            nonlocal late
            late = True
            if held is not None:
                with suppress(OSError):
                    socket.socket.shutdown(held, socket.SHUT_RDWR)  # not that of TLS, which would wait for an answer

        held: socket.socket | None = None
        timer = Timer(left or 0.0, hang_up)
        timer.daemon = True
        if left is not None:
            timer.start()
        try:
            with _told(where, lambda: late):
                connection.connect()
                held = connection.sock
                sent = {"User-Agent": "khorasan-graph", "Connection": "close", **headers}
                if self.who is not None:
                    sent["Authorization"] = self.who.header
                if body is not None:
                    sent["Content-Length"] = str(len(body))
                # A store may answer before it has read everything, to refuse it: then the answer says why.
                with suppress(BrokenPipeError, ConnectionResetError):
                    # As a file it is sent in blocks, and the time allowed is for each of them.
                    connection.request(method, where.target, io.BytesIO(body) if body is not None else None, sent)
                response = connection.getresponse()
            yield Stream(response, where, lambda: late)
        finally:
            timer.cancel()
            connection.close()

    def _refusal(self, method: str, where: Address, stream: Stream) -> StoreError:
        """What an answer that is none means, in plain words, with what the store itself says."""
        said = b""
        with suppress(StoreError):
            while len(said) < _BLOCK and (piece := stream.read()):
                said += piece
        told = _readable(said.decode("utf-8", "replace"), media_type(stream.headers))
        if self.who is not None:
            told = self.who.hidden(told)
        if len(told) > _LONGEST_MESSAGE:
            told = told[:_LONGEST_MESSAGE].rstrip() + " ..."
        reason, hint = _reason(stream.status, method, self.who is not None, stream.headers)
        phrase = HTTPStatus(stream.status).phrase if stream.status in _STATUSES else ""
        message = f"{where.shown} {reason} ({f'{stream.status} {phrase}'.strip()})"
        message += f": {told.rstrip('.')}" if told else ""
        return StoreError(f"{message}; {hint}" if hint else message, stream.status, _retry_after(stream.headers))


def _connection(where: Address, timeout: float) -> http.client.HTTPConnection:
    if where.scheme == "http":
        return http.client.HTTPConnection(where.host, where.port, timeout=timeout, blocksize=_BLOCK)
    return http.client.HTTPSConnection(
        where.host, where.port, timeout=timeout, blocksize=_BLOCK, context=ssl.create_default_context()
    )


@contextmanager
def _told(where: Address, is_late: Callable[[], bool]) -> Iterator[None]:
    """Whatever can go wrong between two machines, in plain words."""
    try:
        yield
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise _failure(where, error, is_late()) from None


def _failure(where: Address, error: Exception, late: bool) -> StoreError:
    if late or isinstance(error, TimeoutError):
        return LateError(f"{where.origin} did not answer in time")
    if isinstance(error, ssl.SSLCertVerificationError):
        return StoreError(
            f"the certificate of {where.origin} cannot be trusted: {error.verify_message}; "
            "if it is one of your own authority, name that authority's file in SSL_CERT_FILE"
        )
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return StoreError(f"there is no host `{where.host}`, or its name cannot be looked up")
    if isinstance(error, ConnectionRefusedError):
        return StoreError(f"nothing answers at {where.origin}: is the store running, and is that its port?")
    if isinstance(error, (ConnectionError, http.client.IncompleteRead, ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return BrokenError(f"the connection to {where.origin} broke")
    if isinstance(error, ssl.SSLError):
        hint = "; is it an http:// address?" if error.reason == "WRONG_VERSION_NUMBER" else ""
        return StoreError(f"no encrypted connection to {where.origin}: {error.reason or error}{hint}")
    if isinstance(error, http.client.HTTPException):
        return StoreError(f"{where.origin} does not speak HTTP: {type(error).__name__}")
    assert isinstance(error, OSError)
    return StoreError(f"cannot reach {where.origin}: {error.strerror or error}")


def _pause(error: StoreError, attempt: int) -> float | None:
    """Seconds until the next try after the one of this number; None if there is to be none."""
    if attempt >= ATTEMPTS or not (isinstance(error, BrokenError) or error.status in _BUSY):
        return None
    if error.pause is not None:
        return error.pause if error.pause <= LONGEST_WAIT else None
    return 0.5 * 2.0 ** (attempt - 1)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after)."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _moved(method: str, where: Address, stream: Stream) -> Address | None:
    """Where a redirect leads; None if it is none.

    Raises:
        StoreError: if it leads to another server, or would make another request of this one.
    """
    location = stream.headers.get("location")
    if stream.status not in (301, 302, 303, 307, 308) or location is None:
        return None
    try:
        moved = address(urljoin(f"{where.origin}{where.target}", location.partition("#")[0]))
    except (AddressError, ValueError):
        raise StoreError(f"{where.shown} redirects to what is no address", stream.status) from None
    if moved.origin != where.origin:
        message = f"{where.shown} redirects to another server, {moved.shown}: give that address if you trust it"
        raise StoreError(message, stream.status)
    if method not in ("GET", "HEAD") and stream.status not in (307, 308):
        raise StoreError(f"{where.shown} redirects to {moved.shown}: give that address", stream.status)
    return moved


def _readable(text: str, kind: str) -> str:
    """What a store says, as one line of letters that can be seen."""
    if kind in ("text/html", "application/xhtml+xml"):
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _reason(status: int, method: str, is_known: bool, headers: Mapping[str, str]) -> tuple[str, str]:
    """What a status means to whoever sent the request, and what to do about it."""
    if status == 401:
        schemes = headers.get("www-authenticate", "").lower()
        if is_known and schemes and not re.search(r"\b(basic|bearer)\b", schemes):
            asked = schemes.split()[0].strip(",")
            return f"asks for `{asked}` authentication", "only Basic and Bearer are spoken here"
        if is_known:
            return "does not accept the credentials", f"they are those of {USER} and {PASSWORD}, or of {TOKEN}"
        return "wants to know who asks", f"set {USER} and {PASSWORD}, or {TOKEN}, in the environment"
    reason, hint = _REASONS.get(status, ("failed", "") if status >= 500 else ("refuses the request", ""))
    return reason.format(method=method), hint


_STATUSES = frozenset(HTTPStatus)
_REASONS = {
    400: ("does not understand the request", ""),
    403: ("does not allow this", "the account may lack the right, or the store may be read-only"),
    404: ("has nothing of the kind at this address", "is it the address of the right service of the store?"),
    405: ("does not take {method} at this address", "is it the right one, and may the store be written to?"),
    406: ("cannot answer in a format that is understood here", ""),
    408: ("waited too long for the request", ""),
    413: ("finds the request too large", "the store, or a server before it, has a limit that can be raised"),
    415: ("does not take the format of what was sent", "is it the address of the right service of the store?"),
    429: ("is asked too often", ""),
    501: ("cannot do {method}", ""),
    502: ("cannot be reached by the server before it", ""),
    503: ("is not ready", ""),
    504: ("does not answer the server before it in time", ""),
    507: ("has no room left", ""),
}

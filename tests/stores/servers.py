"""The servers that the tests talk to: a real store, one that does as it is told, and one that stands between."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest


@dataclass(frozen=True)
class Request:
    """What a server was sent."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


class Handler(BaseHTTPRequestHandler):
    """Hands every request to the answer that its server has for it."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def handle_one_request(self) -> None:
        with suppress(OSError):
            super().handle_one_request()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) if self.server.reads_bodies else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        self.server.requests.append(request)
        answers = self.server.answers
        answers[min(len(self.server.requests), len(answers)) - 1](self, request)
        self.close_connection = True

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = take  # noqa: N815

    def say(self, status: int, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if "transfer-encoding" not in {name.lower() for name, _ in headers}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


Answer = Callable[[Handler, Request], None]


class Listener(ThreadingHTTPServer):
    """A server on a port of its own; the last of its answers is for all requests that follow."""

    daemon_threads = True
    answers: Sequence[Answer]
    requests: list[Request]
    reads_bodies = True
    over: Event

    def handle_error(self, *arguments: object) -> None:
        """A client that has gone away is no fault here."""


@dataclass
class Scripted:
    """A server that does as it is told: where it is, and what it was asked."""

    url: str
    requests: list[Request] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]


@contextmanager
def serving(*answers: Answer, tls: ssl.SSLContext | None = None, reads_bodies: bool = True) -> Iterator[Scripted]:
    """A server on a loopback port that gives these answers, one after another."""
    server = Listener(("127.0.0.1", 0), Handler)
    server.answers = answers
    server.reads_bodies = reads_bodies
    server.over = Event()
    scripted = Scripted(f"http{'s' if tls else ''}://localhost:{server.server_address[1]}")
    server.requests = scripted.requests
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def reply(status: int, body: bytes | str = b"", **headers: str) -> Answer:
    """An answer; the names of its headers are written with `_` for `-`."""
    content = body.encode() if isinstance(body, str) else body
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return lambda handler, request: handler.say(status, content, named)


def cut(handler: Handler, request: Request) -> None:
    """Break the connection without an answer."""
    with suppress(OSError):
        handler.connection.shutdown(socket.SHUT_RDWR)


def sent(raw: bytes, pause: float = 0.0) -> Answer:
    """Send these bytes as they are, one by one with a pause if there is one, and break the connection."""

    def answer(handler: Handler, request: Request) -> None:
        with suppress(OSError):
            if pause:
                for byte in raw:
                    handler.wfile.write(bytes([byte]))
                    handler.wfile.flush()
                    time.sleep(pause)
            else:
                handler.wfile.write(raw)
        cut(handler, request)

    return answer


def silent(handler: Handler, request: Request) -> None:
    """Say nothing until the server is taken down."""
    handler.server.over.wait()


@dataclass
class Store:
    """A real store: an `oxigraph` process, and its three addresses."""

    process: subprocess.Popen[bytes]
    url: str

    @property
    def graphs(self) -> str:
        return f"{self.url}/store"

    @property
    def update(self) -> str:
        return f"{self.url}/update"

    @property
    def query(self) -> str:
        return f"{self.url}/query"

    def quads(self) -> set[str]:
        """Everything that it holds, as N-Quads, asked for without any code of ours."""
        import urllib.request

        import pyoxigraph as ox

        request = urllib.request.Request(self.graphs, headers={"Accept": "application/n-quads"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return {str(quad) for quad in ox.parse(answer.read(), format=ox.RdfFormat.N_QUADS)}

    def put(self, nquads: str, method: str = "PUT") -> None:
        """Replace everything in it (PUT), or add (POST), without any code of ours."""
        import urllib.request

        headers = {"Content-Type": "application/n-quads"}
        request = urllib.request.Request(self.graphs, data=nquads.encode(), headers=headers, method=method)
        urllib.request.urlopen(request, timeout=30).close()


@contextmanager
def oxigraph(*options: str, command: str = "serve") -> Iterator[Store]:
    """A store that is there until the block is left."""
    path = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if path is None:
        pytest.fail("the store that is published to is the `oxigraph` of PyPI: install the `dev` extra", pytrace=False)
    for _ in range(5):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [path, command, *options, "--bind", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if _answers(process, port):
                yield Store(process, f"http://127.0.0.1:{port}")
                return
        finally:
            process.kill()
            process.wait()
    raise AssertionError("the store does not start")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the process answers at its port, and not another that was there before it."""
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            time.sleep(0.05)
            return process.poll() is None
        if process.poll() is not None:
            return False
        time.sleep(0.05)
    return False


def forwarded(store: Store, request: Request) -> tuple[int, bytes, list[tuple[str, str]]]:
    """What a store answers to a request that was sent to somebody else."""
    parts = urlsplit(store.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "connection")}
    try:
        connection.request(request.method, request.target, request.body, headers)
        response = connection.getresponse()
        kept = [(name, value) for name, value in response.getheaders() if name.lower() == "content-type"]
        return response.status, response.read(), kept
    finally:
        connection.close()


def between(store: Store, fault: Callable[[int, Request], str]) -> Answer:
    """An answer that passes requests on, but for those (counted from 1) for which a fault is named.

    `refused`, `busy` and `cut` keep the request from the store; `failed` and `lost` let it through, and keep the answer
    back.
    """
    number = 0

    def answer(handler: Handler, request: Request) -> None:
        nonlocal number
        number += 1
        what = fault(number, request)
        if what == "refused":
            handler.say(400, b"no")
        elif what == "busy":
            handler.say(429)
        elif what == "cut":
            cut(handler, request)
        else:
            given = forwarded(store, request)
            if what == "lost":
                cut(handler, request)
            elif what == "failed":
                handler.say(500, b"oh")
            else:
                handler.say(*given)

    return answer


def certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """A certificate that nobody but its owner has signed: what a server uses it with, and the file of it."""
    key, signed = folder / "key.pem", folder / "certificate.pem"
    alternatives = ",".join(f"DNS:{name}" for name in names)
    command: list[Any] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-days", "2", "-subj", f"/CN={names[0]}", "-addext", f"subjectAltName={alternatives}"]
    subprocess.run([*command, "-keyout", key, "-out", signed], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, key)
    return context, signed

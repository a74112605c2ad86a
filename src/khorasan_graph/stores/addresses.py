"""Where a store is, and who we are to it: addresses and credentials, and what is refused before anything is sent.

Credentials come from the environment alone: a command line is read by other users of the machine, and kept by the
shell. They are sent to the one server that the user named, and never unencrypted to another machine.
"""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode, urlsplit

USER, PASSWORD, TOKEN = "KHORASAN_GRAPH_USER", "KHORASAN_GRAPH_PASSWORD", "KHORASAN_GRAPH_TOKEN"
_PORTS = {"http": 80, "https": 443}


class AddressError(ValueError):
    """An address that is none, or credentials that cannot be used with it; nothing has been sent."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes: the server, and the path and query there."""

    scheme: str
    host: str
    port: int
    path: str
    query: str = ""

    @property
    def origin(self) -> str:
        """The server: scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def shown(self) -> str:
        """The address for a message: without its query, which may hold what is nobody's business."""
        return f"{self.origin}{self.path}"

    @property
    def target(self) -> str:
        """What the request line asks for."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def is_private(self) -> bool:
        """Whether nobody can listen on the way: it is encrypted, or does not leave this machine."""
        if self.scheme == "https" or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def asking(self, parameters: Iterable[tuple[str, str]]) -> Address:
        """The address with these parameters behind those that it has."""
        more = urlencode(list(parameters), quote_via=quote, safe="")
        return replace(self, query=f"{self.query}&{more}" if self.query else more)


def address(url: str) -> Address:
    """The address that a text writes.

    >>> address("http://localhost:7878/store").shown
    'http://localhost:7878/store'

    Raises:
        AddressError: if it writes none, or names a user.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        raise AddressError("an address has no spaces and only ASCII letters; write others percent-encoded")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"this is no address: {error}") from None
    if "@" in parts.netloc:
        raise AddressError(f"an address here has no user in it: set {USER} and {PASSWORD} in the environment instead")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise AddressError("an address begins with http:// or https:// and a host")
    if parts.fragment:
        raise AddressError("an address of a store has no `#`")
    if port == 0:
        raise AddressError("0 is no port")
    return Address(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], parts.path or "/", parts.query)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token. They are shown nowhere, not even in a traceback."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def header(self) -> str:
        """The value of `Authorization`: Basic (RFC 7617) or Bearer (RFC 6750)."""
        return f"Bearer {self.token}" if self.token else f"Basic {self._encoded}"

    @property
    def _encoded(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")

    def hidden(self, text: str) -> str:
        """A text without them, should a store repeat what it was sent."""
        for secret in (self.token, self.password, self._encoded):
            text = text.replace(secret, "***") if secret else text
        return text


def credentials(environment: Mapping[str, str]) -> Credentials | None:
    """The credentials in the environment; None if there are none. A variable that is empty counts as not set.

    Raises:
        AddressError: if they are half there, twice there, or cannot be sent.
    """
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and (user or password):
        raise AddressError(f"set either {TOKEN}, or {USER} and {PASSWORD}")
    if bool(user) != bool(password):
        raise AddressError(f"{USER} and {PASSWORD} go together: {PASSWORD if user else USER} is not set")
    if not user and not token:
        return None
    if ":" in user or not f"{user}{password}".isprintable():
        raise AddressError(f"{USER} has no `:`, and neither it nor {PASSWORD} has control characters")
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise AddressError(f"{TOKEN} has only printable ASCII characters, and no spaces")
    return Credentials(user, password, token)


def refuse_to_reveal(where: Address, who: Credentials | None) -> None:
    """Nobody on the way may read the credentials.

    Raises:
        AddressError: if they would go unencrypted to another machine.
    """
    if who is not None and not where.is_private:
        raise AddressError(
            f"the credentials would go to {where.origin} unencrypted: "
            "use its https:// address, or a tunnel to localhost"
        )

"""A project: a folder with `graph_data/` and `ontology/`. Finding it, and loading it with its own ontology."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from khorasan_graph.authoring import load as authoring
from khorasan_graph.authoring.files import DATA_FOLDER
from khorasan_graph.authoring.load import Loaded
from khorasan_graph.model.diagnostics import Diagnostic, Span
from khorasan_graph.model.vocabulary import Vocabulary
from khorasan_graph.rdf.ontology import read_ontology

ONTOLOGY = "ontology/khorasan.ttl"


def shipped_root() -> Path:
    """The project that travels with the package; in a checkout, the checkout itself."""
    package = Path(__file__).resolve().parent
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent.parent


def template_root() -> Path:
    """The example project that `init` copies."""
    return Path(__file__).resolve().parent / "template"


def find_root(start: Path) -> Path:
    """The nearest folder upward from `start` that holds `graph_data/`; else the shipped project."""
    for folder in (start, *start.parents):
        if (folder / DATA_FOLDER).is_dir():
            return folder
    return shipped_root()


def load(root: Path | str | None = None, *, today: date | None = None) -> Loaded:
    """Load a project: the folder that holds `graph_data/`, or `graph_data` itself; None means the shipped data.

    Faults of the data are diagnostics in the result, never exceptions.
    """
    folder = shipped_root() if root is None else Path(root)
    if folder.name == DATA_FOLDER and not (folder / DATA_FOLDER).is_dir():
        folder = folder.parent
    vocabulary, found = load_vocabulary(folder)
    if vocabulary is None or found:
        return Loaded(None, tuple(found), {})
    return authoring.load(folder, vocabulary, today=today)


def load_vocabulary(root: Path) -> tuple[Vocabulary | None, list[Diagnostic]]:
    """The vocabulary of a project's own ontology; where it has none, of the shipped one."""
    path = root / ONTOLOGY
    if not path.is_file():
        path = shipped_root() / ONTOLOGY
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Diagnostic("KG901", "error", f"the ontology cannot be read: {error}", Span(ONTOLOGY))]
    return read_ontology(text, ONTOLOGY)

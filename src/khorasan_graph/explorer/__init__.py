"""The explorer: the whole graph in one HTML file that opens offline.

`payload` says what the file holds, `layout` where everything stands, `network` carries it into vis-network, `page`
writes the text. Everything the reader's browser needs is inside the file: the page may ask nothing of any network, and
may not run a word of the data as script.
"""

from khorasan_graph.explorer.page import render, to_pyvis

__all__ = ["render", "to_pyvis"]

"""A compiler for sourced claims about who is linked to whom."""

__version__ = "0.1.0"

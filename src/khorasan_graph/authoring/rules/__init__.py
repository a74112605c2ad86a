"""The rules: what a knowledge base may not say, or says oddly, although every word of it is understood.

A rule is a small function from what was resolved to diagnostics; `authoring.check` names them in order. Rules do not
change anything, do not know each other, and never guess what was meant.
"""

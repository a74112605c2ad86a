"""The graph: the NetworkX projection that users get, and the questions of who is linked to whom, answered without it.

Everything here takes a `KnowledgeBase` and a `Selection` and returns data; nothing here prints, and nothing changes
the base. NetworkX is imported where a graph is made and nowhere else, so that a question never waits for it.
"""

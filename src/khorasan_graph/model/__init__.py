"""What everything means: dates, names, vocabulary, entities, ties, claims, the knowledge base and what to show of it.

This package imports nothing of the rest of the program. It holds no rules about how data is written (`authoring`)
and no form in which it leaves (`graph`, `rdf`, `explorer`, `export`).
"""

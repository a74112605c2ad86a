"""Known names in a text: where they stand, which of them stand together, and a draft of what may follow from it.

Nothing here asserts anything. What is found are names, never ties; a draft is refused by `check` until an analyst has
completed it. The order of the modules: `document` (bytes to text), `tokens`, `automaton`, `known` (the names to look
for), `occurrences`, `pairs`, `drafting`.
"""

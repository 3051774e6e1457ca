"""Across records: copies, stories, actors, and what became of each ask and promise. Knows no store, changes nothing:
what it finds are judgements, `Link`s, and what it must remember for the next record it is handed as a `Memory`."""

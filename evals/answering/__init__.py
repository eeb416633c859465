"""How answers come about: over processes, from what was asked before, and with recorded model outputs."""

"""How well search finds what is wanted, beside simpler searches and with its parts taken away."""

"""Who asks: the one local user, or people with accounts."""

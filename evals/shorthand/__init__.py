"""Are procedures found by the shorthand of the trade: one question for every code that an article covers."""

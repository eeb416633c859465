"""Which codes, and why: every decision is made here, before a writer says a word."""

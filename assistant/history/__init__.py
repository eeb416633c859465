"""Conversations by user: kept, found again, exported, and judged."""

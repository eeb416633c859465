"""Does plain clinical wording find its code: recall over phrases that nobody who writes terms may look at."""

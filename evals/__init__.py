"""How good the answers are: cases, metrics, runs, statistics and reports."""

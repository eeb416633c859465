"""The claim check: a claim in, findings out, one rule a module."""

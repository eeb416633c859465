"""Coding rules as pure functions: values in, findings out, no search and no model."""

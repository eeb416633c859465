"""One publisher's format a module: a path goes in, records come out."""

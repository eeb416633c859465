"""The page of one code: every section that the library and the loaded tables hold of it."""

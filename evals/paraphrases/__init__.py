"""Questions of cases in other coders' words, and whether the answer stays the same."""

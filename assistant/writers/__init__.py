"""Writers turn a decision and its evidence into sentences; verification has the last word over each."""

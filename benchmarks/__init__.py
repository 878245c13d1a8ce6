"""Figures beside a named alternative in the same run: `python -m benchmarks`; see README.md."""

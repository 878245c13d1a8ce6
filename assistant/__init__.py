"""A facilitation assistant: a question goes in, a grounded answer comes out."""

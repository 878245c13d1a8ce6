"""Is the advice good, and did it get better or worse?"""

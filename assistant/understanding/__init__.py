"""Question -> understanding, by rules: what is asked for, under which limits, about what.

`understand` is pure: no model, no network, no clock, no memory. The rules' words are data, in
`language/`; the code here only knows how phrases, negation and earlier turns work.
"""

from .conversation import Ears, Understood, understand

__all__ = ["Ears", "Understood", "understand"]

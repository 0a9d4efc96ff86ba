"""The look that all pictures of networks share."""

from __future__ import annotations

FILLS = {
    "input": "f6f6f6",
    "dense": "f7dc9a",
    "other": "c4c4c4",
    "window": "86b1d6",
    "embedding": "62a081",
    "up": "3f78ac",
    "recurrent": "5f3973",
}
"""By the kind of a stage, from light to dark by even steps of luminance, so that they differ in grey and for those who
are colour-blind; convolutional and fully connected stages, which stand beside each other most, are two steps apart."""

"""The look that all pictures of networks share."""

from __future__ import annotations

FILLS = {
    "input": "f4f4f4",
    "other": "e0e0e0",
    "dense": "f0cf8e",
    "window": "a9cbe6",
    "embedding": "7fb69d",
    "up": "5f93bd",
    "recurrent": "7d5a8f",
}
"""By the kind of a stage, from light to dark, so that they differ in grey; told apart by colour-blind readers."""

HEAD = 4.0
"""The length of an arrow's head."""

STACK = (1.0, 0.5, 0.0)
"""The sheets of a stage that stands for several, the one at the back first: how far each is moved out."""

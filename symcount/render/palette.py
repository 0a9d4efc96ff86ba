"""The look that all pictures of networks share."""

from __future__ import annotations

FILLS = {
    "input": "f2f2f2",
    "other": "d9d9d9",
    "dense": "f3d9a4",
    "window": "a9cbe6",
    "embedding": "86bfa5",
    "up": "5f93bd",
    "recurrent": "8d6a9f",
}
"""By the kind of a stage, from light to dark, so that they differ in grey; told apart by colour-blind readers."""

HEAD = 4.0
"""The length of an arrow's head."""

STACK = (1.0, 0.5, 0.0)
"""The sheets of a stage that stands for several, the one at the back first: how far each is moved out."""

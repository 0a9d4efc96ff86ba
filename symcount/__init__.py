"""symcount: the parameter count of a neural network as a formula, derived, substituted and proved.

>>> import symcount
>>> symcount.load("unet").count(keep="w").closed_form
7574*w**2 + 302*w + 2
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symcount.api import CountResult, DerivationResult, Model, load
    from symcount.language.diagnostics import Diagnostic, Problem

__version__ = "0.1.0"

__all__ = ["CountResult", "DerivationResult", "Diagnostic", "Model", "Problem", "__version__", "load"]


def __getattr__(name: str) -> Any:
    """The public names, loaded when they are first used: the command line needs few of them."""
    if name in ("Diagnostic", "Problem"):
        from symcount.language import diagnostics

        return getattr(diagnostics, name)
    if name in __all__:
        from symcount import api

        return getattr(api, name)
    raise AttributeError(f"module 'symcount' has no attribute {name!r}")

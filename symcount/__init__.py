"""symcount: the parameter count of a neural network as a formula, derived, substituted and proved.

>>> import symcount
>>> symcount.load("unet").count(keep="w").closed_form
7574*w**2 + 302*w + 2
"""

from __future__ import annotations

from typing import TYPE_CHECKING as _CHECKED

if _CHECKED:
    from typing import Any as _Any

    from symcount.api import (
        CheckResult,
        CompareResult,
        CountResult,
        DerivationResult,
        DrawResult,
        FrontierResult,
        MacrosResult,
        Model,
        ModelsResult,
        ScaleResult,
        SolveResult,
        SweepResult,
        load,
        models,
    )
    from symcount.language.diagnostics import Diagnostic, Problem

__version__ = "0.1.0"

__all__ = [
    "CheckResult",
    "CompareResult",
    "CountResult",
    "DerivationResult",
    "Diagnostic",
    "DrawResult",
    "FrontierResult",
    "MacrosResult",
    "Model",
    "ModelsResult",
    "Problem",
    "ScaleResult",
    "SolveResult",
    "SweepResult",
    "__version__",
    "load",
    "models",
]


def __getattr__(name: str) -> _Any:
    """The public names, loaded when they are first used: the command line needs few of them."""
    if name in ("Diagnostic", "Problem"):
        from symcount.language import diagnostics

        return getattr(diagnostics, name)
    if name in __all__:
        from symcount import api

        return getattr(api, name)
    raise AttributeError(f"module 'symcount' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, whether they are loaded or not."""
    return [*__all__, "__doc__", "__file__", "__name__", "__path__"]

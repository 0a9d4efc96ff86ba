"""The interface for Python and notebooks."""

from symcount.api.counting import CheckResult, CountResult, DerivationResult, MacrosResult, ModelsResult
from symcount.api.drawing import DrawResult
from symcount.api.model import Model, load, models
from symcount.api.scaling import CompareResult, FrontierResult, ScaleResult, SolveResult, SweepResult

__all__ = [
    "CheckResult",
    "CompareResult",
    "CountResult",
    "DerivationResult",
    "DrawResult",
    "FrontierResult",
    "MacrosResult",
    "Model",
    "ModelsResult",
    "ScaleResult",
    "SolveResult",
    "SweepResult",
    "load",
    "models",
]

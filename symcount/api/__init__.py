"""The interface for Python and notebooks."""

from symcount.api.comparing import CompareResult
from symcount.api.counting import CheckResult, CountResult, DerivationResult, MacrosResult, ModelsResult
from symcount.api.drawing import DrawResult
from symcount.api.grids import SweepResult
from symcount.api.growth import ScaleResult
from symcount.api.model import Model, load, models
from symcount.api.solving import FrontierResult, SolveResult

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

"""symcount: the parameter count of a neural network as a formula, derived, substituted and proved.

>>> import symcount
>>> symcount.load("unet").count(keep="w").closed_form
7574*w**2 + 302*w + 2
"""

from __future__ import annotations

from symcount.api import CountResult, DerivationResult, Model, load
from symcount.language.diagnostics import Diagnostic, Problem

__version__ = "0.1.0"

__all__ = ["CountResult", "DerivationResult", "Diagnostic", "Model", "Problem", "__version__", "load"]

"""Typed settings of a stack: frozen models, one module an area; only `load` reads pulumi.Config."""

from settings.errors import Problem, SettingsError
from settings.loader import load, parse
from settings.root import Settings

__all__ = ["Problem", "Settings", "SettingsError", "load", "parse"]

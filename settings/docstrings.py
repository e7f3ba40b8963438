"""What the settings say of themselves: the text under each field, read from the source.

pydantic could do this when a class is made (`use_attribute_docstrings`), but that reads the source in every
run of the program, which needs none of it.
"""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from types import ModuleType

from settings.base import Model


@cache
def descriptions(model: type[Model]) -> Mapping[str, str]:
    """Description of each field of a model, by the field's name; in one line."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        module = inspect.getmodule(base)
        if module is not None and issubclass(base, Model) and base is not Model:
            found |= _of_module(module).get(base.__name__, {})
    return found


@cache
def _of_module(module: ModuleType) -> Mapping[str, Mapping[str, str]]:
    classes = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    return {node.name: _of_class(node) for node in classes}


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(ast.Constant(str(description))):
                    found[field.target.id] = " ".join(description.split())
    return found

"""What most commands begin with: the project of this folder, and one of its stacks."""

from deploy import console, stacks


def stack(reference: str) -> stacks.Stack:
    """Read a stack of the project in the current folder, and say what is odd about its file."""
    found = stacks.read(stacks.find_project(), reference)
    for line in found.warnings:
        console.warn(line)
    return found

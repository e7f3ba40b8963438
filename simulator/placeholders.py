"""What stands offline for a value that is encrypted in a stack file."""

from typing import Final

PREFIX: Final = "secret-placeholder-"
"""How each begins. A rule about the form of a secret has nothing to say of it."""

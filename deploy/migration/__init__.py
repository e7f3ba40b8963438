"""Moving a living stack to another phase of its system, step by step: `groundwork migrate` (FBG-OPS-11)."""

"""Pictures of a stack: what is drawn, and how each format draws it."""

"""Text inside Markdown."""


def cell(text: str) -> str:
    """Text in a table: a bar would end the cell, and signs outside of code would be taken for markup."""
    parts = " ".join(text.replace("|", "\\|").split()).split("`")
    if len(parts) % 2 == 0:  # a single backtick opens nothing
        return plain(" ".join(text.replace("|", "\\|").split()))
    return "`".join(part if index % 2 else plain(part) for index, part in enumerate(parts))


def plain(text: str) -> str:
    """Text outside of code."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("*", "\\*")):
        text = text.replace(sign, entity)
    return text

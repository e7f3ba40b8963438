"""Static tables of AWS facts; each names its source and how it is regenerated."""

"""AWS as controls need it: one view of what programs write in several styles, and tables with sources."""

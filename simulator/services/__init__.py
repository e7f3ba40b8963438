"""What AWS refuses, answers and names, one module a service; each is loaded when a run first names it.

A service is a module or a package whose import fills the tables of `simulator.registry`. Shared by all:
`shapes` (ids, ARNs, names), `rules` (what holds for every service), `documents` (policies), `tables`
(static tables of AWS facts, each with its source and how it is regenerated).
"""

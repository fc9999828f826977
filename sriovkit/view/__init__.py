"""How sriovkit shows: tables for people who count.

Rule: nothing is decided here; what is shown was found by core.
"""

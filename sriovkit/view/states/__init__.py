"""What the widgets remember, as plain frozen objects: no kernel, no ipywidgets, nothing to mock in a test.

Rule: a change gives a new object; what a widget shows follows from the object alone.
"""

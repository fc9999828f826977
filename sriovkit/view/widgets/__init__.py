"""What a person works with in a notebook: one file a widget, standard ipywidgets, no script but one line (`look`).

Rule: a widget is given data and callbacks and decides nothing; what it remembers is a plain object of `view.states`.
"""

"""How sriovkit thinks: from a host's answers to what to mend first.

Rule: nothing here does any I/O beyond reading its own packaged data, and nothing is imported but the standard library,
so that the same code runs in a laptop, in a notebook and in a browser (Pyodide).
"""

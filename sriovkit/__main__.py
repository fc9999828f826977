"""`python -m sriovkit`: the same as the command `sriovkit`.

Rule: nothing but the call.
"""

from .cli import main

main()

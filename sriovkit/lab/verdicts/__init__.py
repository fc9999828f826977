"""What follows from a machine: reasons, states, VFs, data paths.

Rule: pure functions of the machine; reasons are codes here and become sentences only in the answers.
"""

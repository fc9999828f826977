"""A real PowerShell engine for the tests, and functions that answer in it as a Windows host would.

Rule: nothing here runs on Windows, where the cmdlets would be the real ones of a real machine.
"""

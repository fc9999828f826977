"""Applying a plan: what is sent to the host, what is written down, and what comes next. No input and no output here.

Rule: decisions are pure functions of the plan, the journal and a fresh look; whoever asks hosts and writes files is
elsewhere.
"""

"""What the built site gets beside its pages: the diagnosis in the page, exact search, a content security policy.

Rule: each file here adds one thing to a site and knows no other.
"""

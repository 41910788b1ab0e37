"""Reading over HTTP: the app, its page, and what keeps both within limits.

Needs the extra `serve`; nothing else of the package imports it.
"""

"""Reading over HTTP: the web application, its web page, and the limits of both.

Needs the extra `serve`; no other part of the package imports it.
"""

"""Reading over HTTP: the web application, its web page, and the limits of both.

Needs the extra `serve`. Its limits and its pool of readers do not; `integrations.mcp` has the same.
"""

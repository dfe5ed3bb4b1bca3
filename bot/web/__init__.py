"""Pages in a browser: the source viewer that citations link to, and the local chat.

    a request -> guards (host, headers) -> a group's route -> conversation or sources -> a template

app.py puts groups of routes together behind the guards, server.py listens, platform.py is what
`footnote run` starts. Every group is a list of Starlette routes and knows nothing of the others.
"""

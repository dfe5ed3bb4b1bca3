"""One file that holds what cannot be made again, and the way back from it.

    home -> copy.py (a consistent copy beside) -> archive.py (manifest with hashes, tar, gzip) -> FILE
    FILE -> archive.py (every name, size and hash checked) -> restore.py (swapped in, whole or not at all)

presence.py knows whether somebody works in a home. Why it is done so: docs/decisions/0030-backups.md.
"""

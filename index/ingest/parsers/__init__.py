"""One parser for each format: `parse(source)` gives the contents of a file, or a failure for a part of it."""

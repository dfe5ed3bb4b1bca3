"""The command line: one file for each kind of command, put together in `app`."""

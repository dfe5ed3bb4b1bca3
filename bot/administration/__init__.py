"""How a story is kept current from a chat, on every platform and on the command line alike.

    Command or Press -> Desk -> Rights -> an act (stories, documents, …) -> Builds -> Audit -> a report

desk.py takes what people ask for, rights.py decides whether they may, in every act and not before it. What
changes an index becomes a job, which runs in a process of its own; every act leaves a row in the audit log.
"""

"""Runs the command line: ``python -m inboxminer``."""

from inboxminer.cli import main

if __name__ == "__main__":
    main()

"""The mailbox as a whole: duplicates, threads, customers, and the stages of their journey."""

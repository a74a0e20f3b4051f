"""What exactly is said within a topic."""

"""What is kept on disk during and after a scan."""

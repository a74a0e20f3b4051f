"""Pain points to priorities: severity, trend, score with its interval, quadrants, actions."""

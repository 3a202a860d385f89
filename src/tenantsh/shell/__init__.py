"""What both edges share: settings, connecting, and feeding text to a session."""

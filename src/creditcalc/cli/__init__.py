"""What a person types and sees: options, output, exit codes."""

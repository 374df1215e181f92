"""What sheets say twice, or one place against another, without making a price wrong: found by `sheets check` alone."""

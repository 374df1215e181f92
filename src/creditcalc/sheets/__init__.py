"""From YAML on disk to proved, cached price books."""

"""Films: files of many pictures that carry their recipe."""

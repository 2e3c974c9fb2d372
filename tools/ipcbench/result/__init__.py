"""Result files: what they say, how they are read, and everything that tells a sound one from a bad one."""

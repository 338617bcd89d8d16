"""Commands of the shell beside `serve`, one file each."""

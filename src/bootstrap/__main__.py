"""`python -m bootstrap` is `hamyon`."""

from bootstrap.cli import main

main()

"""python -m printshop: the same as make-brochure."""

from .cli import main

if __name__ == "__main__":
    main()

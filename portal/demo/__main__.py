"""``python -m portal.demo``"""

from portal.demo.runner import main

if __name__ == "__main__":
    main()

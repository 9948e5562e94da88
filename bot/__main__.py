"""`python -m bot` is `sanaq`."""

import sys

from bot.cli import main

sys.exit(main())

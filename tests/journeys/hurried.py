"""`sanaq` whose page lets a session send as fast as it can: a test types faster than three answers a second.

Everything else is the real program. How the page is paced is tested in tests/handlers/test_webchat.py.
"""

import sys

from bot.cli import main
from handlers import webchat

webchat.BURST = webchat.PER_SECOND = 1e6
sys.exit(main())

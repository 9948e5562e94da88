from tests.browser import chromium
from tests.web.visits import visit

__all__ = ["chromium", "visit"]

from tests.browser import chromium
from tests.dialogs.conftest import campaign, empty_database, forms
from tests.web.visits import visit

__all__ = ["campaign", "chromium", "empty_database", "forms", "visit"]

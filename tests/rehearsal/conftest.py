"""The campaign, its forms and an empty database, as the conversations' tests have them."""

from tests.dialogs.conftest import campaign, empty_database, forms, language

__all__ = ["campaign", "empty_database", "forms", "language"]

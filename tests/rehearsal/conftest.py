"""The campaign and its forms, as the conversations' tests have them."""

from tests.dialogs.conftest import campaign, forms

__all__ = ["campaign", "forms"]

"""`sanaq telegram …`: what is said to Telegram once, not by every process at its start."""

from typing import TextIO

from bot.settings import Settings, SettingsError


async def set_webhook(settings: Settings, out: TextIO) -> int:
    """Tell Telegram where to deliver. Raises SettingsError naming what is not set."""
    from handlers.telegram import webhook
    from handlers.telegram.client import Client
    from handlers.telegram.profile import publish_profile

    needed = {
        "SANAQ_TELEGRAM_TOKEN": settings.telegram_token,
        "SANAQ_TELEGRAM_WEBHOOK_SECRET": settings.telegram_webhook_secret,
        "SANAQ_PUBLIC_URL": settings.public_url,
    }
    missing = [f"{name} must be set for the webhook." for name, value in needed.items() if not value]
    if missing:
        raise SettingsError(missing)
    client = Client(settings.telegram_token, settings.telegram_api_url)
    try:
        url = await webhook.set_webhook(client, settings.public_url, settings.telegram_webhook_secret)
        await publish_profile(client)
    finally:
        await client.close()
    print(f"Telegram delivers to {url} from now on.", file=out)
    return 0

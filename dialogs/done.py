"""After the sheets were sent: the receipt numbers, as often as they are asked for."""

from census.receipts import show_receipt
from dialogs.reply import Message
from dialogs.scene import Scene
from dialogs.tokens import Token


def show(scene: Scene) -> list[Message]:
    say, case = scene.say, scene.household
    receipts = "\n".join(
        say("done.line", name=name, receipt=show_receipt(receipt)) for name, receipt in case.receipts()
    )
    slogan = scene.campaign.slogan.of(scene.language)
    return [
        Message(say("done.thanks", receipts=receipts, slogan=slogan), tone="success", hint=say("done.keep"))
        if receipts
        else Message(say("done.nobody"), tone="success")
    ]


async def take(scene: Scene, said: str | Token) -> list[Message]:
    return []

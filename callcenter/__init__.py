"""The nouns of a call centre: tickets, queue, routing, hours, operators, telephone plan. Nothing stands here yet.

The room is named now because the contract of who may call whom (pyproject.toml) is about it: `callcenter` and `census` do
not know each other, `dialogs` introduces them.
"""

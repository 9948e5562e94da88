"""The program: settings, composition root, background workers and the `sanaq` command.

Here everything is put together and nothing is decided: which desk, which doors, which store. Only this room reads the
environment, the clock and the operating system's chance; all others are given them. It may import every room.
"""

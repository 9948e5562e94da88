"""Whom we compare with: bots as they are ordinarily written, each a program of its own with the same webhook.

    python -m benchmarks.contenders.NAME PORT API_URL TOKEN VARIANT

They get a fair start: uvloop, updates handled before they are acknowledged (else what waits in memory would not be seen),
one handler or one window per question as their documentation shows it. None of them stores an answer for good. `sanaq`
starts the real program on a real database.
"""

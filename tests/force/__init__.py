"""Proof by force: hundreds of interviews at once, a Telegram that repeats, overtakes and cuts lines, and processes that die.

    make force                                    every combination with the real census, by `sanaq serve` itself
    make force ARGS="--people 20 --only sqlite"   a part of it
    make force ARGS="--write"                     keeps the table in docs/reliability.md

What people say, what they are asked and what is stored of them is recorded once in an undisturbed interview (`recording`).
Then many do the same at once (`people`), by way of a hostile Telegram (`hostile`, `bot_api`), while processes, PostgreSQL and
Redis are killed and started again (`stage`, `nursery`). In the end everybody's part of the database must be what the
undisturbed interview left, and everything acknowledged must be there (`oracle`).
"""

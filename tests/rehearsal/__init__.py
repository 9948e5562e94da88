"""The rehearsal: scripted respondents, thousands of them if need be, who take the whole census as people do.

    make rehearse ARGS="--people 200 --seed 1 --jobs 2"          prints what happened
    make rehearse ARGS="--people 2000 --write docs/rehearsal.md"  keeps the table
    make rehearse ARGS="--seed 1 --only 137"                      one respondent again, his whole conversation

Each has a family with facts of its own (`lives`), a character (`characters`) and the words people use (`phrases.toml`). He sees
what stands on the screen and nothing else (`questions`), answers in his own way, errs, asks, leaves for days, comes back by
an old button, changes his mind (`respondent`, `wandering`), and must come to the receipts. What was refused is counted by
question (`tally`), and what was taken is compared in the end with what he meant (`stage`).
"""

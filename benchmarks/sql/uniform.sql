\set payer random(1, :accounts)
\set step random(1, :accounts - 1)
\set payee 1 + mod(:payer - 1 + :step, :accounts)

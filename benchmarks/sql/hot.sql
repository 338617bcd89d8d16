\set payer random(2, :accounts)
\set payee 1

"""Click (click.uz): the payment link, and the SHOP API where Click asks (Prepare) and reports (Complete)."""

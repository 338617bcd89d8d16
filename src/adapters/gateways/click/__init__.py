"""Click (click.uz): the payment link, the SHOP API by which Click asks us, and the Merchant API by which we ask it."""

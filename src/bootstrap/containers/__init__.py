"""The containers: which object is made of which, one container per part of the product; only they know how."""

"""Finding out, by reading only, how one connection's Clientary behaves; and saying so without the account's data."""

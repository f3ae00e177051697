"""The Clientary side: endpoints, rules, totals and the shapes of replies, as the Clientary reference describes them."""

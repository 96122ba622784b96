"""Private PostgreSQL, Redis and clamd: own data, own sockets, never the machine's."""

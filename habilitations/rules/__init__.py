"""Pure business rules of this app: no database, no clock, no framework."""

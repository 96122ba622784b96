"""Every write of a demande: plain functions, keyword-only, one transaction each (SEC-02)."""

"""What this machine lacks for the transports, and the mend."""

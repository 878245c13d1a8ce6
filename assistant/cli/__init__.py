"""The command line. Only the result goes to standard output; all else to standard error."""

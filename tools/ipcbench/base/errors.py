"""What can go wrong with a call or its input; the texts are one line, safe to print."""


class ResultError(Exception):
    """A file that cannot be used; the text names the file and says why."""


class UsageError(Exception):
    """A call that cannot be carried out."""

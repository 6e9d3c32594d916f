"""The one family of errors that every door knows how to tell."""


class Refused(Exception):
    """The act is not possible now; the message may be shown to the person who asked."""

    code = "refused"

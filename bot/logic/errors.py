"""What can go wrong for a reason we know. Everything else is a bug."""


class BotError(Exception):
    """Root of all errors that the assistant can explain to the person it talks to."""


class FactMissing(BotError):
    """The sources do not hold this fact, so nothing may be said about it."""


class UnknownSheet(BotError):
    """No fact sheet (call, service, programme ...) has this id."""


class ContentInvalid(BotError):
    """A content file breaks a rule of the loader; the message names file, key and rule."""


class StorageAway(BotError):
    """The database cannot be reached; what was to be stored is not stored."""


class PartnershipUnknown(BotError):
    """No partnership has this id."""


class DraftUnknown(BotError):
    """No draft is kept for this form."""


class EoIError(BotError):
    """Something that was sent cannot be shown or changed; root of the reasons."""


class EoIUnknown(EoIError):
    """No expression of interest with this reference belongs to who asks; whether there is one is not said."""


class EoIWithdrawn(EoIError):
    """It was withdrawn, and stays so."""


class EoIChangedMeanwhile(EoIError):
    """An answer that was to be changed has been changed elsewhere since it was opened."""

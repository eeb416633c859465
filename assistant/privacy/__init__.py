"""What identifies a patient is found and replaced before a prompt, a log, a trace or a history is written.

The eighteen identifiers of the HIPAA Privacy Rule, 45 CFR 164.514(b)(2)(i), by rules of our own, a module a kind. Codes, units,
eponyms and ages under 90 survive; of dates their distance survives.
"""

from assistant.privacy.identifier import Identifier, Kind
from assistant.privacy.replacement import Replacement, identifiers, without_identifiers

__all__ = ["Identifier", "Kind", "Replacement", "identifiers", "without_identifiers"]

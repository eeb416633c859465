"""Whether a question wants the codes of diagnoses or of procedures."""

from __future__ import annotations

import re

from assistant import attributes, body_site
from assistant.evidence import EXTERNAL_CAUSES, Evidence, longest
from assistant.question import Reading
from assistant.record import PLANNED
from assistant.topics import DIAGNOSIS_ASKED, treated
from knowledge.wording import content_tokens

PROCEDURE_ASKED = re.compile(
    r"\bcpt\b|\bhcpcs\b|\bprocedure code\b|\b\d{4}x\b|\b\d{3}xx\b|\bj[- ]?code\b|\bmodifiers?\b|\bmod \d\d\b|\b(?:59|25|26|tc)\b(?= on|\?)|\bunits? (?:of|for)\b|"
    r"\b\w+(?:ectomy|otomy|ostomy|plasty|oscopy|scopic|desis|pexy|centesis)\b(?!\s+status)|\b(?:excision|injection|"
    r"(?<!on )(?<!by )(?<!per )(?<!after )biopsy(?! (?:show|prov|confirm|posit|negat))|"
    r"arthroscop\w+|"
    r"repair of|x-?ray|mri|ct scan|ultrasound|office visit|e/m|em level|consult|vaccine admin|infusion|catheterization|debridement of|"
    r"replacement of|removal of|insertion of|(?:simple|intermediate|complex|layered|primary) closure|(?:taken|took|cut|takes|snipped|shaved|scraped|frozen|froze) (?:out|off)|"
    r"(?:nail|partial|complete) avulsion|scopically|(?:delivered|delivery) (?:by|only)|snipped|"
    r"venipuncture|anesthesia for|lumpectomy code|tka|tha)\b"
)
# An opening that the patient lives with is no operation asked for.
OPENING = re.compile(r"\b(?:with|has|having|existing|via|through|chronic|status|permanent)(?: (?:an?|his|her))? \w+ostomy\b")
_CODE_OF_PROCEDURE = re.compile(r"\bcpt\b|\b\d{4}x\b|\b\d{3}xx\b|\bhcpcs\b|\bprocedure codes?\b|\bmodifiers?\b|\bmod \d\d\b|\bunits?\b|\bj[- ]?codes?\b|\be/?m\b|\bsurge(?:on|ry) codes?\b|\bglobal\b|\bncci\b|\bbundl\w+|\bbill\w*\b|\blevel\b|\bmdm\b|\bdecision making\b|\bplace of service\b|^pos (?:for|of|at)\b|\b(?:what|which) pos\b|\bpos codes?\b")
# The outcome of a delivery, which only a diagnosis tells.
_OUTCOME = re.compile(r"\blive-?born\b|\blive birth\b|\bsingle live\b|\bstillborn\b")
# What is done, and what tells that it lies in the past or was the cause of what is coded.
_DONE = re.compile(
    r"\b(?:excis\w+|inject\w+|ablat\w+|bypass\w*|ligat\w+|repair\w*|debrid\w+|biops\w+|drain\w+|aspirat(?:ed|ion of)|fus(?:ed|ion)|graft\w*|cath(?:eter\w*)?|cast(?! (?:check|removal|change|off|out|since)\b)|splint\w*|"
    r"x-?rays?|ct|mri|echo|ultrasound|duplex|doppler|(?!(?:pro|dia|kilo|milli|micro)gram)\w+gram|sonograph\w+|ekg|antigen|rapid|multiplex|pcr|assay|infus\w+|vaccin\w+|given|surger(?:y|ies)|operation|releas\w+|extract\w+|iol|perform\w+|replac\w+|insert\w+|implant\w*|(?<!surveillance )(?<!follow-up )(?<!follow up )(?<!aftercare )(?<!post-op )(?<!postop )(?<!post op )(?<!postoperative )(?<!er )(?<!ed )(?<!emergency )(?<!room )(?<!department )visit|discharge|minutes|remov\w+|test\w*|swab|"
    r"\w+(?:scopy|ectomy|plasty|otomy|ostomy|desis|pexy|centesis)|tka|tha|bka|aka|cabg|picc|port|line|labs?|panels?|eswl|lithotripsy|turp|turbt|ercp|lasik)\b"
)
_BEFORE = re.compile(
    rf"{attributes.OLD}|"
    r"\b(?:status post|history of|hx|prior|previous|after|following|after-?care|post-?op\w* visit|(?:years?|yrs?|months?|weeks?) post|due to|from|post-?op\w*|infect\w+|loos\w+|dislocat\w+|malfunction\w*|leak\w*|failure|complicat\w+|"
    r"(?:19|20)\d\d|ago|status|in place|in situ|present|done|completed|dependent|recipient|still on|test negative|negative|discharge (?:dx|diagnos\w+)|inpatient discharge)\b"
)
# What a study showed is what is coded, and not the study.
_SHOWN = re.compile(
    r"\b(?:mri|cta?|us|ultrasound|x-?rays?|films?|echo|mammogram|path(?:ology)?|biopsy|\w+oscopy|egd|imaging|scan|duplex|doppler|emg|e[ck]g|labs?|audiogram|"
    r"spirometry|pfts?|sleep study|holter|dexa|cath|stress test|eeg|angiogram|smear|pap|fundus|oct)\b"
    r"(?: (?:of|knee|shoulder|brain|head|chest|abdomen|pelvis|spine|lumbar|report|today|results?))*"
    r"(?: ?:| (?:reads?|reading|shows?|showed|shown|showing|reveal\w*|demonstrat\w*|found|finds?|confirm\w*|w/|positive for|consistent with)\b)|"
    r"(?<!based )(?<!depending )\bon (?:an? |the |his |her |today(?:'?s)? )?(?:\w+ )?(?:mri|ct|us|ultrasound|x-?rays?|films?|echo|mammogram|imaging|scan|duplex|audiogram|emg|e[ck]g|\w*oscopy|egd|path)\b(?! (?:guid\w+|code|line|claim))|"
    r"\b(?:found|seen|noted|shown|diagnosed|visible|discovered) (?:on|at|by|during|in) (?:an? |the |his |her )?(?:\w+ )?"
    r"(?:mri|cta?|us|ultrasound|x-?ray|echo|mammogram|path(?:ology)?|biopsy|\w+oscopy|egd|imaging|scan|duplex)\b"
)
_NOW = re.compile(r"\b(?:today|relocat\w+|reduced|reduction|(?:put|popped) back|decompress\w+|performed|underwent|was done|surgeon|procedure|under (?:general|local|mac))\b")
# Reasons for which something is done are no condition of their own.
_REASONS = tuple(f"Z{number:02}" for number in (*range(0, 14), *range(22, 54), 71))


def asks_procedure(reading: Reading) -> bool:
    """Whether a procedure's code is asked for, or one is named that the patient does not just live with."""
    return PROCEDURE_ASKED.search(OPENING.sub(" ", reading.plain)) is not None


def wants_diagnosis(reading: Reading, evidence: Evidence) -> bool:
    """Whether a diagnosis code is asked for, in words, or by a case of conditions in which what was done lies in the past."""
    if DIAGNOSIS_ASKED.search(reading.plain):
        return True
    if _OUTCOME.search(reading.plain) and not (reading.mentions or _CODE_OF_PROCEDURE.search(reading.plain)):
        return True
    return not reading.mentions and _CODE_OF_PROCEDURE.search(reading.plain) is None and _conditions_alone(reading, evidence)


def _conditions_alone(reading: Reading, evidence: Evidence) -> bool:
    """Whether known wordings name conditions, and nothing else is told as done now."""
    spans = [span for span in longest(evidence.phrases) if span.code[0] not in EXTERNAL_CAUSES and not span.code.startswith(_REASONS)]
    before = any(pattern.search(body_site.without_source(reading.plain)) for pattern in (_BEFORE, _SHOWN))
    if not any(before or span.code[0] != "Z" for span in spans):
        return False
    named = {word for span in spans for word in content_tokens(span.wording)}
    named |= {word for span in spans for word in evidence.words[span.start : span.end]}
    done = [found[0] for found in _DONE.finditer(reading.plain) if not (set(content_tokens(found[0])) <= named or PLANNED.search(reading.plain[: found.start()]))]
    done += ["treated"] if treated(reading) else []
    return not done or (before and _NOW.search(reading.plain) is None)

"""What a question on a rule tells of the record: its setting, who wrote it, how sure and how complete it is, in marks for cues.

A mark such as ``<uncertain>`` or ``<provider silent>`` stands for every wording of one circumstance, as those of services do.
"""

from __future__ import annotations

import re

_PROVIDER = (
    r"(?:attending|provider|physician|doctor|doc|md|dr|surgeon|hospitalist|pcp|ob|ortho\w*|cardiolog\w*|oncolog\w*|"
    r"intensivist|resident|nobody|no ?one|he|she|they)s?"
)
_NOT = r"(?:not|never|no|didn'?t|doesn'?t|don'?t|hasn'?t|has not|did not|does not|isn'?t|wasn'?t|failed to|forgot to)"
_SAYS = (
    r"(?:mention\w*|document\w*|address\w*|comment\w*|diagnos\w*|stat(?:e|es|ed)|say|says|said|sa(?:ys?|id) so|"
    r"confirm\w*|dx|writ\w+|wrote|list\w*|note|noted|notes|chart|charted|specif\w+)"
)
_DRUG_STILL = (
    r"(?:still|currently|ongoing|continu\w+|now|remains?) (?:\w+ ){0,3}(?:on|getting|receiving|undergoing|under|"
    r"taking|having|in) (?:\w+ ){0,3}(?:chemo\w*|radiation|xrt|treatment|tx|therapy|tamoxifen|letrozole|anastrozole|"
    r"immunotherapy)"
)
_AGO = r"(?:years?|yrs?|decades?|months?|mos?|ages)"

# circumstance → the wordings that tell of it
WORDINGS: dict[str, str] = {
    "uncertain": (
        r"\b(?:probable|probably|suspected|suspects?|suspicion|possible|possibly|likely|questionable|presumed|uncertain|"
        r"compatible with|consistent with|indicative of|suggestive of|comparable with|appears to be|concern(?:ing)? for|"
        r"working (?:dx|diagnosis)|(?<!was )(?<!were )(?<!been )rule ?[- ]?out(?! sepsis as)|r/o)\b(?! to )"
    ),
    "outpatient": (
        r"\b(?:out-?patient|outpt|out-pt|opd|office|clinic|e[dr] (?:chart|visit|provider|doc|physician|note|claim|record|"
        r"md|impression|case|pt|patient|encounter)|in the e[dr]|emergency (?:room|department|dept)|urgent care|ambulatory|"
        r"observation|obs (?:stay|status|pt|patient)|same[- ]day surgery|asc|sent home|pro-?fee|physician (?:claim|"
        r"billing)|telehealth)\b"
    ),
    "inpatient": (
        r"\b(?:in-?patient|inpt|ip (?:chart|stay|case|record|claim|admission)|hospital (?:stay|discharge|course|claim)|"
        r"admitted|admission|discharge (?:summary|dx|diagnos\w+)|at (?:the time of )?(?:discharge|d/c)|d/?c (?:summary|"
        r"dx)|hospitali[sz]ed|hospital day|drg)\b"
    ),
    "other clinician": (
        r"\b(?:nurs(?:e|es|ing)(?:'s)?|rns?|dieti[tc]ians?|nutritionist|rd|emts?|paramedics?|ems|therapists?|"
        r"social work\w*|case managers?|wound (?:care )?(?:nurse|team|rn|care)|pharmacists?|community health workers?|chw|"
        r"respiratory therap\w+|(?:other|different|another) clinicians?|not the provider|medical assistant|ma|lpn|triage|"
        r"intake)\b"
    ),
    "provider silent": (
        rf"\b{_PROVIDER}\b[^.;?]{{0,25}}\b{_NOT}\b[^.;?]{{0,15}}\b{_SAYS}\b|\b(?:without|w/o|no) (?:an? |any |"
        r"the )?(?:provider|physician|md|doctor|attending)(?:'?s)? (?:\w+ )?(?:diagnos\w+|documentation|dx|mention|"
        r"statement|note|confirmation)\b|\b(?:not|never) (?:mentioned|documented|addressed|diagnosed|listed|"
        r"confirmed) (?:by|in (?:the )?(?:provider|attending|md|physician))|\bno (?:dx|diagnosis|mention|diagnoses)\b|"
        r"\bwithout (?:a |any )?(?:diagnosis|dx)\b|\bnot (?:in the|a) provider\w*"
    ),
    "provider says": (
        rf"\b{_PROVIDER} (?:(?!not|n[eo]|d\w+n|has)\w+ )?(?:{_SAYS}|called|calls|diagnosed|"
        r"clearly)\b|\b(?:documented|diagnosed|dx'?d|written|"
        rf"stated) by (?:the |a |his |her )?{_PROVIDER}\b"
    ),
    "not stated": (
        r"\b(?:not|never|isn'?t|wasn'?t|aren'?t|weren'?t|n'?t) (?:been )?(?:documented|specified|stated|mentioned|"
        r"recorded|given|known|noted|charted|listed|clear|addressed)\b|\bundocumented\b|\bunknown\b|\bunspecified\b|"
        r"\bunclear\b|\b(?:doesn'?t|does not|didn'?t|did not|don'?t|never) (?:say|says|said|state\w*|mention\w*|specify|"
        r"document\w*|tell|give|note)\b|\bno (?:mention|documentation|word|record|info\w*)\b|\bmissing\b|\bsilent on\b|"
        r"\bnothing (?:about|on|documented)\b|\bwithout (?:documentation|mention\w*)\b"
    ),
    "not linked": (
        r"\b(?:no|not|never|without|doesn'?t|does not|didn'?t|did not|isn'?t|aren'?t|wasn'?t|"
        r"w/o)\b(?: \w+){0,4} (?:link\w*|connect\w*|relat(?:e|es|ing|ionship)|tie|ties|tied|causal\w*)\b|\bunlinked\b|"
        r"\b(?:even if|unless) (?:\w+ ){0,3}link"
    ),
    "conditions unrelated": (
        r"\bunrelated\b|\bnot (?:\w+ )?(?:related|due|caused|from|because|secondary|attribut\w+|associated)\b|"
        r"\b(?:another|a different|other|separate) (?:cause|reason|etiology)\b|\b(?:due to|from) something else\b|"
        r"\bnothing to do with\b|\bhas its own cause\b|\bis(?:n'?t| not) from\b|\bnon-?hypertensive\b"
    ),
    "must": (
        r"\b(?:must|requir\w+|necessary|mandatory)\b|\b(?:need|needs|have|has|had|got) to\b|\bneed(?:s|ed)?\b"
    ),
    "assume": (
        r"\b(?:assum\w+|presum(?:e|es|ed|ption)|automatic\w*|infer\w*|impl(?:y|ies|ied)|default\w*|take for granted|"
        r"conclude|deduce|guess|count(?:s|ed)? as)\b"
    ),
    "first": (
        r"\b(?:first|principal|primary (?:dx|diagnosis|code)?|pdx|first[- ]listed|lead (?:dx|diagnosis|code)|"
        r"sequenced? (?:first|before|ahead)|before|on top|ahead of)\b"
    ),
    "alone": (
        r"\b(?:alone|by itself|by themselves|stand[- ]?alone|only (?:dx|diagnosis|code)|on its own|as the only|solo)\b"
    ),
    "together": (
        r"\b(?:both|together|also|additional\w*|in addition|add|adds|adding|too|as well|separate(?:ly)?|second code|extra|"
        r"on top of|same (?:claim|encounter|visit|record|chart)|alongside|beside|along with|two codes|2 codes)\b"
    ),
    "laboratory value": (
        r"\b(?:labs?|laboratory|lab values?|test results?|bloodwork|blood work|abg|cultures?|path(?:ology)?|radiolog\w+|"
        r"x-?ray|ekg|imaging)\b|\b(?:na|sodium|k|potassium|hgb|hemoglobin|glucose|creatinine|egfr|gfr|a1c|wbc|plt|"
        r"platelets|tsh|troponin|lactate|albumin|inr|spo2|bmi)\b (?:\w+ )?(?:of |is |was |at )?(?:<|>|=)? ?\d"
    ),
    "still treated": (
        rf"\b{_DRUG_STILL}\b|\b(?:on|getting|receiving|undergoing|under|gets|doing) (?:adjuvant |active |current |ongoing |"
        r"her |his |more |further )*(?:chemo\w*|radiation|xrt|treatment|immunotherapy|adjuvant)\b|\badjuvant\b|"
        r"\bstill (?:being )?treated\b|\bchemo(?:therapy)? (?:still|ongoing|continues)\b"
    ),
    "treatment over": (
        r"\bned\b|\bno evidence of (?:disease|recurren\w+|cancer)\b|\b(?:cancer|disease)[- ]free\b|\b(?:completed|"
        r"finished|done with|no (?:further|more|current|active)) (?:\w+ ){0,3}?(?:treatment|treatments|tx|chemo\w*|"
        r"radiation|therapy)\b|\beradicated\b|\bin the clear\b"
    ),
    "long ago": (
        r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|many|several|some|a few|twenty|thirty|"
        rf"forty) ?{_AGO} (?:ago|later|back|old|earlier|after|prior)\b|\bdecades?\b|\bold (?:injury|burn|fracture|accident|"
        r"wound)\b|\bin (?:19|20)\d\d\b|\bas a (?:child|kid|teen)\b"
    ),
    "time limit": (
        r"\btime (?:limit|frame|period|limitation)\b|\bcut-?off\b|\bexpir\w+\b|\btoo (?:late|old|long)\b|\bhow (?:long|"
        r"old|late)\b|\bdeadline\b|\blimit (?:on|to|for)\b|\bstatute\b|\bmaximum (?:time|age)\b|\bage out\b|\brun out\b|"
        r"\bstill (?:report|code|use)\w*\b.{0,30}\b(?:years|decades)\b"
    ),
    "new clinician": (
        r"\b(?:new|different|another|second|other) (?:physician|doctor|provider|surgeon|specialist|ortho\w*|doc|md|clinic|"
        r"practice|hospital|facility)\b|\bsecond opinion\b|\bfirst (?:visit|time|seen|encounter)(?: \w+){0,3} (?:to|with|"
        r"by|at|for|here|us|our|her|him)\b|\bsees? (?:\w+ )?(?:for the )?first time\b|\btransfer(?:red)? care\b|\b(?:our|"
        r"his|her|my) first (?:visit|time|encounter)\b|\bnew (?:to us|pt|patient)\b"
    ),
    "seventh character": (
        r"\b(?:7th|seventh)\b|\b(?:a|d|k|s) or (?:a|d|k|s)\b"
    ),
    "healing": (
        r"\b(?:healing|heals|routine healing|cast (?:change|check|removal|off)|follow[- ]?up|f/?u|recheck|recovery|"
        r"x-?ray (?:to check|check)|healed|mending)\b"
    ),
    "resolved": (
        r"\b(?:resolved|no longer|healed|cleared|gone|copied forward|copy forward|copied|carried forward|cloned|past|"
        r"prior|previous|old)\b"
    ),
    "not addressed": (
        r"\b(?:not|never|wasn'?t|isn'?t|nothing|weren'?t) (?:\w+ )?(?:addressed|treated|evaluated|managed|discussed|"
        r"assessed|monitored|touched)\b|\bno (?:treatment|meds?|workup|evaluation|mention in the (?:plan|assessment))\b|"
        r"\bonly (?:on|in|listed)\b|\bjust (?:listed|on the list|in)\b"
    ),
    "treated all the same": (
        r"\b(?:treated|gave|given|ordered|started|replaced|repleted|worked up|monitored)\b"
    ),
    "no deficit": (
        r"\b(?:no|without|w/o|zero) (?:\w+ )?(?:deficits?|residuals?|sequelae?|late effects?)\b|\bfully recovered\b|"
        r"\bcomplete recovery\b|\bdeficits? (?:resolved|gone)\b"
    ),
    "not confirmed": (
        r"\b(?:not|never|isn'?t|wasn'?t|un)[- ]?(?:yet )?confirmed\b|\bpending\b|\binconclusive\b|\bawaiting\b|"
        r"\bno (?:positive )?(?:test|confirmation)\b"
    ),
    "negative cultures": (
        r"\b(?:negative|neg|no growth|sterile|inconclusive)\b.{0,20}\bcultures?\b|\bcultures?\b.{0,25}\b(?:neg\w*|"
        r"no growth|ngtd|inconclusive|sterile|didn'?t grow|clean)\b"
    ),
}
_OBSERVED = re.compile(
    r"\bobservation\b|\bobs (?:stay|status|pt|patient)\b|\bout-?pa?t(?:ient)?\b|\bsent home\b|\bclinic\b|\boffice\b|"
    r"\burgent care\b"
)
_ADMITTED = re.compile(
    r"\b(?:was|been|then|and|got|is|pt|patient|later) admitted\b|\badmit(?:ted)? (?:to|as) (?:the )?(?:hospital|"
    r"inpatient|floor|icu)\b"
)


def of_one_setting(told: dict[str, int], plain: str) -> dict[str, int]:
    """The marks without the setting that the question does not mean: an observation stay has a discharge, an admission came by the ED."""
    if {"outpatient", "inpatient"} <= told.keys():
        drop = "inpatient" if _OBSERVED.search(plain) and not _ADMITTED.search(plain) else "outpatient"
        return {name: at for name, at in told.items() if name != drop}
    return told

"""What a question is not ours to answer for: advice, money, another system, a payer's own policy, the future, a bent claim."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.limits import asks_for_a_descriptor, asks_of_a_payers_table, bent, names_a_state_payer


class Scope(StrEnum):
    """Whether a question is ours to answer at all."""

    CODING = "coding"
    UPCODING = "asks for a code the record does not support"
    COMMAND = "gives the assistant orders instead of a question"
    CLINICAL = "asks for clinical advice"
    OTHER_SYSTEM = "asks for a code system that is not held"
    FUTURE = "asks what will be decided some day"
    MONEY = "asks for a fee or a contract"
    PAYER = "asks what a private payer's own policy says"
    DESCRIPTOR = "asks for the AMA's own words"
    NOT_CODING = "is not about coding"


_UPCODING = re.compile(
    r"\bpays? (?:better|more)\b|\b(?:gets? )?both (?:get )?paid\b|\bhides? it\b|\bget(?:ting)? around\b|\bso (?:that )?(?:it|they|both|we) (?:gets?|get) paid\b|"
    r"\b(?:pays and .{0,30}doesn'?t)\b|\brisk score goes up\b|\bno documentation\b.{0,80}\b(?:need|write|give|add)\b|\bupcod|\bunbundl(?:e|ing) (?:it|them|so|to)\b|"
    r"\bmaximi[sz]e (?:the )?(?:payment|reimbursement|revenue)\b|\bhigher (?:paying|payment|reimbursement)\b|"
    r"\b(?:even though|although|but) (?:it'?s|it is|that'?s|was) not (?:documented|in the (?:note|record|chart))|\bbypass\b|"
    r"\bignore the (?:edit|mue|ncci|rule)|\bget more money\b|\bwe need the (?:mcc|cc|money)\b|\bwithout (?:any )?documentation\b"
)
_CLINICAL = re.compile(
    r"\b(?:my|the|our|this|a) (?:patient|pt)s? should (?:get|take|have|start|stop|receive|switch|be (?:given|put|on|started))\b|"
    r"\bshould (?:we|i|he|she|they|the patient) (?:start|stop|take|give|prescribe|increase|switch|be (?:put|started|placed) on|go on|get on)\b|\bwhat (?:dose|dosage|treatment|medication)\b|"
    r"\bhow (?:do (?:i|we)|to) (?:treat|manage)\b|\b(?:best|recommended|first[- ]line) (?:treatment|drug|therapy)\b|\bis it safe to\b|\bprognosis\b|"
    r"\bside effects? of\b(?!.*code)|\bwhat (?:should|can|do) (?:we|i|you) (?:give|start|prescribe|do for)\b|"
    r"\b(?:can|should|may|must) (?:he|she|pt|the patient|patient|they) (?:stop|take|hold|skip|restart|resume|drink|drive|eat|continue)\b|"
    r"\bis (?:this|that|the|his|her|it) ?(?:lesion|mole|mass|lump|rash|spot|nodule|polyp)? (?:malignant(?: neoplasm)?|benign|infected|dangerous|serious)\b\W*(?:$|\?|pic|photo|image)"
)
# What an agency or a payer will decide some day.
_FUTURE = re.compile(
    r"\bwill (?:cms|medicare|medicaid|the ama|ama|congress|they|payers?|insurance)\b.{0,30}\b(?:get rid|drop|eliminate|abolish|keep|raise|increase|cut|change|bring back|"
    r"extend|expand|start paying|stop paying)\b|\bwill (?:the )?(?:cpt|hcpcs|icd(?:-?1[01])?)(?:[- ]cm)? 20\d\d\b|\bwill\b.{0,40}\b(?:be worth|pay|be paid|go up|go down)\b.{0,30}\b(?:20\d\d|next year)\b|\b(?:predict|forecast)"
)
_OTHER_SYSTEMS = {
    "ICD-10-PCS": r"\bicd[- ]?10[- ]?pcs\b|\bpcs (?:code|for)\b",
    "ICD-10-GM": r"\bicd[- ]?10[- ]?gm\b",
    "ICD-9-CM": r"\bicd[- ]?9\b",
    "ICD-11": r"\bicd[- ]?11\b",
    "OPCS-4": r"\bopcs\b",
    "ICD-10-CA": r"\bicd[- ]?10[- ]?ca\b",
    "CCI (Canada)": r"\bcci (?:code|canad)|\bcanad(?:a|ian)\b",
    "MBS (Australia)": r"\bmbs\b|\baustralian?\b",
    "HRG (England)": r"\bhrgs?\b|\bnhs\b",
    "ICD-10-AM": r"\bicd[- ]?10[- ]?am\b|\bachi code",
    "OHIP": r"\bohip\b",
    "GOÄ/EBM": r"\bgo[äa]e?\b|\bebm[- ]ziffer",
    "SNOMED CT": r"\bsnomed\b",
    "MS-DRG": r"\bms-?drg\b|\bdrg\b",
    "Risk adjustment (HCC weights)": r"\braf\b|\bhccs?\b.{0,25}\b(?:weights?|coefficients?|scores?|values?|factors?)\b|\brisk adjust\w*\b.{0,25}\b(?:weights?|coefficients?|scores?|factors?)\b|\bunder v2[48]\b",
    "LOINC": r"\bloinc\b",
    "CDT": r"\bcdt\b|\bdental code",
    "ASA base units": r"\banesthesia base\b|\bbase units\b",
    "ICPM/OPS": r"\bops[- ]code\b|\bops[- ]kode",
}
_MONEY = re.compile(
    r"\b(?:dollars?|fee schedule amount|allowed amount|how much (?:does|will|do|is|would)|reimburse(?:d|ment)? (?:rate|amount)|"
    r"payment (?:rate|amount|for)|conversion factor|(?:20\d\d|medicare|payer'?s?|current) rates?|rvus?|price (?:of|for)|costs? of)\b|"
    r"\bwhat (?:does|do|did|will|would) (?:\S+ ){0,4}?pay\b|\$\s?\d|\bcontract\b|\bfees? (?:for|of)\b(?! service)|\bbe worth\b|\bpay(?:s|ing)? for (?:a |an )?\d{5}\b|\bcarve[- ]?out\b|\bcase rate\b"
)
_PAYER_NAMES = (
    r"(?:aetna|cigna|united ?health\w*|uhc|humana|blue ?cross|blue shield|bcbs\w*|florida blue|anthem|kaiser|tricare|champva|molina|centene|ambetter|wellcare|highmark|"
    r"carefirst|premera|regence|health ?net|emblem ?health|horizon bcbs|oscar health|wellpoint|elevance|geisinger|upmc|harvard pilgrim|tufts health|priority health)"
)
_PLANS = r"(?:medicare advantage|ma plan|part c|managed medicaid|medicaid managed care|managed care|(?<!preferred )ppo|hmo|epo|commercial (?:plan|payer|insur\w+|carrier)|private (?:plan|payer|insur\w+))"
_PRIVATE_PAYER = re.compile(rf"\b{_PAYER_NAMES}\b")
_PLAN = re.compile(rf"\b(?:{_PAYER_NAMES}|{_PLANS})\b")
# The payer is what does something: "does Aetna want 50 or RT and LT?"
_PAYER_DOES = re.compile(rf"\b(?:does|do|will|would|did|can) (?:(?:the|our|their|his|her|a|my) )?(?:{_PAYER_NAMES}|{_PLANS})\b")
# What stands in a contract or on a payer's own list: how long a claim or an appeal may wait, what must be authorized before.
_CONTRACT = re.compile(
    r"\b(?:timely )?filing (?:limit|deadline|window|period|rule|time)s?\b|\btimely filing\b(?=.*\b(?:how (?:many|long)|limit|days|deadline|months|is|with|for)\b|\W*$)|"
    r"\b(?:prior|pre)[- ]?(?:auth\w*|cert\w*)\b|\bpre-?approv\w+|\bauthorization (?:required|needed|list)\b|\b(?:needs?|requires?|required|before|without) (?:an? )?auth(?:orization)?\b|"
    r"\bauth(?:orization)? (?:is |be )?(?:needed|required)\b|\bhow (?:long|many days)\b.{0,40}\b(?:appeal|file|resubmit|corrected claim|reconsider\w*)\b|"
    r"\bappeals? (?:deadline|limit|window)\b|\b(?:in|out of)[- ]network\b|\bcredential\w+"
)
# A rule of the trade on the same matter is no look into a contract.
_NO_CONTRACT = re.compile(r"\bmedicare(?! advantage)\b|\bpart b\b|\bmcr\b|\bproof\b|\bproves?\b|\bdenial\b|\bdenied\b|\bco-?\d+\b")
_PAYER_POLICY = re.compile(
    r"\bcover(?:s|ed|age)?\b|\bpa(?:y|ys|id|yable)\b|\bpolic(?:y|ies)\b|\bprior auth|\brequires?\b|\ballows?\b|\baccepts?\b|\bden(?:y|ies|ied)\b"
)
_NOT_CODING = re.compile(
    r"\bweather\b|\brecipe\b|\bfootball\b|\bstock price\b|\bpoem\b|\bjoke\b|\btranslate\b|\bwho won\b|\bcapital of\b|\bpresident\b|"
    r"\b(?:cpc|ccs|coc|cic|certification|certified coder) (?:exam|test|cred\w*)|\bstudy for\b|\bsalary\b|\bjob interview\b|\bresume\b(?= (?:tips|help|template))|"
    r"\bwho (?:do|should|can) (?:i|we) (?:call|contact|email)\b|\bphone number\b"
)


def scope_of(asked: str, plain: str, *, ordered: bool, codes: bool, yes_or_no: bool) -> tuple[Scope, str]:
    """Whether a question is ours to answer, and what of it is not: the payer, the system, what is bent.

    ``asked`` is the last message and ``plain`` the whole, both spelled out; ``ordered`` tells of orders taken out of it,
    ``codes`` whether codes are named, ``yes_or_no`` whether it wants only that.
    """
    bends = bent(plain, yes_or_no=yes_or_no)
    if bends or _UPCODING.search(plain):
        return Scope.UPCODING, bends or "payment"
    if ordered and not re.search(r"[a-z]{4,}", asked.replace("system", "")):
        return Scope.COMMAND, ""
    for name, pattern in _OTHER_SYSTEMS.items():
        if re.search(pattern, asked):
            return Scope.OTHER_SYSTEM, name
    if _CLINICAL.search(asked):
        return Scope.CLINICAL, ""
    if _FUTURE.search(asked):
        return Scope.FUTURE, ""
    if _MONEY.search(asked):
        return Scope.MONEY, ""
    plan = _PLAN.search(plain)
    if plan and (_CONTRACT.search(asked) or _PAYER_DOES.search(asked)):
        return Scope.PAYER, plan[0]
    if _CONTRACT.search(asked) and not _NO_CONTRACT.search(plain):
        return Scope.PAYER, "the payer"
    named = _PRIVATE_PAYER.search(asked)
    payer = asks_of_a_payers_table(plain) or names_a_state_payer(asked) or (named[0] if named else None)
    if payer and (_PAYER_POLICY.search(asked) or asks_of_a_payers_table(plain)):
        return Scope.PAYER, payer
    if asks_for_a_descriptor(asked):
        return Scope.DESCRIPTOR, ""
    if _NOT_CODING.search(asked) and not codes:
        return Scope.NOT_CODING, ""
    if ordered and not codes and not re.search(r"\b(?:code|dx|diagnos|graft|icd|cpt|procedure|drug|modifier|units?)", asked):
        return Scope.COMMAND, ""
    return Scope.CODING, ""

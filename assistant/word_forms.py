"""The forms in which a word of a cue may be said: *excision* is also *excised*, *fluoroscopic* also *fluoro*."""

from __future__ import annotations

import re
from functools import cache

# What is done and how it is seen, each in its forms; an article's cue holds one of them. Adjectives that decide
# (complete, limited, open, closed) are left out: "the procedure was completed" says nothing of a complete study.
_SAME = (
    "excision|excised|excise|excising",
    "removal|removed|removing|remove|taken out|took out|taken off|took off|taking out|pulled out",
    "repair|repaired|repairing|repairs",
    "injection|injected|injecting|inject|inj",
    "insertion|inserted|inserting|placement|placed|placing|put in",
    "biopsy|biopsies|biopsied",
    "aspiration|aspirated|aspirating|aspirate",
    "drainage|drained|draining|drain",
    "dilation|dilated|dilatation|dilating|dilate",
    "ligation|ligated|ligating",
    "fusion|fused",
    "release|released|releasing",
    "destruction|destroyed|destroying|destroy",
    "ablation|ablated|ablating",
    "debridement|debrided|debriding|debride",
    "incision|incised",
    "replacement|replaced|replacing",
    "resection|resected|resecting",
    "revision|revised",
    "irrigation|irrigated|irrigating|irrigate",
    "reduction|reduced|reducing",
    "manipulation|manipulated",
    "exploration|explored",
    "decompression|decompressed",
    "amputation|amputated",
    "evacuation|evacuated",
    "extraction|extracted",
    "avulsion|avulsed",
    "curettage|curetted|curettement",
    "cauterization|cauterized|cautery|cauterize",
    "trimming|trimmed|trim",
    "paring|pared",
    "infusion|infused|infusing",
    "sampling|sampled|samples",
    "harvest|harvested|harvesting",
    "arthroscopy|arthroscopic|arthroscopically",
    "laparoscopy|laparoscopic|laparoscopically|lap",
    "endoscopy|endoscopic|endoscopically",
    "hysteroscopy|hysteroscopic|hysteroscopically",
    "percutaneous|percutaneously",
    "fluoroscopy|fluoroscopic|fluoroscopically|fluoro",
    "ultrasound|ultrasonography|sonogram|sonography|sono",
    "x-ray|xray|x ray|radiograph|plain film|plain films|films",
    "recurrent|recurring|recurred|recurrence|came back|has come back",
    "catheterization|catheterized",
)
_FORMS = {form: group for group in _SAME for form in group.split("|")}


@cache
def forms(word: str) -> tuple[str, ...]:
    """The forms of a word in lower case that mean the same, itself first; itself alone where none are known."""
    group = _FORMS.get(word)
    return (word, *(form for form in group.split("|") if form != word)) if group else (word,)


@cache
def any_form(word: str) -> str:
    """A pattern for a word in any of its forms."""
    said = [re.escape(form).replace(r"\ ", r"\s+").replace(r"\-", r"[\s-]?") for form in forms(word)]
    # the longest first, so that a form is not cut short by one that begins alike
    return said[0] if len(said) == 1 else f"(?:{'|'.join(sorted(said, key=len, reverse=True))})"

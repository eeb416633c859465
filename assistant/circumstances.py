"""How a service was given and which kinds of service a question names, in the marks that rulings and circumstances use as cues.

A mark such as ``<in global>`` or ``<minor procedure>`` stands for every wording of one circumstance, and for every code
of one kind by its fee schedule row, so that one ruling of an article settles the question for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from assistant.question import Reading, asks_whether
from assistant.record_marks import WORDINGS, of_one_setting
from knowledge.claims.modifiers import DISTINCT, VISIT_ONLY, is_visit
from knowledge.code_format import is_procedure_shaped
from knowledge.current_facts import fact_row
from knowledge.library import Library
from knowledge.records import ProcedureCode

_SPAN = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a|an|few|a few|couple|a couple|couple of|a couple of|several|last)"
_TIME = r"(?:days?|weeks?|wks?|wk|months?|mos?|mths?)"
_BODY = r"(?:eye|knee|hip|shoulder|wrist|hand|foot|ankle|elbow|ear|breast|side|leg|arm|lid|kidney|finger|toe)"
_NOT_BEFORE = r"(?<!no )(?<!not )(?<!never )(?<!without )"
# circumstance → the wordings that tell of it
_WORDINGS: dict[str, str] = {
    # who was seen, and what for
    "visit": r"\be/m\b|\be&m\b|\bem\b(?= (?:code|visit|level|same|and|with|too|also|as well|on))|\b(?<!same )(?<!this )(?<!one )(?<!per )(?<!each )(?<!that )(?<!single )(?<!every )visits?\b(?! (?:for|to) (?:the )?"
    r"(?:injection|procedure))|\bov\b|\bconsult\w*\b|\boffice level\b|\bevaluation and management\b",
    "seen": r"\b(?:sees|saw|seen|evaluat\w+|examin\w+|comes? in|came in|presents?|returns?|back (?:in|at|to) (?:the )?(?:office|clinic))\b",
    "separate work": r"\bsignificant\b|\bseparately identifiable\b|\btruly separate\b|\bseparate (?:problem|issue|complaint|condition|work|note|hpi|a/p|documentation|workup)\w*|"
    r"\b(?:different|another|unrelated|new|second|other) (?:problem|issue|complaint|condition|concern)s?\b|\bunrelated\b|\bown (?:hpi|a/?&?p|note|assessment|section|documentation)\b|"
    r"\b(?:also|and|plus|additionally|in addition) (?:\w+ ){0,3}(?:managed|manages|managing|addressed|addresses|handled|handles|evaluated|worked up|works up|treated|treats|adjusted|adjusts|"
    r"reviewed|discussed|changed|changes|refilled|refills|dealt|went over|took care)\b|\b(?:changed|adjusted|increased|refilled|started|titrated|switched) (?:\w+ ){0,3}(?:meds?|medications?|"
    r"metformin|lisinopril|insulin|dose|prescriptions?|rx|bp med\w*|statin)\b|\bmanages? (?:\w+ ){0,2}(?:htn|hypertension|diabetes|dm|copd|asthma|cholesterol|thyroid|depression|chf|migraines?)\b|"
    r"\bfull (?:workup|work-up|evaluation)\b|\babove and beyond\b|\bbeyond (?:the )?(?:usual|decision|procedure|injection)\b",
    "only the procedure": r"\b(?:only|just|solely|nothing but) (?:\w+ ){0,3}(?:to decide|decided?|decision|looked at|look(?:ing)? at|examined|checked|for the|the (?:knee|lesion|spot|site|joint|shoulder|area|wound|mole|wart|nail)|"
    r"consent\w*|came for|the procedure|the injection)\b|\b(?:scheduled|planned|preplanned|pre-planned|booked|set up|previously decided) (?:\w+ ){0,3}(?:injections?|procedures?|biops\w+|removals?|excisions?|"
    r"debridements?|appointment|visit|series)\b|\bnothing else (?:was )?(?:addressed|done|discussed|evaluated|looked|new)\b|\bno (?:other|new|separate|additional) (?:problems?|complaints?|issues?|work|concerns?|evaluation)\b|"
    r"\bonly (?:reason|problem|complaint|thing)\b|\bcame (?:in )?(?:only|just|solely) for\b|\bdecision to (?:do|perform|inject|biopsy|remove|excise|freeze|debride)\b|\bdecid\w+ (?:to|on) (?:do|perform|inject\w*|biops\w*|"
    r"remov\w*|excis\w*|freez\w*|debrid\w*|the injection|the biopsy)\b|\bno separate work\b|\bquick (?:look|check|exam)\b",
    "decides surgery": r"\bdeci[ds]\w+\b|\bdetermin\w+ (?:the )?(?:need|that)\b|\b(?:plan|plans|elect\w*|recommend\w*|agree[ds]?) (?:\w+ ){0,3}(?:to operate|surgery|to take|operation)\b|\btakes? (?:him|her|them|pt|the patient) (?:straight |directly )?to (?:the or|surgery)\b",
    # when
    "same day": r"\bsame (?:day|date|dos|visit|encounter|session|night|evening|morning|afternoon|claim|appointment|time)\b|\bthat (?:day|night|evening)\b|\bthe day of\b|\btoday\b",
    "in global": rf"\b{_SPAN}(?:-| )?{_TIME} ?(?:ago|after|post\b|post-?op\w*|out\b|later|into|status post|s/p|since|from (?:her|his|the|surgery)|following)|\bpod ?#?\d+|\bpost-?op\w* (?:day|week|period|visit|month)|"
    rf"\bday \d+ (?:after|post|of|following)|\bon day \d+\b|\b(?:in|within|during|inside|still in) (?:the |her|his|its|that|a )?(?:\w+[- ]){{0,3}}(?:global|postop\w*|post-op\w*|90[- ]day|10[- ]day)|\bglobal (?:period|days|window|surgery)\b|\b(?:10|90)[- ]?days? global\b|"
    rf"\b(?:last|this past) (?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bearlier (?:this|in the) (?:week|month)\b|\b{_TIME} (?:after|following|post) (?:the |her|his|our|a )?(?:\w+ ){{0,3}}(?:surgery|operation|procedure|tka|tha|\w+ectomy|\w+plasty|repair|fusion|excision|release|chole\w*)|\bs/p\b.{{0,30}}\b{_TIME}\b|"
    r"\bearlier (?:operation|surgery|procedure)\b|\bpostoperative(?:ly)?\b|\bpost-?op\b",
    "unrelated": rf"\bunrelated\b|\bnothing to do with\b|\bnot related\b|\bno relation\b|\bnew (?:\w+ ){{0,3}}(?:problems?|pain|complaints?|issues?|conditions?|injur\w+|rash|lumps?|lesions?|mass|infection of|symptoms?|finger|fracture)\b|"
    rf"\bfor (?:a|an|her|his|some) (?:new|different|separate)\b|\b(?:different|separate|another) (?:problem|complaint|issue|condition|joint|body part|diagnosis|area|{_BODY})\b|\b(?:other|opposite|second|fellow|contralateral) {_BODY}\b|"
    r"\bnow (?:the |on the |her |his )?(?:left|right)\b",
    "planned stage": r"\bplanned\b|\bstag(?:e|ed|es|ing)\b|\bprospective\w*|\bmore extensive\b|\bre-?excis\w*|\bpositive margins?\b|\bmargins? (?:\w+ )?(?:positive|involved|not clear)\b|\bcompletion \w+ectomy|\bwider\b|\bdefinitive\b|\bsecond stage\b|"
    r"\b(?:expander|implant) exchange\b|\bexchange of (?:the )?(?:tissue )?expander\b|\btold (?:her|him|them|pt|the patient) might\b|\bthey told (?:her|him) might be\b|\bas planned\b",
    "complication": r"\binfect\w+|\bbleed\w*|\bhematomas?\b|\bdehisc\w*|\bseromas?\b|\bleak\w*|\babscess\w*|\bhemorrhag\w*|\bcomplicat\w+|\bnecros\w+|\bobstruct\w+|\bevisceration\b|\bwound (?:problem|breakdown|check)\b|\bdvt\b|\bclot\w*|\bwashout\b|\bdrainage from\b|\bcellulitis\b",
    "operating room": r"\b(?:to|in|at) (?:the )?(?:or|operating room|o\.r\.|theat(?:er|re)|endo suite|endoscopy suite|cath lab)\b(?! (?:not|the|a|an|is|which|code|bill))|\breturn\w* (?:to|trip)\b.{0,12}\b(?:or|operating)\b|\b(?:taken|took|takes|brought|went|goes|rushed) (?:\w+ )?back\b|\btake-?back\b|\breoperat\w+|\bre-?explor\w+",
    "bedside": r"\bbedside\b|\bin (?:the |our |his |her )?(?:office|clinic|exam room|treatment room)\b|\bno (?:return to|or)\b|\bnot (?:in|to|taken to|back to) (?:the )?(?:or|operating room)\b|\bwithout (?:returning|going back|return)\b|\bantibiotics?\b|\babx\b|\bpacking\b|\boral\b",
    "operation": r"\b\w{3,}(?:ectomy|plasty|oscopy|otomy|ostomy|desis|pexy)\b|\bsurger(?:y|ies)\b|\boperati(?:on|ons|ve)\b|\btka\b|\btha\b|\bfusion\b|\bcataract\b|\borif\b|\brepair\b|\b(?:lap )?chole\b|\blap appy\b|\bc-?section\b|\bbypass\b|\bacdf\b",
    # where
    "separate site": rf"\b(?:separate|different|another|other|second|opposite|contralateral|distinct) (?:\w+ ){{0,3}}(?:lesions?|sites?|wounds?|ulcers?|incisions?|areas?|polyps?|locations?|regions?|joints?|organs?|injur(?:y|ies)|levels?|compartments?|"
    rf"quadrants?|toes?|fingers?|digits?|{_BODY}s?|spots?|segments?|lobes?|veins?|nerves?|muscles?|structures?|moles?|warts?|nails?|lid|masses|nodules?)\b|\bcontralateral\b|\bopposite side\b|\b(?:left|right) (?:\w+ ){{0,4}}(?:and|with|plus|,) (?:\w+ ){{0,5}}(?:on|of|to|from) (?:the |her |his )?(?:left|right)\b|"
    r"\bnot (?:the )?same (?:lesion|site|wound|polyp|joint|knee|toe)\b|\beach (?:on|at|in) (?:a |its )?(?:different|separate|own)\b",
    "same site": r"(?<!not )(?<!not the )\bsame (?:lesion|site|wound|ulcer|incision|area|polyp|location|joint|knee|shoulder|eye|toe|spot|organ|interspace|level|mole|finger|breast|ear)\b|\b(?:that|one|the very) (?:same )?(?:lesion|polyp)\b",
    "separate encounter": r"\b(?:separate|different|another|second) (?:encounter|session|visit|time)\b|\b(?:returned|came back|back) (?:\w+ ){0,3}(?:later|afternoon|evening|that (?:day|night))\b",
    # how long ago
    "over three years": r"\b(?:[3-9]|\d\d|three|four|five|six|seven|eight|nine|ten)(?: and a half|\.\d)? ?(?:years?|yrs?)(?: (?:and )?\w+ (?:months?|mos?))? (?:ago|back|earlier|since)\b|\b(?:over|more than) (?:3|three) (?:years?|yrs?)\b",
    "within three years": r"\b(?:[12]|one|two|a)(?: and a half|\.\d)? ?(?:years?|yrs?)(?: (?:and )?\w+ (?:months?|mos?))? (?:ago|back|earlier)\b|\b(?:[1-9]|[12]\d|3[0-5]|a few|several|six|few) (?:months?|mos?|weeks?|wks?) (?:ago|back|earlier)\b|\blast (?:year|month|week|spring|summer|fall|winter)\b",
    # how far it went
    "stopped": r"\bstopp?(?:ed|s|ing)?\b(?! (?:smok|the bleed|bleed|insulin|med))|\babort\w*|\bterminat\w+|\bdiscontinu\w+|\babandon\w*|\bhalt\w*|\bcalled off\b|\bcut short\b|\bcancell?\w*|\b(?:could not|couldn'?t|unable to|not able to|did not|didn'?t) (?:\w+ )?(?:finish|complete|continue|proceed|advance|reach|pass|get (?:past|to))\b|\bonly (?:reached|got|made it|went)\b(?= to| as far)|\b(?:surgeon|doc\w*|gi|he|she) (?:quit|gave up|backed out)\b|\bincomplete\b|\bbailed\b",
    "danger": r"\bhypotens\w*|\bunstable\b|\barrhythm\w*|\bbradycard\w*|\bdesat\w*|\brisk\b|\bdanger\w*|\bthreat\w*|\bwell-?being\b|\bvitals\b|\bcrash\w*|\btachy\w*|\brespiratory distress\b|\bcould not continue\b|\breaction\b|\ba-?fib\b|\bseizure\b|\bhypox\w*|\b(?:poor|bad|inadequate|awful|terrible) (?:bowel )?prep\b|\bprep (?:was )?(?:so |too |very )?(?:poor|bad|inadequate|awful|terrible)\b|\blaryngospasm\b|\bbp (?:drop\w*|fell|tank\w*)|\bst (?:changes|elevation)|\bchest pain\b|\bcoughing\b|\bintoleran\w+|\bcould not tolerate\b|\bnot tolerat\w+|\bobstructing\b|\btortuous\b|\bstricture\b|\bextenuating\b",
    "anesthesia given": r"\b(?:after|post|once|following|under) (?:the |general |full |spinal |mac |iv |moderate |conscious )?(?:anesthesia|induction|sedation|block|spinal|propofol|intubation)\b|\bunder ga\b|\b(?:anesthesia|sedation|induction) (?:was |had been |already |is )?(?:given|started|induced|in|begun|administered|done|on board)\b|"
    r"\b(?:spinal|block|epidural|propofol|versed|general|lma|ga) (?:was |is |already |had been )?(?:in|given|placed|on board|working|done|started|set|induced)\b|\bscope (?:was |had been |already )?(?:in|inserted|advanced|introduced|passed)\b|\bafter (?:the )?(?:incision|prep and incision|scope)\b|\b(?:already )?(?:asleep|intubated|sedated|anesthetized)\b|\bgot (?:the )?(?:versed|propofol|sedation|spinal|block)\b",
    "before anesthesia": r"\b(?:before|prior to|pre) (?:any |the |induction of |giving |starting |getting )?(?:\w+ )?(?:anesthesia|induction|sedation|propofol|block|spinal)\b|\b(?:anesthesia|sedation) (?:was )?(?:not|never|n'?t) (?:yet )?(?:started|given|begun|induced|administered)\b|\bno (?:anesthesia|sedation) (?:was |had been |yet )*(?:given|started|yet)?\b|\bnot yet (?:sedated|asleep|anesthetized|induced)\b|\b(?:anesthesia|sedation) (?:had not|hadn'?t|has not|hasn'?t|wasn'?t|was not)\b",
    "facility claim": r"\bascs?\b|\bfacility\b(?! fee schedule)|\bhospital outpatient\b|\boutpatient hospital\b|\bsurg(?:ery|ical|i)[- ]?cent(?:er|re)\b|\bambulatory surgery\b|\bhospital claim\b|\boutpatient department\b|\bhopd\b|\bub-?04\b|\bhospital side\b|\bopps\b|\bhospital bill\w*\b",
    "practitioner claim": r"\bpro(?:fessional)?[- ]?(?:fee|side|claim|bill\w*)\b|\b(?:physician|surgeon|doctor|md|doc|provider)'?s? (?:claim|side|bill|charge|line)\b|\bon the (?:physician|surgeon|doctor)\b|\bcms-?1500\b|\bprofessional\b",
    "more work": r"\b(?:double|twice|triple|three times|3x|2x) (?:the |as )?(?:work|time|long|usual|normal)\b|\b(?:extremely|unusually|very|exceptionally) (?:hard|difficult|complex|tedious|dense)\b|\bmuch more work\b|\bextra (?:work|time|hours?|hrs?)\b|\bsubstantially (?:more|greater)\b|\bincreased (?:work|time|difficulty)\b|"
    r"\b(?:took|lasted) (?:\w+ ){0,2}(?:longer|hours|hrs)\b|\bfar more work\b|\bgreater than usual\b|\bhours? longer\b|\b(?:usual|usually|normally|typical\w*|normal) (?:is |takes |about |only )?(?:\d|one|an)\b|\bcomplicated by\b",
    "less work": r"\bpartial(?:ly)?\b|\breduced\b|\bonly part\b|\bless than (?:the )?full\b|\babbreviated\b|\bone part\b|\blimited\b|\bonly one (?:ear|eye|side|breast)\b|\b(?:one|single) (?:ear|side) only\b|\bunilateral\b",
    "by choice": r"\bby choice\b|\bchose\b|\belected\b|\bdiscretion\b|\breduced\b|\bdecided not\b|\bdid not need\b|\bpatient (?:request|refus\w+)\b|\bonly (?:one|part)\b",
    # who
    "assists": r"\bassist\w*|\bfirst assist\w*|\bscrubb?(?:ed|s) (?:in )?(?:with|to help|on)\b|\bsecond pair of hands\b",
    "nonphysician": r"\bpa-?c?s?\b(?! view|/lat| and lat|\b.{0,3}cxr)|\bnps?\b|\bphysician assistant\b|\bnurse practitioner\b|\bcns\b|\barnp\b|\baprn\b|\bmid-?levels?\b|\bapps?\b",
    "teaching": r"\bteaching\b|\bresidency\b|\bresidents?\b",
    "no resident": r"\bno (?:qualified )?residents?\b.{0,20}\b(?:available|free|around|qualified)?|\bresidents? (?:\w+ ){0,3}(?:unavailable|not available|wasn'?t available|none)\b|\bnone (?:was |were )?available\b",
    "two surgeons": r"\b(?:two|2|both) surgeons?\b|\bco-?surg\w*|\beach (?:dictat\w+|doing|did|does|surgeon|puts?|perform\w*)\b|\b(?:vascular|general|neuro\w*|spine|ent|ortho\w*|thoracic|access) surgeon\b.{0,60}\b(?:vascular|general|neuro\w*|spine|ent|ortho\w*|thoracic) surgeon\b|\bboth (?:dictat\w+|bill\w*|report\w*|did)\b",
    "distinct parts": r"\b(?:own|distinct|separate|different) (?:part|portion|share|role|op note|note|piece)s?\b|\b(?:does|did|performs?|handled) (?:the )?(?:\w+ )?(?:approach|exposure|access)\b|\bapproach\b|\bexposure\b|\beach\b",
    "team": r"\b(?:three|four|3|4|several|more than two) surgeons\b|\bsurgical team\b|\bteam\b",
    "same practitioner": r"\bboth (?:were |was )?(?:read|done|performed|interpreted|made|taken) by (?!different|another|two|other)|\bsame (?:physician|doc|doctor|radiologist|surgeon|provider|md|cardiologist|person|np|reader|guy|interpreting|ortho\w*|practitioner)\b|\b(?:he|she|dr \w+) (?:also |again )?(?:repeat|re-?read|reads both|read both)\w*\b",
    "another practitioner": r"\b(?:different|another|other|second|new) (?:physician|doc|doctor|radiologist|provider|md|cardiologist|surgeon|reader|practitioner|partner)\b|\bpartner\b|\bcolleague\b",
    "aftercare only": r"\b(?:takes?|took|taking|taken) over\b|\bassum\w+\b|\b(?:only|just) (?:\w+ ){0,3}(?:post-?op\w*|follow-?up|aftercare)\b|\b(?:post-?op\w*|post op|aftercare|follow-?up) (?:care )?only\b|\bco-?manag\w+\b|\bcomanag\w+\b|\bpost-?op\w* management\b",
    "surgery only": r"\b(?:only|just) (?:\w+ ){0,2}(?:the )?(?:operation|surgery|procedure|surgical (?:care|part))\b|\b(?:surgery|surgical care|operation) only\b|\bwill not (?:do|provide|follow)\b|\b(?:not|won'?t) (?:be )?(?:following|follow\w*|seeing) (?:him|her|pt|the patient|up)\b|\bhand(?:s|ed|ing)? (?:\w+ ){0,3}(?:off|over)\b|\btransfer\w*\b|\bvisiting surgeon\b|\bout of state\b|\bback home\b",
    "aftercare": r"\bpost-?op\w*\b|\bpost op\b|\baftercare\b|\bfollow-?ups?\b|\brecovery care\b",
    # again
    "repeated": r"\btwo (?:\w+ ){1,3}(?:the )?same (?:day|date)\b|\brepeat\w*\b|\bagain\b|\bsecond\b|\btwice\b|\banother\b|\bre-?done\b|\bredid\b|\brerun\b|\bre-?drawn\b|\bre-?check\w*\b|\bserial\b|\bx ?[2-5]\b|\bthree times\b|\btwo times\b|\b\d times\b|\bevery \d+ ?(?:h|hours?|hrs?)\b|\bq ?\d+ ?h\b|\bseries\b|"
    r"\b\d{1,2} ?(?::\d\d)? ?(?:am|pm)\b.{0,30}\b\d{1,2} ?(?::\d\d)? ?(?:am|pm)\b|\b(?:morning|am) and (?:\w+ )?(?:afternoon|evening|pm)\b",
    "laboratory test": r"\blabs?\b|\blab tests?\b|\bglucose\b|\bpotassium\b|\bk\+|\btroponins?\b|\bhemoglobin\b|\blactates?\b|\blactic\b|\bcbcs?\b|\bcreatinine\b|\bblood sugars?\b|\bbmps?\b|\bsodium\b|\bh&h\b|\bhematocrit\b|\bptt\b|\binr\b|\bblood gas\w*\b|\babgs?\b|\bblood tests?\b|\bmagnesium\b|\bdrug levels?\b|\bspecimens?\b",
    "confirming": r"\bconfirm\w*\b(?! (?:the )?(?:code|modifier))|\bhemolyzed\b|\bclotted\b|\berror\b|\bmalfunction\b|\blost\b|\bbad specimen\b|\binsufficient\b|\bqns\b|\bspilled\b",
    # imaging and tests
    "reads": r"\breads?\b|\breading\b|\binterpret\w*\b|\bprofessional (?:component|part|only)\b|\boverread\w*\b|\bpro side\b|\bwritten report\b",
    "equipment elsewhere": r"\bhospital\w*\b|\bfacility\b|\bhospital'?s\b|\bimaging center'?s\b|\binpatients?\b|\bin the (?:ed|er)\b|\bportable\b|\b(?:owns?|owned) (?:the )?(?:machine|equipment|scanner|unit)\b|\bicu\b|\bedcare\b",
    "own equipment": r"\b(?:our|my|his|her|their|own|office|practice'?s|clinic'?s) (?:own )?(?:\w+ )?(?:machine|equipment|unit|scanner|device)\b|\bwe own\b|"
    r"\b(?:office|practice|clinic|group) owns\b",
    "screening": r"\bscreen\w*\b|\bpreventive\b|\baverage risk\b|\bhigh risk\b|\bavg risk\b",
    "treated": r"\bpolyps?\b|\bbiops\w*\b|\bbx\b|\bsnar\w*\b|\bbecame\b|\bturned\b|\btherapeutic\b|\bdiagnostic\b|\bconvert\w*\b|\bremov\w*\b|\bpolypectomy\b",
    "not medicare": r"\bcommercial\b|\baca\b|\bprivate (?:payer|plan|insur\w*)\b|\bbcbs\b|\bblue cross\b|\bnon-?medicare\b|\bemployer plan\b",
    "medicare": r"\bmedicare\b|\bmcr\b|\bpart b\b",
    # notices of noncoverage and drugs
    "notice signed": r"\b(?:signed|obtained|got|have|has|had|valid) (?:\w+ ){0,3}abns?\b|\babns?\b (?:\w+ ){0,3}(?:signed|on file|obtained|in hand|in (?:the )?chart|done|completed)\b|\bsigned (?:an |the )?advance beneficiary notice\b|\bwith (?:an |a signed )?abn\b",
    "no notice": r"\b(?:no|without|w/o|missing|forgot|forgets?|skipped|never (?:got|had|signed|obtained)|didn'?t (?:get|have|sign|obtain)|did not (?:get|have|sign|obtain)) (?:\w+ ){0,3}abns?\b|\babns?\b (?:\w+ ){0,3}(?:not|never|wasn'?t|missing|unsigned|forgotten|forgot)\b|\bunsigned\b|\bnone (?:is |was )?signed\b|\bno signed\b",
    "denial expected": r"\bden(?:y|ied|ial|ies)\b|\bnot (?:\w+ ){0,3}necessary\b|\bmedical(?:ly)? necess\w+\b|\bfrequency\b|\blcd\b|\bncd\b|\bexpect\w*\b|\bwon'?t pay\b|\btoo (?:soon|early|often|frequent\w*)\b|\bnot (?:be )?covered\b|\bnoncovered\b",
    "nothing discarded": r"\bno (?:drug )?(?:waste|wastage|discard\w*|leftover|left over)\b|\b(?:nothing|none|zero) (?:\w+ )?(?:waste\w*|discard\w*|left|tossed|thrown|leftover)\b|\b(?:entire|whole|full|all of the|both|every) (?:\w+ )?(?:vials?|drop|dose|contents?)\b(?:.{0,12}\b(?:used|given))?|\bused up\b|\bfully used\b|\ball (?:of it )?(?:was )?(?:used|given)\b|\bzero waste\b|\bno left-?over\b",
    "discarded": rf"{_NOT_BEFORE}\b(?:wast(?:e|ed|age|ing)|discard\w*|thr(?:own|ew) (?:away|out)|left-?over|left over|unused|tossed|remainder|rest (?:of (?:it|the vial) )?(?:was )?(?:wasted|discarded|thrown|tossed))\b",
    "drug vial": r"\bvials?\b|\bsingle[- ]?(?:dose|use)\b|\bsdv\b|\bdrugs?\b|\bmg\b|\bunits of\b|\bsyringes?\b",
    "therapy": r"\bpt\b(?= (?:visit|clinic|session|eval|plan|codes?|lines?|claim|threshold|cap|services?|department))|\bphysical therap\w*\b|\boccupational therap\w*\b|\bspeech\b|\bslp\b|\btherap(?:y|ist)\b|\bot\b|\b971[1-6]\d\b|\b97530\b|\b97535\b|\b92507\b|\bgp\b",
    "over the threshold": r"\bthresholds?\b|\bcap\b|\bexceed\w*\b|\bover the (?:yearly|annual|limit|amount|dollar)\b|\bpast the (?:yearly|annual|limit)\b",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in (_WORDINGS | WORDINGS).items()}
# Circumstances that exclude each other.
_EITHER = (
    ("separate work", "only the procedure"),
    ("same practitioner", "another practitioner"),
    ("separate site", "same site"),
)
# Ranges of codes that are one kind of service, as the chapters of the NCCI manual group them.
_KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "visit": (("99202", "99377"), ("99406", "99499"), ("92002", "92014"), ("G0463", "G0463"), ("G2010", "G2012")),
    "preventive visit": (("99381", "99397"), ("G0402", "G0402"), ("G0438", "G0439")),
    "eye exam": (("92002", "92014"),),
    "office visit": (("99202", "99215"),),
    "vaccine given": (("90460", "90474"), ("90480", "90481"), ("G0008", "G0010")),
    "drug given": (("96360", "96379"), ("96401", "96425")),
    "laboratory test": (("80047", "89398"), ("36415", "36416")),
    "imaging": (("70010", "76499"), ("76506", "76999"), ("77046", "77092"), ("78012", "79999")),
    "anesthesia": (("00100", "01999"),),
    "operation": (("10004", "69990"),),
    "repair of wounds": (("12001", "13160"),),
    "therapy": (("97010", "97546"), ("92507", "92508")),
    "consultation": (("99242", "99255"),),
}
_APART = DISTINCT | {"51", "50", "76", "77", "58", "78", "79"}
# The modifier indicator of a pair, and not the bilateral or assistant indicator of the fee schedule.
_EDIT_INDICATOR = re.compile(r"\b(?:ccmi|(?:modifier|mod|edit|ncci|ptp|cci|pair) indicator|indicator (?:on|of|for) the (?:pair|edit))(?: (?:is|of|on the (?:pair|edit) is|was|says|shows))?(?: a| an)? ?[:=]? ?([019])\b")
# "the 25 goes on the 11102"
_PUT_ON = re.compile(r"\bmodifier (\w\w) (?:\w+ ){0,3}(?:on|to) (?:the |my |our |a |his |her )?([0-9a-v]\d{3}[0-9tu])\b")
_STAY = re.compile(r"\b(\d{1,2}(?:\.\d)?) ?(?:hours?|hrs?)\b")
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap])\.?m\b")
_MINUTES_OF = {
    who: re.compile(rf"\b(?:{names})\b(?: \w+){{0,2}} (\d{{1,3}}) ?min|\b(\d{{1,3}}) ?min\w* (?:by |from |for |of |was |were )?(?:the |our )?(?:{names})\b")
    for who, names in {
        "physician": r"md|do|physician|doctor|doc|attending|hospitalist|surgeon|cardiologist|dr",
        "nonphysician": r"pa-?c?|np|nurse practitioner|physician assistant|app|aprn|arnp|practitioner|midlevel",
    }.items()
}
# Medicare's least hours between admission and discharge of one date for 99234 to 99236
_SAME_DATE_STAY = 8
_GLOBALS = {"000": "minor procedure", "010": "minor procedure", "090": "major procedure", "XXX": "xxx procedure", "ZZZ": "add-on"}
_GLOBAL = re.compile(r"has status (\w).*? global days (\w+)")
# The value of an indicator in a fee schedule row: "bilateral indicator 2".
_INDICATOR = re.compile(r"(bilateral|PC/TC|assistant|co-surgeon) indicator (\d)")


def told(reading: Reading, library: Library) -> str:
    """The marks of all that a question tells, one after the other: ``<visit> <same day> <minor procedure>``.

    Kinds of procedure come from the fee schedule row that holds on the day asked about.
    """
    last = {name: max(found.start() for found in said) for name, pattern in _PATTERNS.items() if (said := list(pattern.finditer(reading.plain)))}
    for one, other in _EITHER:
        if one in last and other in last:
            # what is said last corrects what was said before
            del last[one if last[one] < last[other] else other]
    if "practitioner claim" in last:
        last.pop("facility claim", None)
    marks = list(of_one_setting(last, reading.plain))
    # "may we code it", in whatever words
    marks += ["asked whether"] if asks_whether(reading) else []
    kinds = {mention.code: tuple(_kinds(mention.code, reading, library)) for mention in reading.mentions}
    marks += chain.from_iterable(kinds.values())
    procedures = [code for code, held in kinds.items() if "procedure" in held and "visit" not in held]
    marks += ["two procedures"] if len(procedures) > 1 else []
    marks += _misplaced(reading)
    hours = _hours(reading.plain)
    marks += ["under eight hours"] if hours is not None and hours < _SAME_DATE_STAY else []
    marks += _greater_share(reading.plain)
    marks += [f"edit indicator {found}" for found in _EDIT_INDICATOR.findall(reading.plain)]
    return " ".join(mark(name) for name in dict.fromkeys(marks))


def _hours(plain: str) -> float | None:
    """How long a stay lasted, by the hours stated or from one time of the clock to the next; None where neither is told."""
    stated = _STAY.search(plain)
    if stated is not None:
        return float(stated[1])
    times = [int(hour) % 12 + (12 if half == "p" else 0) + int(minute or 0) / 60 for hour, minute, half in _CLOCK.findall(plain)]
    return times[1] - times[0] if len(times) > 1 and times[0] < times[1] else None


def _greater_share(plain: str) -> list[str]:
    """Who of a physician and a practitioner gave a shared visit more minutes, where both are told."""
    own, other = (_MINUTES_OF[who].search(plain) for who in ("physician", "nonphysician"))
    if own is None or other is None:
        return []
    minutes = [int(next(filter(None, found.groups()))) for found in (own, other)]
    return ["physician spent more" if minutes[0] > minutes[1] else "physician spent less"]


def of_operations(codes: Sequence[ProcedureCode]) -> str:
    """The mark of the kind of operation that codes described in words are, by their global days; empty where they differ."""
    kinds = {_GLOBALS.get(str(code.facts.get("pfs", {}).get("global")), "") for code in codes if "add_on" not in code.facts}
    return mark(kinds.pop()) if len(kinds) == 1 and kinds <= {"minor procedure", "major procedure"} else ""


def _misplaced(reading: Reading) -> Iterator[str]:
    """A modifier of visits put on what is none, and one of procedures put on a visit."""
    put = {(modifier, mention.code) for mention in reading.mentions for modifier in mention.modifiers}
    put |= {(found[1].upper(), found[2].upper()) for found in _PUT_ON.finditer(reading.plain)}
    for modifier, code in put:
        if modifier in VISIT_ONLY and not (is_visit(code) or is_kind(code, "preventive visit")):
            yield "visit modifier on a procedure"
        elif modifier in _APART and is_visit(code):
            yield "procedure modifier on a visit"


def mark(name: str) -> str:
    """A circumstance as one word that no wording is part of."""
    return f"<_{name.replace(' ', '_')}_>"


def is_kind(code: str, kind: str) -> bool:
    """Whether a code stands in the ranges of one kind of service."""
    return any(len(code) == len(first) and first <= code <= last for first, last in _KINDS[kind])


def _kinds(code: str, reading: Reading, library: Library) -> Iterator[str]:
    if not is_procedure_shaped(code):
        return
    yield "procedure"
    yield from (kind for kind in _KINDS if is_kind(code, kind))
    row = fact_row(library, code, "pfs", reading.day)
    found = _GLOBAL.search(row.text) if row else None
    if row is None or found is None:
        return
    status, days = found.groups()
    yield f"status {status}".lower()
    if days in _GLOBALS and not (is_kind(code, "visit") or is_kind(code, "preventive visit")):
        yield _GLOBALS[days]
    yield from (f"{name} {value}".lower() for name, value in _INDICATOR.findall(row.text))

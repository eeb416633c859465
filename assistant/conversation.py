"""A conversation: which message goes on from the ones before, which only doubts the answer, and what a topic says in all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from assistant import attributes, corrections
from knowledge import code_format
from knowledge.wording import spelled_out

_FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|so|ok(?:ay)?|what if|what about|how about|same\b|scratch that|actually|no[,.;:!]|(?:no|oh) ?,? ?wait|hold on|hang on|"
    r"no (?:it|that|she|he|they)(?:'s|\s)|then|also|plus|another|in addition|if (?:it|he|she|they)|suppose|sorry|my (?:bad|mistake)|on second thought|"
    r"you (?:left|forgot|missed)|the guidelines? says?|so why not|shouldn'?t|they|it|he|she|oops|forgot|with|without|are you sure|really|hmm*\b|this (?:is|was) (?:the|a|an|his|her|my|for)\b|add (?!-?ons?\b)|(?:the )?(?:patient|pt)(?:'s| is| has) (?:medicare|medicaid|commercial)\b|i(?:'ve| have)? (?:was|been) (?:told|taught|trained)|isn'?t (?:it|that)\b|that (?:contradicts|makes no)|left|right|both|medicare|commercial|no \w+$|i meant|make it|instead|add(?:ing)? that|"
    r"(?:\d+|one|two|three|four|five|six|a few|few) ?(?:days?|weeks?|wks?|months?|mos?|hours?|hrs?) (?:later|after|on|out|post)\b|turns out|update:?|correction:?|stage \w+ now|(?:the )?(?:doc|dr|md|provider|surgeon|patient|pt|note|path(?:ology)?|op note|mri|x-?ray)\b.{0,12}"
    r"\b(?:addend\w+|amend\w+|clarif\w+|queried|updated|came back|is back|now)|(?:he|she|pt|patient)(?:'s| is) back|\w+(?:'s| is) back)\b",
    re.IGNORECASE,
)
_NEW_TOPIC = re.compile(
    r"\b(?:new (?:topic|question|patient|pt|case)|different (?:question|patient|pt|case)|next (?:question|patient|case)|unrelated (?:question|topic|matter|patient|pt|case))\b|^\W*unrelated\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_CODE = re.compile(r"\b(?:dx|code|codes|icd|cpt|diagnosis)\b")
# Words that point back at what was told: a change, the same or the other of it, somebody not named in the message itself.
_POINTS_BACK = re.compile(
    r"\b(?:re-?do|re-?code|what changes|chang\w+ (?:anything|it|that|this|the (?:code|answer))|full (?:set|list)|still|now|same (?:session|sitting|visit|day|encounter|patient|pt|side|"
    r"knee|eye|ear|hand|foot|hip|shoulder|arm|leg|wrist|ankle|breast|claim|note)|the other (?:one|side|eye|ear|knee|hip|hand|foot|arm|leg|shoulder|breast|wrist|ankle)|that one|this one|the one|"
    r"he|she|they|it|his|her|their)\b",
    re.IGNORECASE,
)
# A message that brings its own patient begins something of its own.
_OWN_PATIENT = re.compile(
    r"\b(?:pt|patient|y/?o|yrs? old|year[- ]old|man|woman|boy|girl|child|kid|infant|baby|lady|guy|mom|male|female|\d+ ?[mf])\b", re.IGNORECASE
)
# What is only told, of somebody or something known: "sputum culture is positive for klebsiella".
_SAYS_OF_IT = re.compile(
    r"\b(?:is|was|were|are|has|had|did|does|says?|said|shows?|showed|came|grew|wrote|documents|documented|put|turned|called|confirm(?:s|ed)|reads?|added|found)\b",
    re.IGNORECASE,
)
# The result of a test is one of the patient at hand.
_RESULT = re.compile(
    r"^\W*(?:and |the )*(?:(?:urine|blood|sputum|wound|stool) )?(?:cultures?|path(?:ology)?|a1c|ef|bmi|e?gfr|troponins?|sputum|ua|bnp|hgb|wbc|glucose|tsh|psa|nihss|abi|phq-?9)\b", re.IGNORECASE
)
_ASKS = re.compile(r"\?|\b(?:dx|codes?|icd|cpt|hcpcs|diagnos\w+|modifiers?|units?|which|what|how)\b", re.IGNORECASE)
_PUSH_BACK = re.compile(
    r"\bare you sure\b|\bi(?:'ve| have)? (?:was|been) (?:told|taught|trained)\b|\bi (?:learned|read|heard) (?:that|it|differently|otherwise)\b|"
    r"\b(?:doesn'?t|makes?) (?:make )?(?:no )?sense\b|\b(?:seems|looks|feels) (?:(?:too |way )?(?:high|low|much)|off|odd|strange|wrong)\b|\bcontradicts?\b|"
    r"\b(?:got|gets|been|always|was) paid\b|\bmy (?:training|course|instructor|textbook)\b|\breally\?|\bi(?:'m| am) (?:pretty |quite )?(?:sure|certain)\b|\bthat(?:'?s| is| can'?t be| cannot be|"
    r" isn'?t| doesn'?t (?:look|sound)) (?:wrong|right|correct|incorrect)\b|\byou(?:'re| are) (?:wrong|mistaken|incorrect)\b|\bcorrect yourself\b|"
    r"\byou (?:forgot|missed|left (?:out|off))\b|\bi (?:disagree|don'?t (?:agree|buy|believe|think so)|won'?t|refuse|doubt)\b|\bagree\?|\b(?:auditor|boss|manager|"
    r"supervisor|lead|biller|trainer|instructor|teacher|colleague|coworker|consultant|everyone|everybody|payer|rep|calculator|ehr|emr|app|cheat sheet|nurse|office manager|compliance|scrubber|encoder|software)"
    r"\b.{0,20}\b(?:says?|said|insists?|swears?|told|thinks?|wants?|uses?|always|keeps|agrees?|backs|confirms)\b|^\W*\S*\d\S*\s*\?{2,}|\bwe(?:'ve| have)? (?:always )?(?:used?|coded?|billed?|sent) |"
    r"\bi(?:'ve| have)? always (?:used|coded|billed|sent|put)\b|\balways (?:been|used|coded|billed|needs)\b|\bevery claim\b|\ball (?:our |the |my )?claims\b|"
    r"^\W*(?:wrong|incorrect|nope|not right|no way|nonsense)\b|\breconsider\b|\bfix (?:the|your|it|that)\b|\bcheck again\b|\blook again\b|"
    r"\bi (?:get|got|count|come up with|came up with) \d|^\W*no,? .{0,20}\bis (?:right|correct)\b|\bpretty sure\b|\bsounds wrong\b|\bcan'?t be\b|\b(?:isn'?t|shouldn'?t|wouldn'?t) (?:it|that|this)\b|"
    r"\bwhy (?:not|isn'?t)\b|\bguidelines? (?:say|state)s?\b|^\W*(?:shouldn'?t|isn'?t|wouldn'?t) \w+",
    re.IGNORECASE,
)
# A code put forward as the better one, with nothing said about the patient.
_CLAIMS = re.compile(
    r"\bso\b.{0,60}, (?:no|right|correct|yes)\?\s*$|\bgoes first, (?:no|right)\?|\bi(?:'d| would)? (?:think|thought|believe|say|figured?|assumed?|would have said)\b|\b(?:it|that)(?:'?s| is| was) (?:not )?(?=\S*\d)|\bisn'?t (?:it )?(?=\S*\d)",
    re.IGNORECASE,
)
# A statement on a code, and no question or list of codes.
_STATES = re.compile(
    r"^(?!\W*(?:is|are|can|may|does|do|should|would|could|if|and if|what)\b).*\b(?:covers?|is|are|was|goes|go|needs?|includes?|lists?|says|should|must|has|gets?|pays?|applies|means|works|fits|makes)\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_ALOUD = re.compile(r"\?|^\W*(?:which|what|how|why|when|where)\b|\b(?:codes?|dx|cpt|units?|pls|please)\W*$", re.IGNORECASE)
# A message that insists on a code, and one that tells something new of the record.
_INSISTS = re.compile(
    r"\b(?:has|have|needs?) to be\b|\b(?:should|must) be\b|\b(?:keep|use|drop|remove|delete|give me|go with|stick with|code it as|fix it|stays?|always|never)\b|"
    r"\b(?:our|my|the) (?:system|encoder|software|scrubber|template|book|cheat sheet|order)\b|\b(?:just|only|alone)\b|\bwrong\b|\bdid ?n[o']t link\b",
    re.IGNORECASE,
)
_NEW_FACT = re.compile(
    r"\b(?:addend\w*|amend\w*|turns out|updated?|new (?:info\w*|note|result|record)|path (?:came|shows|report)|now (?:says|shows|documents|documented))\b|"
    r"\bwhat if\b|\bwhat about\b|\binstead of\b",
    re.IGNORECASE,
)
# A sentence that announces something that was not seen before.
_NEWS = re.compile(
    r"\b(?:just|only now|now) (?:saw|noticed|found|got|realized|read|see|came)\b|\b(?:saw|found|noticed) (?:it )?(?:further|lower) down\b|\bmixed up\b|\bwrong chart\b|"
    r"\bmy (?:mistake|bad|error)\b|\bbreakdown\b|\bi (?:missed|overlooked)\b|\b(?:came|is) back\b|\baddend\w+|\bamended\b",
    re.IGNORECASE,
)
# "I disagree, the doc said ...": the doubt is no part of what is told.
_OPENS_WITH_DOUBT = re.compile(
    r"^\W*(?:(?:hmm+|well|no|nope|sorry)\W+)*(?:i (?:disagree|don'?t (?:agree|think so|buy (?:it|that)))(?: with \S+| w/ ?\S+)?|(?:are )?you sure|that'?s (?:wrong|not right)|you(?:'re| are) wrong|really)\s*[,.?!;:-]+\s*",
    re.IGNORECASE,
)
# What somebody was taught is no figure of the patient.
_TAUGHT = re.compile(r"\b(?:taught|trained|told|learned|heard|rule|policy|anything|always|guidelines?|everyone|everybody)\b", re.IGNORECASE)
# What is told of the patient; beside an insisted code it only argues for it.
_TELLS = re.compile(
    r"\b(?:she|he|pt|patient)(?:'s| is| was| has| had| takes| also| uses) (?!to\b|not\b|right\b|wrong\b)", re.IGNORECASE
)
# An amount, and one service more beside what was told.
_FIGURE = re.compile(
    r"(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+) ?-?(?:cms?|mms?|min\w*|hours?|hrs?|views?|levels?|lesions?|units?|mg|ml|mcg|w(?:ee)?ks?|years?|yo|muscles?|nails?|tags?)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|oh|but)\W+)*(?:plus|also|another|in addition|additionally|on top of (?:that|it)|"
    r"(?:they|he|she|we|i|(?:the )?(?:doc|surgeon|md|dr)) (?:also|added|then|got|did)\b)|^\W*(?:and|add) \d+ (?:min\w*|units?) (?:of )?[a-z]|"
    r"\b(?:he|she|they|we|(?:the )?(?:doc|surgeon|md|dr|provider|gi|pcp)) (?:also|additionally)\b|\b(?:in|at|during) the same (?:session|sitting|visit|encounter|operation)\b|"
    r"\b(?:too|also|as well),? (?:same|in the|on the|at the)\b|^\W*(?:oh )?same (?:session|sitting|visit|day|encounter)\b|"
    r"\b(?:another|an? (?:different|second|separate)) (?:\w+ )?(?:polyp|lesion|wound|site|mole|wart|joint|laceration)\b|\b(?:too|as well|also)\W*$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\bwhat (?:if|about)\b|\bhow about\b|\binstead\b|\band (?:if|for)\b|\bsuppose\b|\bno\b", re.IGNORECASE)
# A figure told anew for what it was told of: "ther ex was 30 actually".
_FIGURE_ANEW = re.compile(
    r"^\W*(?:(?:sorry|actually|oh|wait|correction|no|and|but|oops|hmm|the)\W+)*(?P<what>[a-z][a-z /'-]{2,30}?)(?: time)? (?:was|were|is|took|lasted|measured|should be|ran)"
    r"(?: actually| really| only)? (?P<figure>\d+(?:\.\d+)?)(?: ?-?(?:min\w*|cms?|mms?|hours?|hrs?|mg|ml|units?))?(?: (?:actually|instead|really|not \d+(?: \w+)?))?\W*$",
    re.IGNORECASE,
)
# A study that was made without contrast and then with it is one study without and with.
_WITHOUT_CONTRAST = re.compile(r"\b(?:without|w/o|wo|no) contrast\b", re.IGNORECASE)
_CONTRAST_TOO = re.compile(
    r"\b(?:also|then|and|plus|again|afterwards?)\b[^.?]{0,30}\b(?:with|w/|w) contrast\b|\b(?:with|w/) contrast (?:too|as well|also)\b|"
    r"\bcontrast (?:was |were |got )?(?:given|added|injected|used)\b[^.?]{0,20}\b(?:too|also|as well|after(?:wards?)?|then)\b",
    re.IGNORECASE,
)
# What only continues the sentence before: "now with psychotic features".
_GOES_ON = re.compile(r"^\W*(?:(?:now|but|and|also) )*(?:with|without|w/o?) ?[a-z]", re.IGNORECASE)
# "it's intractable per neuro": only what it is said to be is told.
_IT_IS = re.compile(r"^\W*(?:turns out )?(?:it|this|that)(?:'s| is| was) (?!not\b|the\b|only\b)(?:actually |now |really )?(?:(?:an?) )?(?=[a-z])", re.IGNORECASE)
_FEW = 12
_ASKING_END = re.compile(
    r"[\s.,;]+(?P<what>(?:(?:which|what|the|need|give me|mom'?s|mother'?s|baby'?s|his|her|my|for) )*(?:dx|codes?|cpt|icd-?(?: ?10)?|diagnosis)(?: codes?)?(?: please| pls)?)\W*$", re.IGNORECASE
)
# *right* as true, not as a side
_IS_RIGHT = re.compile(r"\b(?:be|is|isn'?t|that'?s|all|not|sounds?|looks?|seems?) right\b", re.IGNORECASE)


class Topics(Protocol):
    """What a library knows of topics."""

    def named(self, text: str) -> bool:
        """Whether a short message names a diagnosis or a code family of its own, which makes it a new topic."""

    def answered(self, earlier: str, later: str) -> bool:
        """Whether a message answers a question that decides what the earlier messages are about."""


class NoTopics:
    """The topics of no library: nothing is named and nothing answered."""

    def named(self, text: str) -> bool:
        """False."""
        return False

    def answered(self, earlier: str, later: str) -> bool:
        """False."""
        return False


def only_doubts(message: str, earlier: Sequence[str] = ()) -> bool:
    """Whether a message pushes back and states nothing of the patient that was not said before.

    A figure that no ``earlier`` message has is something new.
    """
    parts = _sentences(message)
    if len(parts) > 1 and any(_brings_news(part, earlier) for part in parts):
        return False
    doubted = _PUSH_BACK.search(message) is not None
    insists = code_format.mentions(message) and _INSISTS.search(message)
    told = _NEW_FACT.search(message) or (None if insists else _TELLS.search(message))
    if (told and not (doubted and told[0].lower() == "instead of")) or _new_figures(message, earlier):
        return False
    if earlier and code_format.mentions(message) and _STATES.search(message) and not _ASKS_ALOUD.search(message):
        # a code put forward, with nothing told of the patient
        return True
    if code_format.mentions(message) and (doubted or _INSISTS.search(message) or _CLAIMS.search(message)):
        return True
    facts = attributes.stated(spelled_out(_IS_RIGHT.sub(" ", message)))
    return doubted and not facts


def _sentences(message: str) -> list[str]:
    return re.split(r"(?<=[.!;?])\s+", message)


def _brings_news(sentence: str, earlier: Sequence[str]) -> bool:
    """Whether a sentence of a message announces something new of the record, or corrects what was told."""
    if corrections.opens_with_correction(sentence) or _NEWS.search(sentence):
        return True
    return not code_format.mentions(sentence) and corrections.corrected(earlier, sentence)[0] != list(earlier)


def _new_figures(message: str, earlier: Sequence[str]) -> bool:
    before = " ".join(earlier).lower()
    told = (part for part in _sentences(message) if not _TAUGHT.search(part))
    return any(found[0].lower() not in before for part in told for found in _FIGURE.finditer(part))


def is_follow_up(earlier: Sequence[str], asked: str, topics: Topics) -> bool:
    """Whether a message goes on from the ones before it: it says so, doubts, is a scrap, or answers what was left open."""
    if _NEW_TOPIC.search(asked):
        return False
    if _FOLLOW_UP.search(asked) or only_doubts(asked, earlier) or _goes_on(earlier, asked):
        return True
    rest = attributes.without(spelled_out(asked), {dimension.name for dimension in attributes.DIMENSIONS})
    if code_format.mentions(asked) or _ASKS_FOR_A_CODE.search(rest):
        return False
    short = len(re.findall(r"[a-z]{4,}", rest)) <= 2
    return (short and not topics.named(rest)) or topics.answered(" ".join(earlier), asked)


def _goes_on(earlier: Sequence[str], asked: str) -> bool:
    """Whether a message corrects an earlier one, points back at it, or only tells more of what was asked about."""
    if corrections.only_thanks(asked) or corrections.opens_with_correction(asked):
        return True
    if _OWN_PATIENT.search(re.sub(r"\b(?:same|the|this|that|new|est\w*) (?:pt|patient)\b", " ", asked, flags=re.IGNORECASE)):
        return False
    told = corrections.corrected(earlier, asked)[0] != list(earlier) or (_RESULT.match(asked) is not None and not _ASKS.search(asked))
    return told or _POINTS_BACK.search(asked) is not None or (_SAYS_OF_IT.search(asked) is not None and not _ASKS.search(asked))


def _with_facts_alone(message: str, earlier: Sequence[str]) -> str:
    """The message without sentences that only doubt, and without the words that only say that it corrects."""
    message = _OPENS_WITH_DOUBT.sub("", message, count=1) or message
    kept = [part for part in _sentences(message) if part.rstrip().endswith("?") or not only_doubts(part, earlier)]
    return corrections.without_opening(" ".join(kept) if kept else message)


def amended(topic: Sequence[str]) -> list[str]:
    """The messages of a topic, earlier ones corrected by what a later one tells anew; a message that only corrects is left out."""
    told: list[str] = []
    for said in topic:
        message = said
        if told:
            told, message = corrections.corrected(told, _with_facts_alone(said, told))
            if not re.search(r"[a-z]{3}|\d", message, re.IGNORECASE):
                continue
            told = [corrections.without_question(one, message) for one in told]
            if not _ADDS.search(message):
                told = [corrections.without_kind(one, message) for one in told]
        anew = _FIGURE_ANEW.match(message)
        if anew is not None:
            figure = rf"(\b{re.escape(anew['what'])}\b[^.,;\d]{{0,15}}?)\d+(?:\.\d+)?"
            corrected = [re.sub(figure, rf"\g<1>{anew['figure']}", one, count=1, flags=re.IGNORECASE) for one in told]
            if corrected != told:
                told = corrected
                continue
        if _CONTRAST_TOO.search(message) and any(_WITHOUT_CONTRAST.search(one) for one in told):
            told = [_WITHOUT_CONTRAST.sub("without and with contrast", one) for one in told]
            continue
        told.append(message)
    return told


def merged(topic: Sequence[str]) -> str:
    """The messages of a topic as one text: a later statement replaces an earlier one of the same dimension.

    What was asked for stands at the end, and a few words are read in one sentence with what came before.
    """
    text, *rest = topic
    for later in rest:
        replaced = set(attributes.stated(spelled_out(later)))
        if replaced:
            text = attributes.without(spelled_out(text), replaced)
        text = corrections.complicated(text)
        asking = _ASKING_END.search(text)
        if asking is not None:
            text = text[: asking.start()]
        said = _IT_IS.sub("", later)
        text = f"{text.rstrip(' ,.;?!')}{', ' if said != later else _joint(later)}{said}"
        if asking is not None:
            text = f"{text.rstrip(' ,.;!')}. {asking['what']}"
    return text


def _joint(later: str) -> str:
    """What stands between a message and the ones before: nothing where it only continues them, a full stop where it is a sentence or more."""
    if _GOES_ON.match(later):
        return " "
    return ", " if len(later.split()) <= _FEW and not re.search(r"[.?!;]", later.rstrip(" .")) else ". "


def told_together(topic: Sequence[str]) -> list[str]:
    """The messages of a topic, one that only adds a service (*plus a biopsy of another polyp*) joined to the one before."""
    told: list[str] = []
    for message in topic:
        if told and _ADDS.search(message) and not _INSTEAD.search(message):
            told[-1] = f"{told[-1].rstrip(' ?.!')}. {message}"
        else:
            told.append(message)
    return told


def topic_of(turns: list[str], asked: str, topics: Topics) -> list[str]:
    """The messages of the topic at hand, oldest first, without mere push-back, which states nothing."""
    start = len(turns) - 1
    while start > 0 and is_follow_up(turns[:start], turns[start], topics):
        start -= 1
    told = [turns[start]]
    for later in [*turns[start + 1 :], asked]:
        if not (only_doubts(later, told) or corrections.only_thanks(later)):
            told.append(later)
    return told

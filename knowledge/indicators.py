"""What the indicators of the publishers' tables mean, in our own words (fee schedule: record layout RVU25D)."""

from __future__ import annotations

from collections.abc import Mapping

STATUS = {
    "A": "active, paid separately when covered",
    "B": "bundled: payment is always part of another service",
    "C": "priced by the contractor",
    "E": "excluded from the physician fee schedule by regulation",
    "I": "not valid for Medicare, which uses another code for the service",
    "J": "anesthesia service, paid by base and time units",
    "M": "measurement code for reporting only",
    "N": "not covered by Medicare",
    "P": "bundled or excluded",
    "Q": "therapy functional information code",
    "R": "restricted coverage",
    "T": "paid only when nothing else payable is billed that day",
    "X": "outside the physician fee schedule by law",
}
GLOBAL = {
    "XXX": "the global period does not apply",
    "ZZZ": "add-on code, within the global period of its primary code",
    "000": "same-day global period",
    "010": "10-day global period",
    "090": "90-day global period",
    "YYY": "global period set by the contractor",
    "MMM": "maternity",
}
MAI = {
    1: "claim-line edit",
    2: "date-of-service edit by policy, absolute",
    3: "date-of-service edit by clinical benchmark",
}
OUTPATIENT = {
    "A": "paid under another fee schedule",
    "B": "not recognized on outpatient hospital Part B bills",
    "C": "inpatient only",
    "D": "discontinued",
    "E1": "not covered",
    "E2": "no pricing data",
    "F": "paid at reasonable cost",
    "G": "pass-through drug or biological, paid separately",
    "H": "pass-through device, paid separately",
    "J1": "comprehensive APC that covers the whole encounter",
    "J2": "may be paid through a comprehensive APC",
    "K": "drug or biological without pass-through status, paid separately",
    "L": "vaccine, paid at reasonable cost",
    "M": "not billable to the contractor",
    "N": "packaged into the payment for other services",
    "P": "partial hospitalization",
    "Q1": "packaged when billed with a service of indicator S, T or V",
    "Q2": "packaged when billed with a service of indicator T",
    "Q3": "may be paid through a composite APC",
    "Q4": "laboratory test, packaged unless billed alone",
    "R": "blood and blood products, paid separately",
    "S": "significant procedure, not discounted when multiple",
    "T": "significant procedure, reduced when multiple",
    "U": "brachytherapy source, paid separately",
    "V": "clinic or emergency department visit",
    "Y": "durable medical equipment, billed to the equipment contractor",
}
COVERAGE = {
    "C": "coverage by the contractor's judgment",
    "D": "special coverage instructions apply",
    "I": "not payable by Medicare",
    "M": "not covered by Medicare",
    "S": "not covered by statute",
}
# by the field of a fee schedule row
POLICY: Mapping[str, Mapping[str, str]] = {
    "status": STATUS,
    "global_days": GLOBAL,
    "pctc": {
        "0": "physician service: modifiers 26 and TC do not apply",
        "1": "diagnostic test with two components: modifiers 26 and TC may be used",
        "2": "professional component by itself: modifiers 26 and TC do not apply",
        "3": "technical component by itself: modifiers 26 and TC do not apply",
        "4": "whole test, both components: modifiers 26 and TC do not apply",
        "5": "incident to a physician's service: not paid to the practitioner in a hospital; 26 and TC do not apply",
        "6": "laboratory interpretation by a physician: modifier TC does not apply",
        "7": "therapy that is not paid to a private practice for a hospital patient",
        "8": "interpretation of an abnormal smear for an inpatient: no technical component is recognized",
        "9": "the concept does not apply",
    },
    "multiple": {
        "0": "no reduction when reported with other procedures",
        "1": "reduction by the rules before 1995",
        "2": "standard reduction: the second to fifth procedure at half",
        "3": "endoscopy rules within its family",
        "4": "imaging rules within its family",
        "5": "therapy rules: practice expense of further services at half",
        "6": "cardiovascular diagnostic rules: technical part of further tests reduced by a quarter",
        "7": "ophthalmic diagnostic rules: technical part of further tests reduced by a fifth",
        "9": "the concept does not apply",
    },
    "bilateral": {
        "0": "no bilateral payment: modifier 50 does not apply",
        "1": "both sides are paid at 150 %: modifier 50 applies",
        "2": "already priced for both sides: modifier 50 does not apply",
        "3": "each side is paid in full: modifier 50, or RT and LT, apply",
        "9": "the concept does not apply",
    },
    "assistant": {
        "0": "an assistant is paid only when the record shows why one was needed",
        "1": "an assistant is not paid",
        "2": "an assistant may be paid",
        "9": "the concept does not apply",
    },
    "co_surgeon": {
        "0": "two surgeons are not permitted",
        "1": "two surgeons may be paid when the record shows why both were needed",
        "2": "two surgeons of different specialties are permitted",
        "9": "the concept does not apply",
    },
    "team": {
        "0": "team surgery is not permitted",
        "1": "team surgery may be paid when the record shows why a team was needed; priced by report",
        "2": "team surgery is permitted; priced by report",
        "9": "the concept does not apply",
    },
}

"""Small tables in their publishers' layouts, made for the tests: the layout is real, figures no test needs are not."""

from __future__ import annotations

from pathlib import Path

_PTP_HEAD = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)
PTP_PRACTITIONER = (
    ("20610", "76942", "20150101", "*", "1", "CPT Manual or CMS manual coding instruction"),
    ("20610", "99213", "20100101", "*", "1", "Standards of medical/surgical practice"),
    ("43239", "43235", "19960101", "*", "0", "More extensive procedure"),
    ("29881", "29877", "20040101", "*", "1", "Misuse of Column Two code with Column One code"),
    ("0001A", "90473", "20220101", "20220101", "9", "CPT Manual or CMS manual coding instruction"),
    ("0001A", "99213", "20220101", "20231231", "1", "CPT Manual or CMS manual coding instruction"),
)
PTP_HOSPITAL = (("76942", "20610", "20150101", "*", "1", "CPT Manual or CMS manual coding instruction"),)
_PFS_HEAD = (
    ",,2025 National Physician Fee Schedule Relative Value File October Release,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"
    ",,,,,,,,,,,,,,,,,,,,,,,,,,,,NON-FACILITY,FACILITY,\n"
    ",,,,NOT USED,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED\n"
    ",,,,FOR,,,NON-FAC,,FACILITY ,,,,,,,,,,,,,,,,SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,FOR OPPS\n"
    ",,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,"
    "CO-,TEAM,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT\n"
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,"
    "SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT\n"
)
# code, modifier, status, work, non-facility and facility practice expense, malpractice, PC/TC, global days,
# multiple, bilateral, assistant, co-surgeon, team
FEE_SCHEDULE = (
    ("20610", "", "A", 0.79, 0.92, 0.42, 0.12, "0", "000", "2", "1", "1", "0", "0"),
    ("20930", "", "B", 0, 0, 0, 0, "9", "XXX", "9", "9", "9", "9", "9"),
    ("22558", "", "A", 23.53, 15.61, 15.61, 7.55, "0", "090", "2", "0", "2", "1", "0"),
    ("22614", "", "A", 6.43, 3.31, 3.31, 2.01, "0", "ZZZ", "0", "0", "2", "1", "0"),
    ("27447", "", "A", 19.6, 15.38, 15.38, 3.9, "0", "090", "2", "1", "2", "1", "0"),
    ("29877", "", "A", 8.3, 7.9, 7.9, 1.6, "0", "090", "2", "1", "1", "0", "0"),
    ("29881", "", "A", 7.03, 7.5, 7.5, 1.4, "0", "090", "2", "1", "1", "0", "0"),
    ("43235", "", "A", 2.09, 5.5, 1.3, 0.3, "0", "000", "3", "0", "1", "0", "0"),
    ("43239", "", "A", 2.39, 7.9, 1.4, 0.3, "0", "000", "3", "0", "1", "0", "0"),
    ("64483", "", "A", 1.9, 5.2, 1.1, 0.2, "0", "000", "2", "1", "1", "0", "0"),
    ("76942", "", "A", 0.67, 1.03, 1.03, 0.05, "1", "XXX", "0", "0", "1", "0", "0"),
    ("76942", "26", "A", 0.67, 0.23, 0.23, 0.04, "1", "XXX", "0", "0", "1", "0", "0"),
    ("76942", "TC", "A", 0, 0.8, 0.8, 0.01, "1", "XXX", "0", "0", "1", "0", "0"),
    ("96372", "", "A", 0.17, 0.25, 0.25, 0.01, "5", "XXX", "0", "0", "0", "0", "0"),
    ("97110", "", "A", 0.45, 0.4, 0.4, 0.02, "7", "XXX", "5", "0", "0", "0", "0"),
    ("97140", "", "A", 0.43, 0.36, 0.36, 0.01, "7", "XXX", "5", "0", "0", "0", "0"),
    ("99213", "", "A", 1.3, 1.33, 0.55, 0.1, "0", "XXX", "0", "0", "0", "0", "0"),
)
MUE = (("20610", 2, 3), ("20930", 0, 3), ("27447", 1, 2), ("97110", 6, 3), ("J1100", 120, 3), ("G0008", 1, 1))
_AOC_HEAD = (
    "AOC_Edit_Type,Add-On_Code,AOC_DelDT,Primary_Code,Primary_Code_DelDT,AOC_Edit_EffDT,AOC_Edit_DelDT,"
    "Special_Instruction_Notes\n"
)
ADD_ON = (
    ("1", "22614", "", "22612", "", "2013091", "", ""),
    ("1", "22614", "", "22600", "", "2013091", "", ""),
    ("1", "20930", "", "22558", "", "2013091", "", ""),
    ("1", "20930", "", "22851", "", "2013091", "2016366", ""),
    ("2", "0054T", "", "CCCCC", "", "2013091", "", "Contractor Defined Primary Codes"),
)
_HCPCS_HEAD = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"
HCPCS = (
    "A4206,0010,3,A test description that begins here,Test short,C,19840101,20010101,,N\n"
    "A4206,0020,4,and goes on in a second line,,,,,,\n"
    "J0001,0010,3,A drug that ended,Ended drug,D,20100101,20100101,20241231,D\n"
    "J9999,0010,3,A drug of tomorrow,New drug,D,20300101,20300101,,A\n"
    "   LT,0010,7,Left side,Left side,D,19990101,19990101,,N\n"
    "   TC,0010,7,Technical component,Technical component,D,19990101,19990101,,N\n"
    "   RT,0010,7,Right side,Right side,D,19990101,19990101,,N\n"
    "   JF,0010,7,Ended modifier,Ended modifier,C,20150401,20150701,20150630,N\n"
)


def small_tables(folder: Path) -> Path:
    """Write every small table into the folder."""
    files = {
        "ccipra-v322r0-f1.txt": ptp(PTP_PRACTITIONER),
        "ccioph-v322r0-f1.txt": ptp(PTP_HOSPITAL),
        "PPRRVU2025_Oct.csv": fee_schedule(),
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv": mue("Practitioner Services"),
        "AOC_V2026Q2-MCR.csv": _AOC_HEAD + "".join(",".join(row) + "\n" for row in ADD_ON),
        "HCPC2026_OCT_ANWEB.csv": _HCPCS_HEAD + HCPCS,
        "GPCI2025.csv": "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        "2025 PW GPCI (with 1.0 Floor),2025 PE GPCI,2025 MP GPCI\n01182,CA,18,LOS ANGELES,1.042,1.194,0.69\n",
        "addendum_b_2026-04.csv": "HCPCSCode,ShortDescriptor,StatusIndicator,PaymentRate\n20610,,T,294.5\n20930,,N,\n"
        "22558,,C,\n0001F,,D,\n",
        "pos_codes.csv": "pos_code,pos_type,pos_name,pos_description\n11,Non-Facility,Office,\n22,Facility,On Campus,\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def ptp(rows: tuple[tuple[str, ...], ...]) -> str:
    """A file of procedure-to-procedure edits."""
    return _PTP_HEAD + "".join(
        f"{one}\t{other}\t\t{starts}\t{ends}\t{indicator}\t{why}\n" for one, other, starts, ends, indicator, why in rows
    )


def mue(setting: str) -> str:
    """A file of unlikely edits."""
    head = f'"CPT codes are copyright.\n\n",,,\n"HCPCS/\nCPT Code",{setting} MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
    words = {1: "1 Line Edit", 2: "2 Date of Service Edit: Policy", 3: "3 Date of Service Edit: Clinical"}
    return head + "".join(f"{code},{units},{words[mai]},CMS Policy\n" for code, units, mai in MUE)


def fee_schedule() -> str:
    """A relative value file in the layout of 2025."""
    lines = []
    for code, mod, status, work, pe, facility_pe, mp, pctc, days, mult, bilat, asst, co, team in FEE_SCHEDULE:
        total, facility = round(work + pe + mp, 2), round(work + facility_pe + mp, 2)
        lines.append(
            f"{code},{mod},,{status},,{work},{pe},,{facility_pe},,{mp},{total},{facility},{pctc},{days},0,0,0,{mult},{bilat},"
            f"{asst},{co},{team},,32.3465,09,0,99,0,0,0\n"
        )
    return _PFS_HEAD + "".join(lines)

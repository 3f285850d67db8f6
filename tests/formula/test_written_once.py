"""No formula of the product is written in Python: they are data, compiled to polars and to cells.

What is left in the sources looks up, sums or counts, divides one sum by another, or checks. Each
such text is listed here with its kind; a new one belongs in `data/`, or in this list.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parent.parent.parent / "estimator"
# A function of a spreadsheet; a formula with a sign in it; or a part of one, over cells.
CALL = re.compile(r"\b[A-Z][A-Z_]+\(")
WHOLE = re.compile(r"=[^=].*[-+*/&<>=]")
PART = re.compile(r"[^a-z ]*(?:\{\}|[A-Z\")])(?:[-+*/&]|<>|[<>=]=?)(?:\{\}|[\w\"($-])")

LOOK_UP, SUM, RATIO, CHECK = "look-up", "sum or count over a group", "ratio of sums", "check"
# What is said of the workbook itself: of its scenario, its rate, its order.
WORDS = "words"
# Part of the language: what it says of a formula, and how it writes one.
LANGUAGE = "language"
# Looks like a formula and is none: the pattern of a time of day in .ods.
PATTERN = "pattern"

LISTED: dict[str, dict[str, tuple[str, ...]]] = {
    "formula/check.py": {
        LANGUAGE: (
            'a column holds numbers or text; write IF(…, "yes", "no")',
            "compares an unrounded sum or product; put it in ROUND(…, 2) first",
            '{} can be 0; write IF({} = 0, "", ROUND(… / {}, 4))',
            '{} can be blank; use it inside IF({} = "", …, …)',
            '{} can be blank; write IF({} = "", "", {})',
        ),
    },
    "formula/exactness.py": {
        LANGUAGE: (
            "divides an unrounded sum or product; put it in ROUND(…, 2) first",
            "{} has a product or quotient outside ROUND(…, 2)",
        ),
    },
    "formula/excel.py": {
        LANGUAGE: ("DATE(YEAR({}),MONTH({}),1)",),
    },
    "read/workbook/ods_cells.py": {
        PATTERN: ("PT(\\d\\d)H(\\d\\d)M(\\d\\d(?:\\.\\d{1,9})?)S",),
    },
    "report/sheets/about.py": {
        LOOK_UP: (
            "INDEX(rate_{}, {})",
            "MATCH(model, rate_models, 0)",
        ),
    },
    "report/sheets/assumptions.py": {
        LOOK_UP: ('INDEX(scenario_{}s,MATCH("{}",scenarios_in_force,0))',),
        SUM: (
            '=IF($A{}=scenario,"{}","")',
            "=ROUND({},{})",
        ),
        CHECK: (
            '=IF({}!{}={},"OK","CHECK")',
            'YEAR($B{})&"-"&RIGHT("0"&MONTH($B{}),2)',
        ),
        WORDS: (
            '=IF(AND(volume_factor=1,price_factor=1),"{}","{}"&volume_factor&"{}"&price_factor)',
        ),
    },
    "report/sheets/attention.py": {
        SUM: (
            '=COUNTIFS({},"{}")',
            '=SUMIFS({},{},"{}")',
        ),
    },
    "report/sheets/blocks.py": {
        SUM: (
            "=SUM({}{}:{}{})",
            "={}+0",
            "COUNTA({})-1",
            'SUBSTITUTE({},"{}","~{}")',
        ),
    },
    "report/sheets/budget_block.py": {
        SUM: (
            "=COUNTIFS({},{})",
            "=SUMIFS({},{},{})",
        ),
        CHECK: ("({}<>{})",),
    },
    "report/sheets/budget_checks.py": {
        CHECK: (
            "({}<>{})",
            "=COUNTA({}!$A${}:${}${})",
            "=COUNTA({}!{})",
            "=COUNTA({})-1",
            "=IF(COUNT({})=0,1,0)",
            '=IFERROR(SUMPRODUCT(({}<>"")*({}=0)*({}<>{})),0)',
            "=SUM({})",
            "=SUM({})-SUM({})",
            "=SUM({})-{}",
            "=SUMIFS({},{},{})",
            '=SUMPRODUCT({}*({}=""))',
            "={}+{}",
            "COUNTA({})-1-COUNT({})",
            "INDEX({},MATCH(0,{},0))",
            'SUMIFS({},{},"{}")',
        ),
    },
    "report/sheets/budget_formulas.py": {
        LOOK_UP: (
            "INDEX(cost_center_labels,MATCH({},cost_center_keys,0))",
            "INDEX(plan_months,{})",
        ),
        SUM: (
            '({}<>"{}")*1',
            "=COUNTIFS({},{})",
            '=IF({},"",{})',
            "=ROUND({},2)",
            "=SUMIFS({},{},{})",
            'AND({}=0,{}="")',
            "IF({}=0,0,({}<>{})*1)",
            "SUMIFS({},{})",
            '{},{},">="&{},{},"<="&{}',
        ),
        CHECK: ("(ROUND({},{})<>{})*1",),
    },
    "report/sheets/check.py": {
        CHECK: (
            "(COUNTA({})-1)",
            "=ROUND({},2)",
            "=SUM({})",
            "=SUM({})*{}",
            "={}*{}+{}",
        ),
        WORDS: ('="{}, at 1 {} = "&{}&" {} ("&{}&")"',),
    },
    "report/sheets/check_lines.py": {
        CHECK: (
            '({}="{}")',
            "=({}<>{})*1",
            "=1-({})",
            "=1-{}",
            '=COUNTIF({},"<0")',
            "=IF(AND({}),0,1)",
            "=SUM(wrong_periods)",
            "=SUM(wrong_prices)",
            "=SUM({})",
            "=SUM({})+SUM({})",
            'COUNTIF(scenarios_in_force,"{}")',
            'COUNTIF({},"<{}")+COUNTIF({},">{}")',
            "IF(AND({}),0,1)",
            "IF(AND(ISNUMBER({}),{}>={},{}<={},{}),0,1)",
            "INDEX(scenario_{}s,{})=1",
            "INT(N({}))=N({})",
            "ISNUMBER({})",
            "ROWS({})-COUNT({})+{}",
            "SUMPRODUCT({})",
            "SUMPRODUCT({},{})",
            "{}<={}",
            "{}>={}",
        ),
    },
    "report/sheets/checks.py": {
        CHECK: (
            "=B{}-C{}",
            "=COUNTA({})-1",
            '=COUNTIF({},"OK")&" of "&COUNTA({})&" checks pass"',
            '=IF(B{}=0,"in order","not in order")',
            '=IF(COUNTIF({},"OK")=COUNTA({}),"OK","CHECK")',
            '=IF(D{}=0,"unchanged","changed")',
            '=IF(ISERROR(D{}),"CHECK",IF(ABS(D{})<=E{},"OK","CHECK"))',
            "=ROUND(B{}-C{},2)",
            "=SUM({})",
            "=SUMPRODUCT(--ISERROR({}))",
            "SUMPRODUCT({},{})",
        ),
        WORDS: ('=IF(AND(volume_factor=1,price_factor=1),"Base","not Base")',),
    },
    "report/sheets/default_block.py": {
        SUM: (
            '=COUNTIFS({},"<>",{})',
            '{},">0"',
        ),
    },
    "report/sheets/estimates.py": {
        LOOK_UP: ("=INDEX(plan_months,{})",),
        SUM: ("=SUM({}{}:{}{})",),
    },
    "report/sheets/front.py": {
        SUM: ("=IF(LEN({})>{},{},{})",),
        WORDS: ('LEFT({},{})&"…"',),
    },
    "report/sheets/group_blocks.py": {
        SUM: (
            "=COUNTIFS({},{})",
            '=IF({},"",{})',
            "=ROUND({}+{},2)",
            "=ROUND({},2)",
            "=ROUND({}{}-{},2)",
            "=SUM({})",
            "=SUMIFS({},{},{})",
            "SUM({})",
            "SUM({}{}:{}{})",
            "SUMPRODUCT(ABS({}*{}-{}))",
        ),
        RATIO: ("=IF({}${}=0,0,{}{}/{}${})",),
        CHECK: (
            "COUNT({})=0",
            "IF(COUNT({})=0,0,SUMPRODUCT(ABS({}-{}+{})))",
        ),
    },
    "report/sheets/headline.py": {
        SUM: (
            '=IF({}=0,"","{}")',
            '=IF({}=0,"",{})',
            '=IF({}=0,"{}",{})',
            "=SUM({})",
            '=SUMIFS({},{},"{}")',
            "ABS({}-{})",
            "COUNT({})",
            'COUNTIFS({},"{}")',
            "SUM({})",
        ),
        RATIO: ("IF({}=0,0,100*{}/{})",),
        CHECK: ('=IF({}="OK","{}","{}")',),
        WORDS: (
            '=FIXED({},1)&"{}"',
            '={}&" · "&{}',
            'FIXED({},0)&IF({}=1," {}"," {}s")',
            '{}&"; {}"',
            '" (as of "&YEAR({})&{}&")"',
            '"-"&RIGHT("0"&{}({}),2)',
            '"{}, checked on {}"&IF({}={},"",{})',
            '="Prices: "&{}&" · prepared on {}"',
        ),
    },
    "report/sheets/month_block.py": {
        CHECK: (
            "({}!{}{}<>SUM({}))",
            "({}!{}{}<>{})",
            "=SUMPRODUCT(({}<>{})*1)",
        ),
    },
    "report/sheets/plan.py": {
        SUM: (
            '=IF(COUNT({})=0,"",{})',
            "=SUM({})",
            '=SUMIFS({},{},"{}")',
            "SUM({}!${}${}:${}${})",
        ),
        CHECK: ("=({}!{}{}<>{})*1",),
    },
    "report/sheets/plan_blocks.py": {
        LOOK_UP: ("=INDEX(plan_months,{})",),
        SUM: (
            '">="&{}',
            "=ROUND({}${}-{},2)",
            "=SUM({})",
            "=SUMIFS({}${}:{}${},{},$B{})",
            "=SUMIFS({})",
            "=SUMIFS({})+SUMIFS({})",
            "SUMIFS({})+SUMIFS({})",
            "SUMIFS({},{},$B${})",
            '{},"<"&{}',
            '{},"<="&{}',
            '{},">="&{}',
        ),
    },
    "report/sheets/rates.py": {
        CHECK: ("=COUNTIF({},{})",),
    },
    "report/sheets/rate_places.py": {
        LOOK_UP: (
            "IF(COUNTIFS({})=1,SUMIFS(rate_numbers,{}),{})",
            "MATCH({},rate_models,0)",
            "ROW()-{}",
        ),
        CHECK: (
            "2-COUNT({},{})+(N({})<=N({}))",
            "+(INT(N({}))<>N({}))",
            "IF({}={},(N({})>N({}))*1{},({}<>{})*1)",
            "+({}<>{})",
            "={}{}+{}{}",
        ),
    },
    "report/sheets/rates_formulas.py": {
        CHECK: (
            "(MIN({},{})<{})",
            "+(ABS(N({})-N({}))>{})",
            "+({}<>{})",
            "+({}={})",
            "+1-COUNT({})+({}<0)+({}>1)",
            "+COUNTA({})-COUNT({})+{}",
            "+COUNTIFS({},{},0,{})*({}=0)",
            '+IF({},COUNTIFS({},{},">0"){},0)',
            '-({}="{}")',
            '-COUNTIFS({},{},">0",{})*({}>0)',
            '=IF({}="{}",{},{})',
            "=IF({}=0,0,{}-COUNT({}){}+{})+({}<>MATCH({},rate_models,0)){}{}",
            'COUNTIF({},"<0")+COUNTIF({},">{}")',
            "INDEX(model_keys,MATCH({},model_spellings,0))",
            "{}+SUMIF({},ROW()-{},{})",
            '{},">0"',
            '{}="{}"',
        ),
        LOOK_UP: (
            '=IF(OR({}="",{}=""),{},{})',
            "=IF({},{},MAX({},INDEX({},{})))",
            "=IF({},{},{})",
            "=INDEX({},{})",
            "=MIN({},{})",
            "DATE(9999,12,1)",
            "DATE(YEAR({}),MONTH({})+1,1)",
            'IF({}="",{},DATE(YEAR({}-1),MONTH({}-1),1))',
            "MATCH({},rate_models,0)",
            'OR({}<>"{}",{}="",{}="")',
            'OR({}<>"{}",{}={})',
            "MAX({},{})",
            "ROW()-{}",
        ),
    },
    "report/sheets/row_checks.py": {
        CHECK: (
            "(ABS(N({})-N({}))>{})*1",
            "(ABS({}-({}))>{})*1",
            "(ABS({}-{})>{})*1",
            "(LEN(TRIM({}))>{})*1",
            "(MAX({},{})>{})*1",
            "(MIN({},{})<{})*COUNT({},{})",
            "(ROUND({},{})<>{})",
            "(SUMSQ({})<>SUMSQ({}))*1",
            "(SUMSQ({})<>{}*ROW()^2)*1",
            "({}<={})*({}>={})*{}",
            "({}<>{})*1",
            '({}=0)*(CLEAN(SUBSTITUTE({},"{}"," "))<>{}&"")',
            "({}={})*(ABS({}-{})>{})",
            "({}={})*{}+({}>{})*{}*{}",
            "({}>0)*({}<{})",
            "COLUMN({}${})",
            "COLUMN({})",
            "COUNTA({})",
            "COUNTA({})-COUNT({})",
            "IF(",
            "IF((1+SUM({}))^MAX({},1)>{},1,0)",
            'IF(AND({}<>"",{}<>"",{}<{}),1,0)',
            'IF(ISERROR({}),"CHECK",IF({}=0,"OK","CHECK"))',
            'IF(OR({}="",LEFT({})=" ",RIGHT({})=" "),1,{})',
            "IF({}=0,1,0)",
            "IFERROR(IF({}=ROW()-ROW(workload_heading)+1,0,1),0)",
            "MATCH({},workload_ids,0)",
            "ROUND((MIN({},plan_last)-{})/30.4375,0)",
            "ROW({})",
            "SUM({}:{})",
            "SUMPRODUCT((ABS({}-({}<={})*({}))>{})*1)",
            "{}*1",
            "{}*COUNT({})",
            "{}+{}+{}+{}",
        ),
    },
    "report/sheets/row_formulas.py": {
        LOOK_UP: (
            'IF(TRIM({})="",INDEX({},1),IFERROR({},{}))',
            "IF({},INDEX({}_keys,{}),0)",
            "INDEX(rate_{},{})",
            "INDEX({},MATCH({},{},0))",
            "INDEX({},{})",
            "INDEX({}_spellings,{})=TRIM({})",
            "NA()",
            "SUMPRODUCT(MAX(({}={})*{}))",
            "TRIM({})",
            '&IF(TRIM({})="","","{}"&TRIM({}))',
        ),
    },
    "report/sheets/row_lines.py": {
        CHECK: (
            '({}!{}<>"{}")',
            "({}!{}<>SUM({}))",
            '({}<>"")',
            '({}="")',
            "=COUNT({})",
            "=COUNTA({})",
            "=COUNTA({})-1",
            '=COUNTIF({},"OK")+COUNTIF({},"CHECK")',
            '=COUNTIFS({},0,{},"<>")',
            "=IF(COUNTA({})=1,1,0)",
            '=ROWS(plan_headers)-COUNTIF(plan_headers,"OK")',
            "=SUM({})",
            "=SUMPRODUCT(--ISNA({}))",
            "=SUMPRODUCT(COUNTIF({},{{}}))",
            "=SUMPRODUCT({})",
            "=SUMPRODUCT({},{})",
            "{}*({})",
            '{}*({}<>"")',
        ),
    },
    "report/sheets/summary.py": {
        CHECK: ("=SUMPRODUCT(--({}{}{}))",),
    },
    "report/sheets/summary_groups.py": {
        SUM: (
            '=IF({}{}={},"Total","{}")',
            "=ROUND({}-{},2)",
        ),
        RATIO: ("=IF({}=0,0,{}/{})",),
        CHECK: (
            "=SUMPRODUCT(({}<>{})*1)+({})",
            "{}<>{}",
        ),
    },
    "report/sheets/unit_cost_checks.py": {
        CHECK: (
            "(ROUND(SUM({})-{},2)<>0)",
            "ABS(SUMPRODUCT({}*ROW({}))-{})",
            "ROUND({}/({}+({}=0)),{})",
            "SUMPRODUCT(({}<>0)*({}<>{}))",
            'SUMPRODUCT(({}=0)*({}<>""))',
            "SUMPRODUCT({},{})",
            'COUNTIFS({},{},"?*")',
            'COUNTIFS({})-COUNTIFS({},{},"={}")',
            '{},"<>0",{},"<1E+99"',
        ),
    },
    "report/sheets/unit_costs.py": {
        SUM: (
            "=ROUND({}{}-{},{})",
            "SUM({})",
            "SUM({}{}:{}{})",
            "SUMIFS({},{})",
            "SUMIFS({},{},{})",
            '{},"<>0"',
        ),
    },
    "report/sheets/workload_lists.py": {
        LOOK_UP: (
            "IFERROR({},0)",
            "INDEX({},{})",
            "MATCH({},{},0)",
        ),
        SUM: (
            "({}=${}{})",
            "=SUMPRODUCT({},{})",
        ),
        RATIO: ("=IF({}=0,0,{}/{})",),
        WORDS: (
            '="{}"&FIXED(COUNTIFS({},"{}"),0)',
            'IFERROR({}&"","")',
        ),
    },
}


def test_the_formulas_in_the_sources_are_those_listed() -> None:
    found = {
        path.relative_to(SOURCES).as_posix(): texts
        for path in SOURCES.rglob("*.py")
        if (texts := set(formula_texts(path)))
    }
    listed = {
        module: {text for texts in kinds.values() for text in texts}
        for module, kinds in LISTED.items()
    }
    assert found == listed


def formula_texts(path: Path) -> Iterator[str]:
    """The texts of a source that are formulas, or parts of one, with {} for what is filled in."""
    in_sheets = "sheets" in path.parts or path.name == "grid.py"
    for text in literals(ast.parse(path.read_text(encoding="utf-8"))):
        if is_formula(text, in_sheets=in_sheets):
            yield text


def is_formula(text: str, *, in_sheets: bool) -> bool:
    """Whether ``text`` is a formula, or ``in_sheets``, where cells are written, a part of one."""
    return bool(CALL.search(text) or WHOLE.match(text) or (in_sheets and PART.match(text)))


def literals(tree: ast.AST) -> Iterator[str]:
    """Every text in the code but docstrings."""
    nodes = list(ast.walk(tree))
    apart = {id(part) for one in nodes if isinstance(one, ast.JoinedStr) for part in one.values}
    apart |= {id(one.value) for one in nodes if isinstance(one, ast.Expr)}
    for one in nodes:
        if isinstance(one, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in one.values)
            yield "".join(map(str, parts))
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in apart:
            yield one.value


@pytest.mark.parametrize(
    "code",
    [
        "f'ROUND({a}-{b},2)'",
        "'=IF({}=\"\",0,{})'.format(a, b)",
        "f'={a}*{b}'",
        "f'{a}*price_factor'",
        "'=budget - cost'",
    ],
)
def test_a_formula_is_found_however_it_is_written(code: str) -> None:
    (text,) = literals(ast.parse(code, mode="eval").body)
    assert is_formula(text, in_sheets=True)


@pytest.mark.parametrize(
    "text", ["=scenario", "={}!$A${}:$A${}", "FY {}/{}", "=0", "As at the run"]
)
def test_a_reference_or_a_sentence_is_none(text: str) -> None:
    assert not is_formula(text, in_sheets=True)

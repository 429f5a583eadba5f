"""What is said about a mistake: where it is and of which kind, never the finished line."""

from __future__ import annotations

import ast
import re
from typing import Any

from nnkit.grading.mistakes.edits import Edit
from nnkit.grading.mistakes.nodes import dotted, is_count
from nnkit.grading.mistakes.program import ANSWER, Line, Program

SAYS = {
    # a difference, a sum
    "order": "In {term}, a sign is turned, as by a difference the wrong way round.",
    "minus-lost": "In {term}, a minus is missing.",
    "minus-reach": "In {term}, the minus does not reach everything that it should.",
    "minus-both": "In {term}, both parts carry a minus; only one should.",
    "subtrahend": "In {term}, nothing is subtracted: {what} {wis} missing.",
    "minuend": "In {term}, {what} {wis} missing, from which the rest is subtracted.",
    "plus": "In {term}, two things are added that should be subtracted.",
    "minus": "In {term}, two things are subtracted that should be added.",
    "uphill": "In {term}, the step goes uphill: its sign is turned.",
    "summand-each": "In {term}, {what} {wis} added once for each input; once in all is right.",
    "minus-each": "In {term}, {what} {wis} subtracted, and once for each input; it is added, once "
    "in all.",
    "summand": "In {term}, {what} {wis} missing from the sum.",
    "times-for-plus": "In {term}, two things are multiplied that should be added.",
    "all-pairs": "In {term}, a column of shape (N, 1) meets a flat array of shape (N,): that is a "
    "table of all pairs. Keep both flat.",
    "error-squared": "In {term}, the difference is squared, but its sign is needed.",
    "error-absolute": "In {term}, the difference has lost its sign.",
    "error-decided": "In {term}, the output becomes a decision, 0 or 1, before the difference.",
    "averaged-early": "In {term}, the mean is taken too early: each example has its own.",
    # a product, a quotient, a power
    "factor": "In {term}, {what} {wis} missing as a factor.",
    "factor-extra": "In {term}, {instead} is a factor too many.",
    "factor-twice": "In {term}, {what} {wis} multiplied in twice.",
    "divided": "In {term}, you divide by {what}, which is a factor.",
    "plus-for-times": "In {term}, two things are added that should be multiplied.",
    "matrix-product": "In {term}, a matrix product is taken, where entry should meet entry (`*`).",
    "divisor": "In {term}, the division by {what} {wis} missing.",
    "divisor-squared": "In {term}, you divide by {what} twice.",
    "dividend": "In {term}, what is divided, {what}, {wis} missing.",
    "turned-over": "In {term}, the fraction is upside down.",
    "times-for-divided": "In {term}, you multiply by {what} where you should divide.",
    "whole-division": "In {term}, `//` cuts off the digits behind the point.",
    "power-left-out": "In {term}, a square (or another power) is missing.",
    "absolute-for-square": "In {term}, the absolute value is taken, where the square belongs.",
    "power-as-factor": "In {term}, the exponent is used as a factor.",
    "power-outside": "In {term}, the power is taken after {what}; it belongs inside, before it.",
    "power": "In {term}, the exponent is a different one.",
    "brackets": "In {term}, brackets are missing.",
    "brackets-added": "In {term}, brackets take in more than they should.",
    # slopes of activations
    "slope-left-out": "In {term}, the slope of the activation is missing.",
    "slope-half": "In {term}, only a part of the activation's slope is there.",
    "slope-of-tanh": "In {term}, you use the slope of tanh, but these units are sigmoids.",
    "slope-of-sigmoid": "In {term}, you use the slope of the sigmoid, but these units are tanh.",
    "slope-of-relu": "In {term}, you use the slope of relu, but these units are others.",
    "slope-of-slope": "In {term}, the slope is taken at the wrong place: {what} {whas} been "
    "through the activation already.",
    "slope-plus": "In {term}, the activation's slope has a plus in place of its minus.",
    "slope-sign": "In {term}, the activation's slope has the wrong sign.",
    "slope-quotient": "In {term}, you divide where the activation's slope multiplies.",
    "slope-activation": "In {term}, the output of the activation is used in place of its slope.",
    "slope-square": "In {term}, a part of the activation's slope is squared by mistake.",
    "slope-twice": "In {term}, the activation's slope is multiplied in twice.",
    "slope-mixed": "In {term}, the slopes of two different activations are mixed.",
    "slope-bracket": "In {term}, look at what is squared.",
    "slope-too-many": "In {term}, a slope does not belong: with this loss it cancels.",
    "slope-divided": "In {term}, you divide by a slope; the next step of the chain rule would "
    "cancel it.",
    # means over examples
    "not-averaged": "{Term} {is} not divided by {what}: a sum, where the mean is asked for.",
    "averaged-twice": "{Term} {is} divided by {what} twice.",
    "averaged-again": "{Term} {is} divided by {what} once too often.",
    "times-count": "{Term} {is} too large by a factor of {what}.",
    "one-less": "{Term} {is} divided by N - 1; the mean is over all N.",
    "two-for-count": "{Term} {is} divided by 2 in place of {what}.",
    "mean-over-columns": "{Term} {is} divided by a number of columns; the mean is over the rows.",
    "mean-over-entries": "{Term} {is} divided by the number of all entries; the mean is over the "
    "rows.",
    # matrix products
    "product-order": "In {term}, the two sides of the matrix product are exchanged.",
    "entry-by-entry": "In {term}, entries are multiplied one by one (`*`), where a matrix product "
    "is needed.",
    "turned": "In {term}, {what} {wis} transposed but should not be.",
    "result-turned": "{Term} {comes} out transposed.",
    "not-turned": "In {term}, {what} should be transposed.",
    "outer": "In {term}, an outer product makes all pairs, where matching ones are added.",
    "matrix-factor": "In {term}, {what} {wis} missing.",
    "one-path": "In {term}, only the first of several paths counts: add them all.",
    "last-path": "In {term}, only the last of several paths counts: add them all.",
    "path-left-out": "In {term}, the last part of the sum is left out: does a loop end one step "
    "too early?",
    # calls
    "call-left-out": "In {term}, {what} {wis} left out.",
    "exponent-sign": "In {term}, the exponent has the wrong sign.",
    "call-twice": "In {term}, {what} {wis} applied twice.",
    "other-activation": "In {term}, you use {instead} in place of {what}.",
    "slope-for-value": "In {term}, a slope is used, where the value of the activation belongs.",
    "value-for-slope": "In {term}, the value of the activation is used, where its slope belongs.",
    "reach-short": "In {term}, {what} does not reach {instead}, which belongs inside.",
    "reach-wide": "In {term}, {what} takes in {instead}, which belongs outside.",
    "overflow-down": "The values are right, but for very negative sums an exponential overflows: "
    "use your stable {call}.",
    "overflow-up": "The values are right, but for very large sums an exponential overflows: use "
    "your stable {call}.",
    "where-both": "The values are right, but for large sums an exponential overflows, also in a "
    "branch of `np.where` that is not taken: use your stable {call}.",
    "one-maximum": "The values are right, but one maximum is subtracted from all rows: a row far "
    "below it loses its digits. Each row needs its own.",
    "log-log2": "In {term}, the logarithm has base 2; the natural one is needed.",
    "log-log1p": "In {term}, `log1p` is the logarithm of 1 plus what it is given.",
    "log-log10": "In {term}, the logarithm has base 10; the natural one is needed.",
    "type-of-argument": "For whole numbers the results are cut to whole numbers: an array made in "
    "the type of {what} holds integers then. Make it of floats.",
    "single": "An axis of length 1 is lost where there is only one: `squeeze`, `float` and `item` "
    "take it away.",
    # axes and shapes
    "axis": "In {term}, {what} runs along the wrong axis.",
    "no-axis": "In {term}, {what} runs over everything: it needs an axis.",
    "axis-too-many": "In {term}, {what} runs along one axis only; it should run over everything.",
    "no-keepdims": "In {term}, {what} loses an axis that the next step needs: `keepdims=True`.",
    "keepdims": "In {term}, {what} keeps an axis too many.",
    "axis-more": "{Term} {has} one axis too many.",
    "flat": "{Term} {is} made flat.",
    "turned-result": "{Term} {is} transposed: rows and columns are exchanged.",
    "summed": "{Term} {is} added up into one number.",
    "averaged": "{Term} {is} averaged into one number.",
    "summed-rows": "{Term} {is} added up over the rows (axis 0), and should not be.",
    "summed-columns": "{Term} {is} added up along each row (axis 1), and should not be.",
    "averaged-rows": "{Term} {is} averaged over the rows (axis 0), and should not be.",
    "averaged-columns": "{Term} {is} averaged along each row (axis 1), and should not be.",
    # numbers, names, indices, comparisons
    "constant": "In {term}, a number is {instead} and should be another one.",
    "other-name": "In {term}, you use {instead} where {what} {belongs}.",
    "names-exchanged": "In {term}, {what} have changed places.",
    "indices-exchanged": "In {term}, row and column are exchanged.",
    "index": "In {term}, the index is a different one.",
    "index-first": "In {term}, the index is always that of the first.",
    "index-last": "In {term}, the index is always that of the last.",
    "index-later": "In {term}, the index is one too large.",
    "index-earlier": "In {term}, the index is one too small.",
    "slice-left-out": "In {term}, more is taken than the part that is needed.",
    "comparison-equal": "In {term}, look at what happens when both sides are equal.",
    "comparison": "In {term}, the comparison points the wrong way.",
    "case-left-out": "A case is not treated on its own: {condition}.",
    "branches": "In {term}, the two cases are exchanged.",
    "one-branch": "In {term}, one case is used for both: {what} decides.",
    # a whole quantity
    "sign": "{Term} {has} the wrong sign.",
    "double": "{Term} {is} twice too large.",
    "half": "{Term} {is} half of what {it} should be.",
    "squared": "{Term} {comes} out as the square of what {it} should be.",
    "root": "{Term} {comes} out as the square root of what {it} should be.",
    "absolute": "In {term}, what should be negative comes out positive; the sizes are right.",
    "complement": "{Term} {comes} out as 1 minus what {it} should be.",
    "reciprocal": "{Term} {comes} out as 1 divided by what {it} should be.",
    "zero": "{Term} {comes} out as 0.",
    "one": "{Term} {comes} out as 1.",
    "rounded": "{Term} {is} rounded. Keep all digits; rounding is for printing.",
    "truncated": "{Term} {is} cut to whole numbers.",
    "exponential-too-many": "{Term} {comes} out as the exponential of what {it} should be.",
    "logarithm-too-many": "{Term} {comes} out as the logarithm of what {it} should be.",
    "activation-too-many": "{Instead} is applied to {term}, and should not be.",
    "decided": "{Term} {is} turned into a decision, 0 or 1; the number itself is needed.",
    "position-for-value": "The position of the largest is used in place of {term}.",
    "first-only": "Only the first of {term} is used.",
    "last-only": "Only the last of {term} is used.",
    "first-missing": "The first of {term} is missing.",
    "last-missing": "The last of {term} is missing.",
    # what is returned
    "reversed": "{Term} {stands} in the reverse order.",
    "exchanged": "{What} and {instead} have changed places in what you return.",
    "another-order": "The results stand in another order than the one asked for.",
    "some-missing": "Some of the results are missing from what you return.",
    "in-pairs": "The results are grouped in brackets; they are asked for one beside the other.",
    "one-missing": "{What} {wis} missing from what you return.",
    "one-alone": "You return {what} alone; all results are asked for.",
    "joined": "The results are joined into one array; they are asked for one beside the other.",
    "step-made": "These are the parameters after a step of descent; the gradients are asked for.",
    # loops and updates
    "last-pass-left-out": "The loop{loop} ends one pass too early.",
    "first-pass-left-out": "The loop{loop} leaves out the first pass.",
    "first-pass-only": "Only the first pass of the loop{loop} counts: is `return` inside it?",
    "last-pass-only": "Only the last pass of the loop{loop} counts: `=` overwrites, `+=` adds.",
    "other-direction": "The loop{loop} runs in the other direction.",
    "pass-too-many": "The loop{loop} makes one pass too many.",
    "overwritten": "{Term} {is} overwritten in each pass: `=` overwrites, `+=` adds.",
    "update-sign": "{Term} {is} changed in the wrong direction.",
    "updated-first": "{Instead} makes its step before it is used again: all gradients belong to "
    "the values from before the step.",
    "step-left-out": "The step that makes {term} is left out.",
    "kept-as-given": "{Term} {stays} as {it} {was} given; {it} {has} to change.",
    "too-early": "Look at the order of the steps: {term} {is} made with the old value of {what}; "
    "the new one belongs there.",
    "too-late": "Look at the order of the steps: {term} {is} made with the new value of {what}; "
    "the old one belongs there.",
    # arguments
    "first-example": "Only the first example counts. Use all of them.",
    "last-example": "Only the last example counts: in a loop, `=` overwrites and `+=` adds.",
    "all-but-first": "The first example is left out.",
    "all-but-last": "The last example is left out: the loop ends one step too early.",
    "argument-sign": "This is the answer for minus {what}: look at its sign.",
    "argument-double": "This is the answer for twice {what}.",
    "argument-half": "This is the answer for half of {what}.",
    "argument-square": "This is the answer for the square of {what}.",
    "argument-absolute": "This is the answer for {what} without its signs.",
    "argument-turned": "This is the answer for {what} transposed.",
    "arguments-exchanged": "{What} and {instead} have changed places.",
}
BARE = {
    "sign double half squared root absolute zero one rounded truncated decided axis-more flat",
    "turned-result summed averaged summed-rows summed-columns averaged-rows averaged-columns",
    "averaged-twice averaged-again times-count one-less two-for-count complement reciprocal",
    "too-early too-late keepdims no-keepdims overflow-up overflow-down where-both one-maximum",
    "single type-of-argument updated-first kept-as-given",
    "last-pass-left-out first-pass-left-out first-pass-only last-pass-only other-direction",
    "pass-too-many argument-sign argument-double argument-half argument-square argument-absolute",
    "argument-turned arguments-exchanged first-only last-only first-example last-example",
}
EXAMPLES = re.compile(r"[XYAPZSGN]\d?$|dZ|[ypz]$|labels|y_")  # what has a row for each example
WITHOUT_WHY = frozenset(" ".join(BARE).split())  # kinds to which the line's own words add nothing
CALLS = {
    "exp": "the exponential",
    "log": "the logarithm",
    "sqrt": "the square root",
    "sum": "the sum",
    "mean": "the mean",
    "max": "the maximum",
    "min": "the minimum",
    "argmax": "`argmax`",
    "sigmoid": "the sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "the softmax",
    "identity": "the identity",
    "clip": "the limit (`clip`)",
    "sigmoid_prime": "the slope of the sigmoid",
    "tanh_prime": "the slope of tanh",
    "relu_prime": "the slope of relu",
}


def sentence(edit: Edit) -> str:
    """What is said to who made the mistake of `edit`."""
    if edit.advice:
        return edit.advice
    program, terms = edit.program, list(dict.fromkeys(map(term_of, edit.lines)))
    term = terms[0] if len(terms) == 1 else f"{', '.join(terms[:-1])} and {terms[-1]}"
    template = SAYS.get(edit.kind) or _of_twins(edit.kind)
    if edit.kind == "other-name" and edit.lines[0].name == ANSWER:
        template = "In what you return, {instead} {istands} where {what} {belongs}."
    many = len(terms) > 1 or _plural(term)
    what = phrase(edit.what, program)
    several = _plural(what) or (isinstance(edit.what, tuple) and " and " in what)
    slots = {
        "term": term,
        "what": what,
        "instead": phrase(edit.instead, program),
        "loop": _loop(edit.what, program),
        "condition": phrase(edit.what.test, program) if isinstance(edit.what, ast.If) else "",
        "call": f"`{dotted(edit.what.func)}`" if isinstance(edit.what, ast.Call) else "",
        "wis": "are" if several else "is",
        "whas": "have" if several else "has",
        "belongs": "belong" if several else "belongs",
        "is": "are" if many else "is",
        "has": "have" if many else "has",
        "stays": "stay" if many else "stays",
        "was": "were" if many else "was",
        "comes": "come" if many else "comes",
        "stands": "stand" if many else "stands",
        "istands": "stand" if isinstance(edit.instead, tuple) else "stands",
        "it": "they" if many else "it",
        "its": "their" if many else "its",
    }
    slots |= {name.capitalize(): words[:1].upper() + words[1:] for name, words in slots.items()}
    said = template.format(**slots)
    told = edit.kind not in WITHOUT_WHY
    whys = dict.fromkeys(line.why for line in edit.lines if line.why and told)
    return " ".join([said[:1].upper() + said[1:], *whys])


def term_of(line: Line) -> str:
    """The name of what a line makes: a few words, or its name in the answer."""
    if line.words:
        return f"`{line.words}`" if line.words.isidentifier() else line.words
    return "the result" if line.name == ANSWER else f"`{line.name}`"


def phrase(part: Any, program: Program) -> str:
    """A part of a line in words."""
    if isinstance(part, tuple):
        parts = list(dict.fromkeys(phrase(p, program) for p in part))
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    if part is None or isinstance(part, (int, float)):
        return f"{part}"
    if isinstance(part, str):
        return _name(part, program)
    if isinstance(part, ast.Name):
        return _name(part.id, program)
    if is_count(part):
        names = {n.id for n in ast.walk(part) if isinstance(n, ast.Name)} - {"len"}
        alone = names and not any(EXAMPLES.match(name) for name in names)
        return f"the length of `{min(names)}`" if alone else "the number of examples"
    if isinstance(part, ast.Call) and dotted(part.func) in CALLS:
        return CALLS[dotted(part.func)]
    if isinstance(part, ast.Attribute) and part.attr == "T":
        return phrase(part.value, program)
    if isinstance(part, ast.Call) and dotted(part.func).isidentifier():
        return f"`{dotted(part.func)}`"
    if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
        return _name(part.value.id, program)
    text = ast.unparse(part)
    names = {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
    known = names <= {*program.arguments, "np"}
    if known and len(text) <= 14:
        return f"`{text}`"
    inner = [n for n in ast.walk(part) if isinstance(n, ast.Name) and n.id in program.made]
    words = list(dict.fromkeys(_name(n.id, program) for n in inner))
    return f"the part with {words[0]}" if len(words) == 1 else "a part"


def _name(name: str, program: Program) -> str:
    if name in CALLS:
        return CALLS[name]
    words = next((line.words for line in program.lines if line.name == name and line.words), "")
    return words if words and not words.isidentifier() else f"`{name}`"


def _loop(node: Any, program: Program) -> str:
    words = program.comments.get(node.lineno) if isinstance(node, ast.For) else None
    return f" over {words}" if words else ""


def _plural(words: str) -> bool:
    """Say whether "the outputs of a layer" are several."""
    head = re.split(r" (?:of|at|in|for|to|from|by|with|after|before|between|over|that) ", words)[0]
    return bool(re.search(r"[^suia`]s$", head))


def _of_twins(kind: str) -> str:
    first, _, second = kind.partition("-")
    return (
        f"In {{term}}, {CALLS.get(second, f'`{second}`')} is used, where "
        f"{CALLS.get(first, f'`{first}`')} belongs."
    )

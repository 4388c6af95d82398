"""Problems with what analysts write: the narrative, the claims, the glossary and the checklists."""

from __future__ import annotations

from triangulate.problems.model import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    error(
        "report.front-matter",
        "The front matter cannot be used: {reason}.",
        "Between the two lines of --- write YAML with the keys {known}, or nothing.",
    ),
    error(
        "report.no-heading",
        "Text stands before the first heading.",
        "Put it under a heading that names a part of the report: {known}.",
    ),
    error(
        "report.unknown-part",
        "{title!r} names no part of this study's report.{hint}",
        "Parts are {known}. Headings inside a part begin with ## or more.",
    ),
    error(
        "report.part-twice",
        "The part {title!r} stands here a second time.",
        "Put the two together.",
    ),
    error(
        "report.syntax",
        "What stands in {{{{ }}}} cannot be read: {reason}.",
        'Write a call such as {{{{ fact("sample.all.interviews") }}}}. Nothing else of Jinja is in use here.',
    ),
    error(
        "report.unknown-call",
        "{name}() is not known here.{hint}",
        "Known are {known}.",
    ),
    error(
        "report.wrong-call",
        "{shown} is not how {name} is called: {reason}.",
        "Write {usage}.",
    ),
    error(
        "report.markup",
        "{what} stands here, which the report does not print.",
        'Figures come by {{{{ figure("…") }}}} and a note goes into the text. What only authors should read goes into '
        "<!-- a comment -->.",
    ),
    error(
        "report.typed-number",
        "The number {shown!r} is typed by hand.{hint}",
        "Print a fact, so that the text follows the data; a number that is no result goes into the list "
        "allow of the front matter.",
    ),
    error(
        "report.unknown-fact",
        "There is no fact {id!r}.{hint}",
        "Correct the id; results/facts.csv lists all of them.",
    ),
    error(
        "report.held-back",
        "The fact {id!r} is {status}.",
        "Leave it out of the text, or give it an exception with a reason in privacy.disclosure.",
    ),
    error(
        "report.unknown-piece",
        "There is no {kind} {name!r} in this report.{hint}",
        "There are {known}.",
    ),
    error(
        "report.piece-in-line",
        "The {kind} {name!r} stands in the middle of a paragraph.",
        "Give it a line of its own, with an empty line before and after.",
    ),
    error(
        "report.no-quote",
        "No quote is left for {shown}.",
        "Ask for another: {others}.",
    ),
    error(
        "report.unknown-claim",
        "There is no claim {id!r}.{hint}",
        "Correct the id, or write the claim down in {file}.",
    ),
    error(
        "report.no-word",
        "{id} is {value}, and no word is defined for that.",
        "Define a range for it under words in the claims, or print the number.",
    ),
    error(
        "report.claim-twice",
        "The claim {id!r} is declared twice.",
        "Give each claim an id of its own.",
    ),
    error(
        "report.predicate",
        "The claim {id!r} cannot be tested: {reason}.",
        'Write arithmetic, comparisons, and, or, not over fact ids in quotes ("themes.a.b.agree_pct_mean") '
        "and words (in most).",
    ),
    error(
        "report.unchecked-word",
        "The claim {id!r} says {word!r}, and its predicate does not test that.",
        "Test it (… in {name}), or use another word.",
    ),
    error(
        "report.unknown-brace",
        "{{{name}}} stands for nothing in the claim {id!r}.{hint}",
        "Braces hold a word defined under words, or a name given under for.",
    ),
    error(
        "report.claim-calls",
        "The claim {id!r} calls {name}() in its sentence.",
        "A claim's sentence may call fact() and nothing else; the narrative prints what it needs beside the claim.",
    ),
    error(
        "report.loop",
        "The claim {id!r} runs over {over!r}, which is not known.{hint}",
        "Run over {known}, or list the values.",
    ),
    error(
        "report.word-range",
        "The word {word!r} runs from {low} to {high}.",
        "Give two per cents, the lower first.",
    ),
    error(
        "report.claim-broken",
        "The claim {id!r} is not borne out: “{says}” {facts}.",
        "Rewrite the sentence, or find out what changed in the data; if_broken: flag prints it with a mark.",
    ),
    error(
        "report.claim-held-back",
        "The claim {id!r} rests on {fact}, which is {status}.",
        "Take the claim out, or give the fact an exception with a reason in privacy.disclosure.",
    ),
    error(
        "report.unknown-item",
        "{id!r} is no item of the checklists.{hint}",
        "Items are called like coreq.1; results/report/index.html lists them.",
    ),
    error(
        "report.document",
        "The report could not be written as {kind}: {reason}.",
        "Look at the end of logs/build_report.log; a template of your own is the first thing to try without.",
    ),
    warning(
        "report.no-glyph",
        "The fonts of the PDF have no sign for {signs}.",
        "It takes them from this machine's fonts or prints empty boxes; the page and the Word document have them.",
    ),
    error(
        "report.texts-differ",
        "{file} does not say what the page says: {what}.",
        "Look at the place in both; a template of your own may drop text.",
    ),
)

//! Limits of the files that people write for the program: rules, mappings, waivers, settings, lists.

use super::{Limit, Unit, limits};

limits! {
    WRITTEN_FILE = 16 << 20, Bytes: "a file of rules, waivers or funds, or `pollworthy.toml`",
        "it is larger than {}, as no file of its kind is; check that it is the right one",
        "the run ends";
    REFERENCE_TABLE = 64 << 20, Bytes: "a reference table",
        "is larger than {}; leave out the columns and rows that no rule asks for",
        "the run ends";
    LAW_FILE = 1 << 20, Bytes: "a file of state law",
        "is larger than {}; write shorter quotations, or name where the text is",
        "the run ends";
    PRICE_LIST = 1 << 20, Bytes: "a list of prices",
        "this list of prices is larger than {}; leave out what no action names",
        "the run ends";
    MAPPING_FILE = 4 << 20, Bytes: "a mapping",
        "is larger than {}; use for.NAME = [...] to write blocks that are alike once",
        "the run ends";
    LETTER = 1 << 20, Bytes: "the template of a letter",
        "a letter is at most {}; check that this is the right file, and that no picture is written into it",
        "the run ends";
    CONDITION = 10_000, Count: "characters of a condition",
        "the condition is longer than {} characters; write parts of it under [define], and use their names",
        "the run ends";
    CONDITION_DEPTH = 100, Count: "levels of a condition, without chains of `and` and `or`",
        "the condition is nested more than {} levels deep; make several rules of it, or use names that depend on fewer others",
        "the run ends";
    // The first thread of a program on Windows has one megabyte of stack, and the parser takes 15 kilobytes of it for a call.
    CONDITION_BRACKETS = 32, Count: "brackets and calls of a condition within each other",
        "the condition has more than {} brackets or calls within each other; write parts of it under [define], and use their names",
        "the run ends";
    // As many as the longest text has characters: names say no more than could be written out. The largest condition of the built-in
    // rules has under 100.
    CONDITION_PARTS = 10_000, Count: "parts that names bring into one condition",
        "the condition has more than {} parts that it does not write out; use fewer names in it, or names with shorter definitions",
        "the run ends";
    // They take about 20 MB and 50 ms to read. All conditions of the built-in rules have under 2,000.
    CONDITION_PARTS_IN_ALL = 100_000, Count: "parts that names bring into all conditions of the rules",
        "all conditions of the rules have more than {} parts that they do not write out; use fewer names in them, or names with shorter \
         definitions",
        "the run ends";
    MISTAKES = 100, Count: "mistakes of a file that are listed",
        "There are more than these {} mistakes: correct them, and run it again.",
        "the list is cut, and the run ends anyway";
    ACTIONS = 64, Count: "actions of the rules",
        "there are more than {} actions; delete those that no plan needs, or make two rules files and a plan with each",
        "the run ends";
    CHOICES = 1_000, Count: "choices of an added column",
        "choices is longer than {}; make it a column of kind text",
        "the run ends";
    SYNONYMS = 100, Count: "synonyms of an added column",
        "synonyms is longer than {}; leave out those that no file uses (case and punctuation do not matter)",
        "the run ends";
    ADDED_COLUMNS = 200, Count: "columns that rules add to a table",
        "gets more than {} columns; delete those that no condition names",
        "the run ends";
    REFERENCE_NAMES = 10_000, Count: "names of one row of a reference table: its keys' words, each with each",
        "has more than {} names for one row; split it into several rows",
        "the run ends";
    LESSER_KINDS = 4, Count: "kinds of lesser lack of a list",
        "a list has at most {} lesser kinds; put those that mean the same under one name",
        "the run ends";
    PRICE = 1_000_000_000, Count: "dollars of a price",
        "no price is above {} dollars; write what one costs, not all of them",
        "the run ends";
    LEAD_MONTHS = 1_200, Count: "months of lead time of an action",
        "lead_months is more than {}, which is a hundred years; write months, not days",
        "the run ends";
    MAPPING_BLOCKS = 10_000, Count: "blocks that a mapping comes to, each `for` written out",
        "with this block the mapping comes to more than {} blocks; split it into several mappings",
        "the run ends";
    MAPPING_TEXT = 4_000_000, Count: "characters of expressions that a mapping comes to, each `for` written out",
        "with this block the mapping comes to more than {} characters of expressions; split it into several mappings",
        "the run ends";
    MAPPING_NAMES = 200, Count: "names that a mapping defines in one place",
        "more than {} names are defined here; write those that are used once where they are used",
        "the run ends";
    VALUE_COLUMNS = 200, Count: "columns of a value table of a mapping",
        "a value table has at most {} columns; split it into several tables",
        "the run ends";
    NAME_CHAIN = 16, Count: "names of a mapping that depend on one another in a chain",
        "depends on a chain of more than {} names; write some of them out",
        "the run ends";
}

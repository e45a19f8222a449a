//! The English of notices: lower case, no full stop; nobody reads it back.

use std::borrow::Cow;
use std::fmt;

use super::{Answers, Hidden, Kind, Notice};
use crate::limits::files::{BLANK_FIELDS, NOTICES_APART};
use crate::schema::{BadCell, Bound, Fault, Fix, TABLES, Trouble};
use crate::words::value::Day;

/// What a sentence begins with.
#[derive(Clone, Copy, Default)]
pub(super) struct Subject<'a> {
    left_out: bool,
    column: Option<&'a str>,
    value: Option<&'a str>,
}

/// What a sentence begins with, and what it says, without the fix at its end.
pub(super) type Parts<'a> = (Subject<'a>, Cow<'a, str>);

impl<'a> Subject<'a> {
    const LEFT_OUT: Self = Self { left_out: true, column: None, value: None };

    fn column(column: &'a str) -> Self {
        Self { column: Some(column), ..Self::default() }
    }

    pub(super) fn value(value: &'a str) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    fn cell(column: &'a str, value: &'a str) -> Self {
        Self { value: Some(value), ..Self::column(column) }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.left_out { "left out: " } else { "" })?;
        self.column.map_or(Ok(()), |column| write!(f, "{column} "))?;
        self.value.map_or(Ok(()), |value| write!(f, "\"{value}\" "))
    }
}

impl Notice {
    /// The sentence without the column and the value that the notice names, and without the day that may be meant.
    pub(crate) fn what(&self) -> String {
        let (mut subject, rest) = self.kind.parts();
        let has_own = subject.column.is_none_or(|column| self.column.as_deref() == Some(column));
        if has_own && self.column.is_some() {
            subject.column = None;
            subject.value = subject.value.filter(|value| self.value.as_deref() != Some(value));
        }
        let fix = self.kind.fix().filter(|fix| fix.day().is_none()).map(|fix| fix.to_string()).unwrap_or_default();
        format!("{subject}{rest}{fix}")
    }

    /// The sentence, with the column that the notice names called by its header in the sheet.
    pub(crate) fn message_under(&self, header: &str) -> String {
        let (mut subject, rest) = self.kind.parts();
        if subject.column.is_some() && subject.column == self.column.as_deref() {
            subject.column = Some(header);
        }
        format!("{subject}{rest}{}", self.kind.fix().map(|fix| fix.to_string()).unwrap_or_default())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, rest) = self.parts();
        write!(f, "{subject}{rest}")?;
        self.fix().map_or(Ok(()), |fix| fix.fmt(f))
    }
}

impl fmt::Display for Trouble {
    /// The sentence for people: lower case, no full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, rest) = self.cell.parts();
        write!(f, "{subject}{rest}")?;
        self.cell.fix.as_ref().map_or(Ok(()), |fix| fix.fmt(f))
    }
}

impl fmt::Display for Fix {
    /// The end of a sentence, with its punctuation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DidYouMean(word) => write!(f, "; did you mean {word}?"),
            Self::IfYouMean(day) => write!(f, "; if you mean {}, write {day}", day.in_words()),
            Self::Write(form) => write!(f, "; write {form}"),
            Self::OrWrite(form) => write!(f, ", or write {form}"),
            Self::WriteDate => f.write_str("; write a day (2026-04-15), a month (2026-04) or a year (2026)"),
            Self::OneOf(words) => write!(f, "; it is one of {}", words.join(", ")),
            Self::IfItHolds(columns) => write!(f, "; if it contains {}, give it that name", columns.join(" or ")),
            Self::ReadElsewhere(column) => write!(f, "; {column} is read from another column"),
            Self::YesOrNo => Ok(()),
        }
    }
}

impl Fix {
    /// The day that may be meant.
    pub(crate) fn day(&self) -> Option<Day> {
        if let Self::IfYouMean(day) = self { Some(*day) } else { None }
    }

    /// The word that may be meant.
    pub(crate) fn word(&self) -> Option<&str> {
        if let Self::DidYouMean(word) = self { Some(word) } else { None }
    }

    /// What to write, for a cell of a table.
    pub(crate) fn in_brief(&self) -> String {
        match self {
            Self::DidYouMean(word) => word.to_string(),
            Self::IfYouMean(day) => day.to_string(),
            Self::Write(form) | Self::OrWrite(form) => form.to_string(),
            Self::WriteDate => "a date, such as 2026-10".to_owned(),
            Self::OneOf(words) => words.join(", "),
            Self::YesOrNo => "yes or no".to_owned(),
            Self::IfItHolds(_) | Self::ReadElsewhere(_) => String::new(),
        }
    }
}

impl BadCell {
    fn parts(&self) -> Parts<'_> {
        let column = self.column;
        let said: Cow<'_, str> = match &self.fault {
            Fault::TooNarrow => {
                let said = format!("is {}: the column was too narrow for what it holds", self.written);
                return (Subject::column(column), said.into());
            }
            Fault::NotUtf8 => return (Subject::column(column), "is not UTF-8 text; save the file as UTF-8".into()),
            Fault::FailedFormula => "is a formula that fails in the spreadsheet".into(),
            Fault::NotKnown => "is not known".into(),
            Fault::NotThere => "says that it is not there, or not yet; treated as blank".into(),
            Fault::ReadAs(word) => format!("is read as {word}").into(),
            Fault::WhichOne => "does not say which".into(),
            Fault::YesAndNo => "means yes to some and no to others".into(),
            Fault::IsNot(wanted) => format!("is not {wanted}").into(),
            Fault::BelowZero => "is below zero".into(),
            Fault::TooLarge => "is too large or too fine".into(),
            Fault::NeitherYesNorNo => "is neither yes nor no".into(),
            Fault::SeveralVersions => "is more than one version".into(),
            Fault::NoDayNamed => "names no day, and only the day shows on which side of an election it is".into(),
            Fault::OutOfRange => "is out of range".into(),
            Fault::YearOfTwoDigits => "has a year of two digits".into(),
            Fault::NoMonth(month) => {
                format!("has no month {month}; dates here are year-month-day or month/day/year").into()
            }
            Fault::NoDay { year, month, day } => {
                format!("is not a day of the calendar: {year}-{month:02}-{day:02}").into()
            }
            Fault::Ahead { as_of } => format!("is after {as_of}, the day of this audit").into(),
            Fault::NotExact { day, bound, form } => {
                let why = match bound {
                    Bound::First => "the first day of that time",
                    Bound::Last => "the last day of that time",
                    Bound::Audit => "the day of this audit, because it may mean a later one",
                };
                format!("is not exact and is read as {day}, {why}{form} if known").into()
            }
            Fault::NoCve => "is not a CVE number, such as CVE-2023-4966; treated as unknown".into(),
            Fault::ReadAsCves { first, more, has_rest } => {
                let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
                let rest = if *has_rest { "; the rest is not a CVE number" } else { "" };
                format!("is read as {}{more}{rest}", first.join(", ")).into()
            }
        };
        (Subject::cell(column, &self.written), said)
    }
}

const TAKEN_AS: &str = "rows name no place; assigned to";

impl Kind {
    /// What would put it right.
    pub(crate) fn fix(&self) -> Option<Cow<'_, Fix>> {
        if let Self::Cell(cell) | Self::CellReadAs(cell) = self {
            cell.fix.as_ref().map(Cow::Borrowed)
        } else if let Self::UnknownColumn { fix, .. } = self {
            fix.as_ref().map(Cow::Borrowed)
        } else if let Self::PlaceAsWritten(note) | Self::ExpectedPlace(note) = self {
            note.fix().map(Cow::Owned)
        } else if let Self::NoFile { near } = self {
            near.as_ref().map(|near| Cow::Owned(Fix::DidYouMean(near.clone().into())))
        } else if let Self::OfMappedCell(kind) = self {
            kind.fix()
        } else {
            None
        }
    }

    /// Why a file was left out: the sentence without saying that it was.
    pub(crate) fn why(&self) -> String {
        let (subject, rest) = self.parts();
        if subject.left_out { rest.into_owned() } else { self.to_string() }
    }

    pub(super) fn parts(&self) -> Parts<'_> {
        let plain = |said: &'static str| (Subject::default(), Cow::Borrowed(said));
        let made = |said: String| (Subject::default(), Cow::Owned(said));
        match self {
            Self::Cell(cell) | Self::CellReadAs(cell) => cell.parts(),
            Self::OfMappedCell(kind) => kind.parts(),
            Self::Others(_) => made(NOTICES_APART.to_string()),
            Self::CodeNotListed { header, code, values, mapping } => (
                Subject::cell(header, code),
                format!("is not a code of values.{values} in the mapping {mapping}; treated as unknown").into(),
            ),
            Self::ContradictsId { name, other, own } => {
                let is = other.as_ref().map_or_else(|| "is another name".to_owned(), |other| format!("is {other}"));
                (Subject::value(name), format!("{is}, and the id next to it is {own}; the id is used").into())
            }
            Self::DefaultPassword => plain(
                "is encrypted with Excel's default password, as workbooks are that are only protected against changes; it was read anyway",
            ),
            Self::EmptyFile { noun } => made(format!("the {noun} is empty: it has no header line")),
            Self::EndSign => plain("this is an end-of-file character, not a row"),
            Self::EqualSerials { serial, spot } => {
                let said = format!("is also {}, under another id; both rows are counted", spot.in_words());
                (Subject::cell("serial_number", serial), said.into())
            }
            Self::ExpectedPlace(note) | Self::PlaceAsWritten(note) => note.parts(),
            Self::FailedFormula => plain("this cell holds an error such as #REF!; treated as blank"),
            Self::FooterLine(text) => {
                (Subject::value(text), "is a line below or between the rows, not a row; left out".into())
            }
            Self::HeaderAgain => plain("this is the header again, not a row"),
            Self::OtherHeader => plain(
                "this row names columns again, and not as the header does; rows below it are read under the header all the same, which \
                 may be wrong: put each table into a file or tab of its own",
            ),
            Self::HiddenColumns(hidden) => made(hidden.said("column")),
            Self::HiddenRows(hidden) => made(hidden.said("row")),
            Self::HiddenTab => plain("this tab is hidden; it was read anyway"),
            Self::LongBlankRow => made(BLANK_FIELDS.to_string()),
            Self::NotSearched(limit) | Self::TooLarge(limit) => made(limit.to_string()),
            Self::LeftOut { why } => (Subject::LEFT_OUT, why.into()),
            Self::LongRow { fields, headers, counted } => {
                let lost = match counted {
                    true => "The row is counted with nothing known about it",
                    false => "Nothing on the row was used",
                };
                let comma = "is a comma inside a value without quotes?";
                made(format!("this row has {fields} fields and the header {headers}: {comma} {lost}"))
            }
            Self::MachinesNotRead { columns, left_out } => {
                let fix = "write a row for each place and kind of machine, with columns Jurisdiction, Equipment type and \
                           Quantity (Manufacturer and Model where known)";
                match left_out {
                    true => (
                        Subject::LEFT_OUT,
                        format!(
                            "it has a column for each kind of machine ({columns}), and such tables are not read; {fix}"
                        )
                        .into(),
                    ),
                    false => made(format!(
                        "read as places only; {columns} seem to be about machines and are not used: {fix}"
                    )),
                }
            }
            Self::MappingDoesNotFit { mapping } => {
                (Subject::LEFT_OUT, format!("the mapping {mapping} does not fit it").into())
            }
            Self::MappingMistake { message } => (Subject::default(), message.into()),
            Self::MappingUnused { known_by } => {
                made(format!("no file has the headers by which this mapping recognizes one: {known_by}"))
            }
            Self::MergedCells => plain("this cell is merged with those below it; its value is used for all their rows"),
            Self::MergedNumber => plain(
                "this cell is merged with those below it; a number or an id counts for the first row only, and the rows below have none",
            ),
            Self::NoColumns { table, has } => made(format!(
                "none of its columns is one of {}; it has {has}; the first line must name the columns",
                table.table().name
            )),
            Self::NoFile { .. } => plain("there is no such file or folder"),
            Self::NoPlace => plain("this row names no place, unlike others here; it is counted as NOT PLACED"),
            Self::HeaderOnly { noun } => made(format!("the {noun} has a header and no rows")),
            Self::NoRows => plain("the file has no rows"),
            Self::NoRowsMapped { mapping } => made(format!("the mapping {mapping} made no row of this file")),
            Self::EmptyTabs => plain("all of its tabs are empty"),
            Self::NoInventoryTab => plain("none of its tabs is an inventory"),
            Self::NoPlaceList { cell, noun } => {
                let none = format!("no cell in its column of states is a state; one is \"{cell}\"");
                (Subject::LEFT_OUT, format!("{none}; if it lists places, name the {noun} jurisdictions").into())
            }
            Self::FitsNoTable { has, noun } => {
                let fix = format!("name the {noun} after one of {}, or add a column \"table\"", table_names());
                (Subject::LEFT_OUT, format!("its columns fit no table; it has {has}; {fix}").into())
            }
            Self::EmptyPaper { what } | Self::NotAnInventory { what, left_out: true } => {
                (Subject::LEFT_OUT, (*what).into())
            }
            Self::NotAnInventory { what, .. } => plain(what),
            Self::NotOneValue { column, what } => {
                (Subject::column(column), format!("is {what}, and a cell is one value; treated as blank").into())
            }
            Self::NotUpToDate { reported, as_of } => (
                Subject::column("reported_on"),
                format!("{reported} is more than 12 months before {as_of}; ask whether it is still true").into(),
            ),
            Self::OfMapping { says } => (Subject::default(), (&**says).into()),
            Self::NoState { header, word } => (
                Subject::value(header),
                format!("contains \"{word}\", which is not a state; the column is not used for places").into(),
            ),
            Self::UsedAsCounty { header } => (
                Subject::value(header),
                "is not known; its cells are counties of the states next to them, and it is used as the county".into(),
            ),
            Self::PlaceDeclared { id, name, in_folder } => {
                let by = if *in_folder { "its folder" } else { "this file" };
                made(format!("{TAKEN_AS} {id} ({name}), the one place that {by} declares"))
            }
            Self::PlaceOfName { id, name, by_tab } => {
                let called = name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
                let by = if *by_tab { "tab" } else { "file or its folder" };
                made(format!("{TAKEN_AS} {id}{called} from the name of the {by}"))
            }
            Self::PlaceAskedFor { county, name } => {
                let (code, full) = (county.code, county.in_full());
                let of = format!("from the name \"{name}\" of the tab, file or folder");
                made(format!("{TAKEN_AS} {code} ({full}) {of}; use --place to say which"))
            }
            Self::PlaceIsState { name } => {
                made(format!("rows name no place but their state; counted as rows of {name} itself"))
            }
            Self::PlaceOfNoState { id } => {
                let of = "by the name of the tab, file or folder; no state is known for it";
                made(format!("{TAKEN_AS} \"{id}\" {of}; use --state or --place to say it"))
            }
            Self::PlaceUnknown => {
                plain("nothing names the place of these rows; they are counted as NOT PLACED; use --place to name it")
            }
            Self::RecordContradictsItself { column: Some(column), rest } => (Subject::column(column), rest.into()),
            Self::RecordContradictsItself { rest, .. } => (Subject::default(), rest.into()),
            Self::RowWithoutPlace => plain("this row of jurisdictions has neither id nor name; it was not read"),
            Self::RowsDiffer { place, column } => {
                made(format!("two rows of place {place} differ in {column}; treated as blank"))
            }
            Self::SameBytes { other } => made(format!(
                "this file has the same bytes as {other}; if one is a copy of the other, its rows may be counted twice: \
                 move it away, or --exclude it"
            )),
            Self::CountedOnce { key, id, spot } => {
                (Subject::cell(key, id), format!("is also {}; counted once, as written there", spot.in_words()).into())
            }
            Self::EqualIds { key, id, spot } => {
                (Subject::cell(key, id), format!("is also {}; both rows are counted", spot.in_words()).into())
            }
            Self::SameRows { equal, rows, other, of_other } => {
                let stand = match of_other {
                    false => format!("{equal} of {rows} rows are also in {other}"),
                    true => format!("{equal} of the {rows} rows of {other} are also here"),
                };
                made(format!("{stand}; both were counted; move one away, or --exclude it"))
            }
            Self::SheetsAndWorkbook { folder, table, in_book, in_folder } => made(format!(
                "the workbook and the sheets in {folder} both have rows of {}, {in_book} and {in_folder}: all were read; \
                 rows with the same id count once, others twice; keep only one of the two",
                table.table().name
            )),
            Self::ShortRow { fields, headers } => made(format!(
                "this row has {fields} fields and the header {headers}; missing ones are treated as blank"
            )),
            Self::TitleLine { title } => {
                (Subject::value(title), "is above the header; read as a title, not as a row".into())
            }
            Self::TornRow => plain(
                "a value of this row runs over several lines: is a closing quote missing? Rows below may be lost in it",
            ),
            Self::TotalRow => plain("a row of totals; left out, because the rows above are counted"),
            Self::TwoHeaders { used, other, column, fills_blanks, differ, is_unknown } => {
                let blank = if *fills_blanks { format!(", and \"{other}\" if it is blank") } else { String::new() };
                let differ = match (differ, is_unknown) {
                    (0, _) => "they differ in no row".to_owned(),
                    (1, false) => "they differ in 1 row".to_owned(),
                    (rows, false) => format!("they differ in {rows} rows"),
                    (1, true) => "they differ in 1 row, which is treated as blank".to_owned(),
                    (rows, true) => format!("they differ in {rows} rows, which are treated as blank"),
                };
                let said = format!("and \"{other}\" both mean {column}; \"{used}\" is used{blank}; {differ}");
                (Subject::value(used), said.into())
            }
            Self::TwoQuestions { column, answers } => {
                let what = match answers {
                    Answers::First => "the first answer is used",
                    Answers::Second => "the second is used, because the first is blank",
                    Answers::Same => "the answers are the same",
                    Answers::Differ => "the answers differ, and the first is used",
                };
                made(format!("two questions mean {column}; {what}"))
            }
            Self::UnknownColumn { header, is_question, .. } => {
                let noun = if *is_question { "question" } else { "column" };
                made(format!("{noun} \"{header}\" is not known; kept, not used"))
            }
            Self::UnknownDefault { key } => {
                (Subject::value(key), "is not a column of this file's tables; kept, not used".into())
            }
            Self::UnknownTable { word, near, is_row } => {
                let fix = match near {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("it is one of {}.", table_names()),
                };
                let lost = if *is_row { "The row was not read" } else { "Its rows were not read" };
                made(format!("table \"{word}\" is not known; {fix} {lost}"))
            }
            Self::UnnamedColumn { number } => made(format!("column {number} has no header; its cells are not used")),
            Self::CannotRead { error } => made(format!("cannot be read: {error}")),
            Self::Unreadable { why } => (Subject::default(), why.into()),
            Self::NotAFile => plain("is not a file on a disk; save it as one"),
            Self::NotUtf8 => plain("is not UTF-8 text; save it as UTF-8"),
            Self::NotToml { error } => made(format!("is not valid TOML: {error}")),
            Self::UnsolvedFormula => {
                plain("this formula was saved without its result; open the file in Excel and save it again")
            }
            Self::WaiverEnded { rule, on } => {
                made(format!("this waiver of {rule} ended on {on}; it covers nothing now"))
            }
            Self::WaiverEndsSoon { rule, days: 0, on } => made(format!("this waiver of {rule} ends today, on {on}")),
            Self::WaiverEndsSoon { rule, days, on } => {
                made(format!("this waiver of {rule} ends in {days} days, on {on}"))
            }
            Self::WaiverUnmatched { rule } => {
                made(format!("this waiver of {rule} covers nothing that fails or is not answered"))
            }
            Self::WaiverIgnored => plain(
                "waivers inside an inventory are ignored: whoever supplies the data must not be able to silence its findings",
            ),
            Self::Windows1252 => plain(
                "a character here is not UTF-8, and all such characters are read as Windows-1252; check the names, or save the file \
                 as CSV UTF-8",
            ),
            Self::YearAsDate => {
                plain("a year was typed into this date cell, and Excel reads it as a day in 1905; read as the year")
            }
            Self::ZeroByte => plain(
                "there is a zero byte here, which text never contains: the file may be damaged around it; save it again",
            ),
        }
    }
}

impl Hidden {
    fn said(&self, noun: &str) -> String {
        let Self { named, more, count } = self;
        let more = if *more { " and more" } else { "" };
        match count {
            1 => format!("{noun} {named} is hidden; it was read anyway"),
            count => format!("{count} {noun}s are hidden ({named}{more}); they were read anyway"),
        }
    }
}

fn table_names() -> String {
    TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", ")
}

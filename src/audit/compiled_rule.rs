//! A rule prepared for the rows of a table, and its verdicts on 64 of them.

use super::found::Shown;
use super::reference_lookup::JoinedRows;
use super::tally::Class;
use crate::diagnostic::{Kind, Notice};
use crate::predicate::{Home, Lanes, Masks, Program, Rows, Slot};
use crate::rules::{Measure, RowNotice, Rule, RuleBook};
use crate::words::position::Position;
use crate::words::truth::Truth;

/// One rule of a table, ready to run.
#[derive(Clone)]
pub(super) struct CompiledRule {
    pub(super) rule: usize,
    pub(super) among: Option<Slot>,
    pub(super) applies: Option<Slot>,
    /// `applies` as it is once the rule is due, where the rule says when that is.
    pub(super) once_due: Option<Slot>,
    pub(super) require: Slot,
    /// The columns a finding shows.
    pub(super) seen: Vec<Shown>,
    /// Whether single rows make findings: not where one good row is enough.
    pub(super) by_row: bool,
    /// Whether a waiver of it is in force.
    pub(super) is_waived: bool,
}

/// One list's part in a table: places in the table's rules.
#[derive(Clone)]
pub(super) struct CompiledList {
    pub(super) list: usize,
    pub(super) lacking: Vec<usize>,
    pub(super) lesser: Vec<usize>,
    /// The same by kind, where there are several.
    pub(super) kinds: Vec<Vec<usize>>,
}

/// The outcome of one rule for 64 rows.
#[derive(Clone, Copy, Default)]
pub(super) struct Outcome {
    pub(super) pass: u64,
    pub(super) fail: u64,
    pub(super) unknown: u64,
    pub(super) not_applicable: u64,
    /// Those of them that the rule will ask something of when it is due.
    pub(super) not_due: u64,
    pub(super) waived_fail: u64,
    pub(super) waived_unknown: u64,
}

impl Outcome {
    /// The rows that the rule is, or may be, about.
    pub(super) fn about(&self) -> u64 {
        self.pass | self.fail | self.unknown | self.not_applicable | self.waived_fail | self.waived_unknown
    }

    /// The rows of a class.
    pub(super) fn of(&self, class: Class) -> u64 {
        match class {
            Class::Pass => self.pass,
            Class::Fail => self.fail,
            Class::Unknown => self.unknown,
            Class::NotApplicable => self.not_applicable & !self.not_due,
            Class::NotDue => self.not_due,
            Class::WaivedFail => self.waived_fail,
            Class::WaivedUnknown => self.waived_unknown,
        }
    }
}

/// A notice on rows, ready to run.
#[derive(Clone)]
pub(super) struct CompiledNotice {
    notice: usize,
    pub(super) slot: Slot,
    shown: Vec<Shown>,
}

impl CompiledNotice {
    /// A notice made ready, in a program.
    pub(super) fn new(program: &mut Program, notice: usize, of: &RowNotice) -> Self {
        let columns = of.condition.node.named_columns();
        let mut shown: Vec<Shown> = Vec::new();
        for (home, column, name) in columns {
            if !shown.iter().any(|known| (known.home, known.column) == (home, column)) {
                shown.push(Shown { home, column, name: name.clone(), required: true });
            }
        }
        shown.sort_by_key(|shown| matches!(shown.home, Home::Reference(_)));
        Self { notice, slot: program.add(&of.condition.node), shown }
    }

    /// The notice on a row: the values it has, and what reference tables have for them.
    pub(super) fn of(&self, book: &RuleBook, rows: &JoinedRows<'_>, row: usize) -> Notice {
        let mut column = None;
        let known = self.shown.iter().filter_map(|shown| {
            let value = rows.value(row, shown.home, shown.column);
            (!value.is_null()).then(|| (shown, value.to_string()))
        });
        let said = known.enumerate().map(|(at, (shown, said))| match shown.home {
            Home::Reference(reference) => {
                let keys = rows.keys(reference).iter().map(|key| rows.view.value(row, Home::Row, *key).to_string());
                let (of, name) =
                    (keys.collect::<Vec<_>>().join(" "), &book.references[reference].columns.list[shown.column].name);
                format!("the table of {}s has {name} \"{said}\" for {of}", book.references[reference].name)
            }
            Home::Row | Home::Place | Home::Calendar if at == 0 => {
                column = Some(shown.name.clone());
                format!("is \"{said}\"")
            }
            Home::Row | Home::Place | Home::Calendar => format!("{} is \"{said}\"", shown.name),
        });
        let said = said.collect::<Vec<_>>().join(", and ");
        let of = &book.notices[self.notice];
        let own = self.shown.iter().find(|shown| shown.home == Home::Row);
        let kind = Kind::RecordContradictsItself { column, rest: format!("{said}; {}", of.say) };
        Notice {
            column: own.map(|shown| shown.name.clone()),
            positions: vec![rows.view.position(row, own.map(|shown| shown.column))],
            ..Notice::new(kind, rows.view.file(row), Position::default())
        }
    }
}

impl CompiledRule {
    /// A rule made ready, in a program.
    pub(super) fn new(program: &mut Program, index: usize, rule: &Rule) -> Self {
        let mut seen: Vec<Shown> = Vec::new();
        let conditions = [Some(&rule.require), rule.applies.as_ref(), rule.among.as_ref()];
        for (condition, required) in conditions.into_iter().zip([true, false, false]) {
            for (home, column, name) in condition.iter().flat_map(|condition| condition.node.named_columns()) {
                if !seen.iter().any(|shown| (shown.home, shown.column) == (home, column)) {
                    seen.push(Shown { home, column, name: name.clone(), required });
                }
            }
        }
        // What the records say comes before what reference tables do.
        seen.sort_by_key(|shown| matches!(shown.home, Home::Reference(_)));
        let any = rule.measure == Measure::Any;
        Self {
            rule: index,
            among: rule.among.as_ref().map(|condition| program.add(&condition.node)),
            // One good row is enough whether or not the rule asks anything of it.
            applies: rule.applies.as_ref().filter(|_| !any).map(|condition| program.add(&condition.node)),
            once_due: rule
                .due
                .as_ref()
                .filter(|_| !any)
                .and(rule.applies.as_ref())
                .map(|c| program.add(&c.node.of_rows())),
            require: program.add(&rule.require.node),
            seen,
            by_row: !any,
            is_waived: false,
        }
    }

    /// What the rule makes of up to 64 rows.
    pub(super) fn outcome(&self, masks: &Masks, live: u64) -> Outcome {
        const ALL: Lanes = Lanes { yes: u64::MAX, no: 0 };
        let of = |slot: Option<Slot>| slot.map_or(ALL, |slot| masks.outcome(slot));
        let once_due = self.once_due.map(|slot| masks.outcome(slot));
        Outcome::of_conditions([of(self.among), of(self.applies), masks.outcome(self.require)], once_due, live)
    }
}

impl Outcome {
    /// What a rule makes of up to 64 rows by what `among`, `applies` and `require` say of them, and `applies` once the rule is due.
    #[inline]
    fn of_conditions([among, applies, require]: [Lanes; 3], once_due: Option<Lanes>, live: u64) -> Self {
        let asked = among.yes & applies.yes & live;
        let pass = asked & require.yes;
        // A row that may fall outside the rule is not evidence that it asks nothing here: once known, the place might have none.
        let not_applicable = live & among.yes & applies.no;
        let fail = asked & require.no;
        Self {
            pass,
            fail,
            unknown: live & !(among.no | applies.no) & !(pass | fail),
            not_applicable,
            not_due: once_due.map_or(0, |lanes| not_applicable & !lanes.no),
            waived_fail: 0,
            waived_unknown: 0,
        }
    }

    /// What a rule makes of one row that counts; `None` where it is not about the row.
    pub(super) fn of_row([among, applies, require]: [Truth; 3], once_due: Option<Truth>) -> Option<Class> {
        let lanes = |truth: Truth| Lanes { yes: u64::from(truth.is_yes()), no: u64::from(truth.is_no()) };
        let outcome = Self::of_conditions([among, applies, require].map(lanes), once_due.map(lanes), 1);
        [Class::Pass, Class::Fail, Class::Unknown, Class::NotDue, Class::NotApplicable]
            .into_iter()
            .find(|class| outcome.of(*class) != 0)
    }
}

//! What was noticed, alike notices in one, the important first; what changes no answer is only counted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Level, Notice};

/// Notices in groups.
#[derive(Clone, Debug, Default)]
pub struct Noticed<'a> {
    /// The groups, the important first; those of one file stand together.
    pub groups: Vec<NoticeGroup<'a>>,
    /// Notices that change no answer, which are not among the groups.
    pub minor: u64,
    /// All notices, counted each time.
    pub all: u64,
}

/// Notices that say the same.
#[derive(Clone, Copy, Debug)]
pub struct NoticeGroup<'a> {
    /// The first of them.
    pub first: &'a Notice,
    /// How often it was met.
    pub count: u64,
    /// In how many files.
    pub files: u64,
    /// Whether they are of one kind and differ in their words.
    pub differ: bool,
}

/// Of one kind and column so many that differ are shown one by one.
const FEW: usize = 3;

impl<'a> NoticeGroup<'a> {
    /// The file, where it is one.
    #[must_use]
    pub fn file(&self) -> Option<&'a Arc<str>> {
        (self.files == 1).then_some(&self.first.file.file)
    }
}

impl<'a> Noticed<'a> {
    /// The groups of the notices that are asked for.
    #[must_use]
    pub fn of(notices: &'a [Notice], asked: impl Fn(&Notice) -> bool) -> Self {
        let mut noticed = Self::default();
        let mut kinds: BTreeMap<_, BTreeMap<String, Vec<&'a Notice>>> = BTreeMap::new();
        for notice in notices.iter().filter(|notice| asked(notice)) {
            noticed.all += notice.count;
            if notice.level == Level::Notice && notice.kind.is_minor() {
                noticed.minor += notice.count;
                continue;
            }
            let kind = (notice.level, notice.kind.code(), notice.column.as_deref());
            kinds.entry(kind).or_default().entry(notice.message()).or_default().push(notice);
        }
        for by_message in kinds.into_values() {
            let differ = by_message.len() > FEW;
            if differ {
                noticed.groups.extend(group(by_message.into_values().flatten(), true));
            } else {
                noticed.groups.extend(by_message.into_values().filter_map(|same| group(same.into_iter(), false)));
            }
        }
        noticed.sort();
        noticed
    }

    /// The important first; what is said of one file stands together, as its gravest.
    fn sort(&mut self) {
        let mut of_file: HashMap<&Arc<str>, (Level, u8)> = HashMap::new();
        for group in &self.groups {
            if let Some(file) = group.file() {
                let weight = weight(group.first);
                of_file.entry(file).and_modify(|known| *known = weight.min(*known)).or_insert(weight);
            }
        }
        self.groups.sort_by_cached_key(|group| {
            let own = weight(group.first);
            let together = group.file().and_then(|file| of_file.get(file)).copied().unwrap_or(own);
            (together, group.file(), own, Reverse(group.count), group.first.message())
        });
    }
}

fn group<'a>(notices: impl Iterator<Item = &'a Notice>, differ: bool) -> Option<NoticeGroup<'a>> {
    let (mut first, mut count, mut files): (Option<&Notice>, u64, BTreeSet<&str>) = (None, 0, BTreeSet::new());
    for notice in notices {
        count += notice.count;
        files.insert(&*notice.file.file);
        let before = |known: &Notice| (&notice.file, &notice.positions) < (&known.file, &known.positions);
        if first.is_none_or(before) {
            first = Some(notice);
        }
    }
    Some(NoticeGroup { first: first?, count, files: files.len() as u64, differ })
}

/// How much a notice matters: errors first, then what may be counted twice, what has no place, what was not read, and so on.
fn weight(notice: &Notice) -> (Level, u8) {
    (notice.level, notice.kind.code().weight())
}

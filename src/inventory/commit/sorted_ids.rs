//! Ids that come in rising order: none of them can be a duplicate, so none is looked up.

/// Some ids as they came, as far as is needed to know whether they are sorted, and others after them.
#[derive(Clone, Debug, Default)]
pub(crate) struct SortedIds {
    /// The first and the last of them.
    ends: Option<(Vec<u8>, Vec<u8>)>,
    orders: Orders,
}

/// The orders in which they may rise.
#[derive(Clone, Copy, Debug)]
struct Orders {
    /// By their letters, as in `A-019`, `A-020`, `B-001`.
    letters: bool,
    /// By their length first, as in `A9`, `A10`.
    length: bool,
}

impl Default for Orders {
    fn default() -> Self {
        Self { letters: true, length: true }
    }
}

impl Orders {
    /// Those of them that hold for an id and the one after it too.
    #[inline]
    fn over(self, before: &[u8], after: &[u8]) -> Self {
        let letters = before < after;
        let length = before.len() < after.len() || (before.len() == after.len() && letters);
        Self { letters: self.letters && letters, length: self.length && length }
    }

    fn hold(self) -> bool {
        self.letters || self.length
    }
}

impl SortedIds {
    /// Forgets them.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes them for ids of which nothing is known.
    pub(crate) fn give_up(&mut self) {
        self.orders = Orders { letters: false, length: false };
    }

    /// Whether they rise so far.
    pub(crate) fn holds(&self) -> bool {
        self.orders.hold()
    }

    /// Adds the next id.
    pub(crate) fn add(&mut self, id: &[u8]) {
        match &mut self.ends {
            None => self.ends = Some((id.to_owned(), id.to_owned())),
            Some((_, last)) if self.orders.hold() => {
                self.orders = self.orders.over(last, id);
                id.clone_into(last);
            }
            Some(_) => {}
        }
    }

    /// Adds the next ids.
    pub(crate) fn add_all<'i>(&mut self, mut ids: impl Iterator<Item = &'i [u8]>) {
        let Some(first) = ids.next() else { return };
        self.add(first);
        let (mut last, mut orders) = (first, self.orders);
        for id in ids {
            orders = orders.over(last, id);
            if !orders.hold() {
                break;
            }
            last = id;
        }
        self.orders = orders;
        self.add_last(last);
    }

    /// Goes on with others; whether all of them together rise.
    pub(crate) fn follow(&mut self, others: &Self) -> bool {
        if let Some((first, _)) = &others.ends {
            self.add(first);
        }
        // There may be ids among them that are in no order at all.
        self.orders.letters &= others.orders.letters;
        self.orders.length &= others.orders.length;
        if let Some((_, last)) = &others.ends {
            self.add_last(last);
        }
        self.holds()
    }

    fn add_last(&mut self, id: &[u8]) {
        self.ends.iter_mut().for_each(|(_, last)| id.clone_into(last));
    }
}

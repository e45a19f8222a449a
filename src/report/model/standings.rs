//! Places by standing, and the registered voters in them.

use super::places::Standing;

/// Places by standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Places where a high or critical rule fails.
    pub action_needed: Tally,
    /// Places where none fails and some are not answered, or nothing passes.
    pub not_shown: Tally,
    /// All others.
    pub meets_the_rules: Tally,
    /// Places that must be there and sent nothing that could be read.
    pub nothing_to_read: Tally,
}

/// Places, and the registered voters in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Places.
    pub places: u64,
    /// Registered voters, where they are known.
    pub voters: u64,
    /// Places whose registered voters are not known.
    pub places_without_voters: u64,
}

impl Tally {
    /// Registered voters; none where no place tells them.
    pub(crate) fn known_voters(&self) -> Option<u64> {
        (self.voters > 0 || self.places_without_voters == 0).then_some(self.voters)
    }
}

impl Standings {
    /// The count of one standing.
    #[must_use]
    pub fn of(&self, standing: Standing) -> Tally {
        match standing {
            Standing::ActionNeeded => self.action_needed,
            Standing::NotShown => self.not_shown,
            Standing::MeetsTheRules => self.meets_the_rules,
            Standing::NothingToRead => self.nothing_to_read,
        }
    }

    /// All places.
    #[must_use]
    pub fn all(&self) -> Tally {
        Standing::ALL.into_iter().map(|standing| self.of(standing)).fold(Tally::default(), |sum, one| Tally {
            places: sum.places + one.places,
            voters: sum.voters + one.voters,
            places_without_voters: sum.places_without_voters + one.places_without_voters,
        })
    }

    pub(in crate::report) fn add(&mut self, standing: Standing, voters: Option<u64>) {
        let tally = match standing {
            Standing::ActionNeeded => &mut self.action_needed,
            Standing::NotShown => &mut self.not_shown,
            Standing::MeetsTheRules => &mut self.meets_the_rules,
            Standing::NothingToRead => &mut self.nothing_to_read,
        };
        tally.places += 1;
        tally.voters += voters.unwrap_or(0);
        tally.places_without_voters += u64::from(voters.is_none());
    }
}

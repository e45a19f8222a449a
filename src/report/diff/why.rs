//! The kinds of changes of a finding between two audits: what is worse comes first.

/// Why a finding is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It was not there, and the records are.
    New,
    /// The rule at its asset is graver than it was.
    Graver,
    /// More units of it fail.
    MoreUnits,
    /// It failed, and now the records do not say.
    Blanked,
    /// It failed or was open, and now the rule asks nothing of its asset.
    NotAsked,
    /// Its row is gone.
    Removed,
    /// Its place sends nothing any more, or nothing that can be read.
    NoLongerSent,
    /// Its rule is gone, off, or another.
    RuleGone,
    /// It was not there, and a waiver that the old side did not have covers it.
    WaivedUnseen,
    /// It was not there, nor anything of its place.
    FirstSent,
    /// The day alone brought it, or took it away.
    ByDate,
    /// Its rule was not there, or was another.
    ByRules,
    /// It is met now.
    Fixed,
    /// Its asset is out of service now.
    Retired,
    /// It was not answered, and is now.
    Answered,
    /// It was there, and a waiver covers it now.
    WaivedSince,
    /// A waiver covers it, as before.
    Waived,
    /// It is as it was.
    Known,
}

impl Why {
    /// All of them, what is worse first.
    pub const ALL: [Self; 18] = [
        Self::New,
        Self::Graver,
        Self::MoreUnits,
        Self::Blanked,
        Self::NotAsked,
        Self::Removed,
        Self::NoLongerSent,
        Self::RuleGone,
        Self::WaivedUnseen,
        Self::FirstSent,
        Self::ByDate,
        Self::ByRules,
        Self::Fixed,
        Self::Retired,
        Self::Answered,
        Self::WaivedSince,
        Self::Waived,
        Self::Known,
    ];

    /// Whether it counts as worse. What a place says that had sent nothing before is a fact: before, nothing could be ruled out there.
    pub(crate) fn is_worse(self) -> bool {
        self <= Self::WaivedUnseen
    }

    /// Whether a finding is no longer there to be seen, and nothing shows that it is met.
    pub(crate) fn is_no_longer_shown(self) -> bool {
        (Self::Blanked..=Self::RuleGone).contains(&self)
    }

    /// Its word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Graver => "graver",
            Self::MoreUnits => "more-units",
            Self::Blanked => "blanked",
            Self::NotAsked => "no-longer-asked",
            Self::Removed => "removed",
            Self::NoLongerSent => "no-longer-sent",
            Self::RuleGone => "rule-gone",
            Self::WaivedUnseen => "waived-unseen",
            Self::FirstSent => "first-sent",
            Self::ByDate => "by-date",
            Self::ByRules => "by-rules",
            Self::Fixed => "fixed",
            Self::Retired => "retired",
            Self::Answered => "answered",
            Self::WaivedSince => "waived-since",
            Self::Waived => "waived",
            Self::Known => "known",
        }
    }
}

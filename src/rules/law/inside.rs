//! The law inside the binary: one list of files, each read when its state is first asked about.

use std::sync::{Arc, OnceLock};

use super::StateLaw;
use super::file::state_of;

/// The files of law inside the binary, by the names that a rules file may give them.
pub const LAWS: &[(&str, &str)] = &[
    ("law/AK.toml", include_str!("../../../rules/law/AK.toml")),
    ("law/AL.toml", include_str!("../../../rules/law/AL.toml")),
    ("law/AR.toml", include_str!("../../../rules/law/AR.toml")),
    ("law/AZ.toml", include_str!("../../../rules/law/AZ.toml")),
    ("law/CA.toml", include_str!("../../../rules/law/CA.toml")),
    ("law/CO.toml", include_str!("../../../rules/law/CO.toml")),
    ("law/CT.toml", include_str!("../../../rules/law/CT.toml")),
    ("law/DC.toml", include_str!("../../../rules/law/DC.toml")),
    ("law/DE.toml", include_str!("../../../rules/law/DE.toml")),
    ("law/FL.toml", include_str!("../../../rules/law/FL.toml")),
    ("law/GA.toml", include_str!("../../../rules/law/GA.toml")),
    ("law/HI.toml", include_str!("../../../rules/law/HI.toml")),
    ("law/IA.toml", include_str!("../../../rules/law/IA.toml")),
    ("law/ID.toml", include_str!("../../../rules/law/ID.toml")),
    ("law/IL.toml", include_str!("../../../rules/law/IL.toml")),
    ("law/IN.toml", include_str!("../../../rules/law/IN.toml")),
    ("law/KS.toml", include_str!("../../../rules/law/KS.toml")),
    ("law/KY.toml", include_str!("../../../rules/law/KY.toml")),
    ("law/LA.toml", include_str!("../../../rules/law/LA.toml")),
    ("law/MA.toml", include_str!("../../../rules/law/MA.toml")),
    ("law/MD.toml", include_str!("../../../rules/law/MD.toml")),
    ("law/ME.toml", include_str!("../../../rules/law/ME.toml")),
    ("law/MI.toml", include_str!("../../../rules/law/MI.toml")),
    ("law/MN.toml", include_str!("../../../rules/law/MN.toml")),
    ("law/MO.toml", include_str!("../../../rules/law/MO.toml")),
    ("law/MS.toml", include_str!("../../../rules/law/MS.toml")),
    ("law/MT.toml", include_str!("../../../rules/law/MT.toml")),
    ("law/NC.toml", include_str!("../../../rules/law/NC.toml")),
    ("law/ND.toml", include_str!("../../../rules/law/ND.toml")),
    ("law/NE.toml", include_str!("../../../rules/law/NE.toml")),
    ("law/NH.toml", include_str!("../../../rules/law/NH.toml")),
    ("law/NJ.toml", include_str!("../../../rules/law/NJ.toml")),
    ("law/NM.toml", include_str!("../../../rules/law/NM.toml")),
    ("law/NV.toml", include_str!("../../../rules/law/NV.toml")),
    ("law/NY.toml", include_str!("../../../rules/law/NY.toml")),
    ("law/OH.toml", include_str!("../../../rules/law/OH.toml")),
    ("law/OK.toml", include_str!("../../../rules/law/OK.toml")),
    ("law/OR.toml", include_str!("../../../rules/law/OR.toml")),
    ("law/PA.toml", include_str!("../../../rules/law/PA.toml")),
    ("law/RI.toml", include_str!("../../../rules/law/RI.toml")),
    ("law/SC.toml", include_str!("../../../rules/law/SC.toml")),
    ("law/SD.toml", include_str!("../../../rules/law/SD.toml")),
    ("law/TN.toml", include_str!("../../../rules/law/TN.toml")),
    ("law/TX.toml", include_str!("../../../rules/law/TX.toml")),
    ("law/UT.toml", include_str!("../../../rules/law/UT.toml")),
    ("law/VA.toml", include_str!("../../../rules/law/VA.toml")),
    ("law/VT.toml", include_str!("../../../rules/law/VT.toml")),
    ("law/WA.toml", include_str!("../../../rules/law/WA.toml")),
    ("law/WI.toml", include_str!("../../../rules/law/WI.toml")),
    ("law/WV.toml", include_str!("../../../rules/law/WV.toml")),
    ("law/WY.toml", include_str!("../../../rules/law/WY.toml")),
];

/// The law of a state, where there is a file of it.
pub(super) fn of(state: &str) -> Option<Arc<StateLaw>> {
    static TAKEN: [OnceLock<Option<Arc<StateLaw>>>; LAWS.len()] = [const { OnceLock::new() }; LAWS.len()];
    let at = LAWS.iter().position(|(name, _)| state_of(name) == Some(state))?;
    let (name, text) = LAWS.get(at)?;
    TAKEN.get(at)?.get_or_init(|| StateLaw::read(name, text, None).ok().map(Arc::new)).clone()
}

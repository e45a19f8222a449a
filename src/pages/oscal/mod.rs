//! OSCAL 1.2, which auditors' tools read: assessment results, and a plan of action and milestones.

mod document;
mod ids;
mod metadata;
mod observations;
pub mod plan;
pub mod results;
mod subjects;
mod text;
mod wire;

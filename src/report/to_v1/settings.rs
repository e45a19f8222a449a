//! What was asked, to the settings of the JSON report and back: all that the same audit needs.

use std::path::PathBuf;

use crate::audit::EDITION;
use crate::report::finished::Report;
use crate::report::model::redacted::PUBLIC;
use crate::report::v1::{Filters, Head, Param, Settings};
use crate::request::{Limits, Records, Request, Root, Rules, slashed};
use crate::rules;

impl From<&Report> for Settings {
    fn from(report: &Report) -> Self {
        let request = &report.request;
        let (records, rules) = (&request.records, &request.rules);
        let named = |path: &Option<PathBuf>| path.as_deref().map(slashed);
        let param = |param: &rules::Param| Param {
            name: param.name.clone(),
            value: param.value.to_string(),
            origin: param.origin.clone(),
        };
        Self {
            paths: records.names().into_iter().map(str::to_owned).collect(),
            exclude: records.exclude.clone(),
            map: records.map.iter().map(|path| slashed(path)).collect(),
            place: records.place.clone(),
            rules: named(&rules.file),
            set: rules.set.iter().cloned().collect(),
            waivers: named(&rules.waivers),
            no_waivers: rules.no_waivers,
            config: request.config.as_ref().map(|(path, _)| path.clone()),
            params: report.params.iter().map(param).collect(),
            filters: Filters {
                only: rules.only.clone(),
                skip: rules.skip.clone(),
                states: records.states.clone(),
                expect: records.expect.clone(),
                place: request.focus.clone(),
            },
            scoring: EDITION.to_owned(),
            given: report.given.iter().map(ToString::to_string).collect(),
            max_findings: request.limits.each,
            max_in_report: request.limits.in_report,
            redact: report.redacted.as_ref().map(|_| PUBLIC.to_owned()),
        }
    }
}

impl Head {
    /// What was asked, with the names of files as they were; the digest of the file of defaults is left out.
    #[must_use]
    pub fn request(&self) -> Request {
        let asked = &self.settings;
        let root = |name: &String| Root { path: PathBuf::from(name), name: name.clone() };
        let path = |name: &Option<String>| name.as_ref().map(PathBuf::from);
        Request {
            records: Records {
                roots: asked.paths.iter().map(root).collect(),
                exclude: asked.exclude.clone(),
                map: asked.map.iter().map(PathBuf::from).collect(),
                states: asked.filters.states.clone(),
                expect: asked.filters.expect.clone(),
                place: asked.place.clone(),
                threads: 0,
            },
            rules: Rules {
                file: path(&asked.rules),
                set: asked.set.clone().into_iter().collect(),
                waivers: path(&asked.waivers),
                no_waivers: asked.no_waivers,
                only: asked.filters.only.clone(),
                skip: asked.filters.skip.clone(),
            },
            focus: asked.place.clone(),
            limits: Limits { each: asked.max_findings, in_report: asked.max_in_report },
            config: asked.config.clone().map(|path| (path, String::new())),
            ..Request::new(self.as_of)
        }
    }
}

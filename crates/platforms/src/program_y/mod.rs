//! Program-Y.

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Program-Y",
    slug: "program-y",
    default_url: "http://localhost:80",
    folder_hint: "A Program-Y folder has a config.yaml with a client section, or a license.keys.",
    references: false,
    settings: &[],
    rules: &[],
    recognise: |_| None,
    files: |_| Vec::new(),
    effective: |_| Vec::new(),
    lint: |_, _| Vec::new(),
    access_points: |_| Vec::new(),
    headline: headline::plain,
};

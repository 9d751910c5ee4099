//! Rasa.

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Rasa",
    slug: "rasa",
    default_url: "http://localhost:5005",
    folder_hint: "A Rasa folder has a credentials.yml, an endpoints.yml or a domain.yml.",
    references: true,
    settings: &[],
    rules: &[],
    recognise: |_| None,
    files: |_| Vec::new(),
    effective: |_| Vec::new(),
    lint: |_, _| Vec::new(),
    access_points: |_| Vec::new(),
    headline: headline::plain,
};

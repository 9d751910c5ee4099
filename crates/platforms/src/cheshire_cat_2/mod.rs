//! Cheshire Cat 2.

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Cheshire Cat 2",
    slug: "cheshire-cat-2",
    default_url: "http://localhost:1865",
    folder_hint: "A Cheshire Cat 2 folder has a config.py.",
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

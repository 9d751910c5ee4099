//! Chatto.

use crate::headline;
use crate::platform::Spec;

pub(crate) const SPEC: Spec = Spec {
    title: "Chatto",
    slug: "chatto",
    default_url: "http://localhost:4770",
    folder_hint: "A Chatto folder has a bot.yml, chn.yml, fsm.yml or clf.yml.",
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

//! What every part of the page is made of.

use crate::words::plain;

/// Text as it is to be read, wherever it stands in HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// One of [`ICONS`]. A word always stands beside it.
pub(super) fn icon(name: &str) -> String {
    format!(r##"<svg class="icon" aria-hidden="true"><use href="#i-{name}"/></svg>"##)
}

/// Drawn on 16 by 16, with lines.
pub(super) const ICONS: &str = r#"<svg width="0" height="0" class="store" aria-hidden="true">
<symbol id="i-key" viewBox="0 0 16 16"><circle cx="5" cy="5" r="3"/><path d="M7.2 7.2 13.5 13.5M10.5 10.5l1.7-1.7M12.6 12.6l1.4-1.4"/></symbol>
<symbol id="i-open" viewBox="0 0 16 16"><rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.5 7V4.5a2.5 2.5 0 0 1 4.8-1"/></symbol>
<symbol id="i-locked" viewBox="0 0 16 16"><rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/></symbol>
<symbol id="i-proven" viewBox="0 0 16 16"><path d="M8 1.8 13 3.6v4c0 3.2-2.1 5.6-5 6.6-2.9-1-5-3.4-5-6.6v-4z"/><path d="m5.7 8 1.7 1.7 3-3.2"/></symbol>
<symbol id="i-warn" viewBox="0 0 16 16"><path d="M8 2.5 14.2 13.5H1.8z"/><path d="M8 6.5v3.2M8 11.4v.3"/></symbol>
<symbol id="i-local" viewBox="0 0 16 16"><rect x="2" y="3" width="12" height="8" rx="1.5"/><path d="M5.5 13.5h5"/></symbol>
<symbol id="i-unknown" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.3M8 11.3v.3"/></symbol>
</svg>"#;

use std::collections::HashSet;

use chatelaine_platforms::Severity;
use chatelaine_report::html;

use crate::sample;

/// The tags of the page, in order: `<p class="x">` without its brackets.
fn tags(page: &str) -> Vec<&str> {
    page.split('<')
        .skip(1)
        .map(|rest| rest.split_once('>').expect("every tag ends").0)
        .collect()
}

#[test]
fn the_page_needs_nothing_else_and_may_do_nothing() {
    let page = html(&sample::report());
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(
        page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\""),
        "the page forbids itself everything but its own styles"
    );
    for tag in tags(&page) {
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        assert!(
            !["script", "link", "img", "iframe", "object", "form", "base"].contains(&name),
            "<{tag}> would load or do something"
        );
        assert!(
            !tag.contains(" on") && !tag.contains(" src=") && !tag.contains(" style="),
            "<{tag}> would load or do something"
        );
        if let Some((_, target)) = tag.split_once("href=\"") {
            assert!(target.starts_with('#'), "<{tag}> leads out of the page");
        }
    }
    assert!(!page.contains("url(") && !page.contains("@import"));
}

#[test]
fn every_tag_that_is_opened_is_closed_and_every_anchor_is_there() {
    let page = html(&sample::report());
    let mut open = Vec::new();
    let mut ids = HashSet::new();
    let mut wanted = Vec::new();
    for tag in tags(&page) {
        for (attribute, list) in [
            ("href=\"#", true),
            ("aria-labelledby=\"", true),
            (" id=\"", false),
        ] {
            if let Some((_, rest)) = tag.split_once(attribute) {
                let id = rest.split('"').next().unwrap();
                if list {
                    wanted.push(id);
                } else {
                    assert!(ids.insert(id), "{id} is there twice");
                }
            }
        }
        let name = tag.split([' ', '\n']).next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(
                open.pop(),
                Some(name),
                "what was opened last is closed first"
            );
        } else if !tag.ends_with('/') && !["!doctype", "meta"].contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    for id in wanted {
        assert!(ids.contains(id), "#{id} leads nowhere");
    }
}

#[test]
fn everything_of_the_report_is_on_the_page() {
    let page = html(&sample::report());
    for text in [
        "<bdi>alice</bdi>",
        "<bdi>far</bdi>",
        "Cheshire Cat 1.9.2",
        "One of two ways in is locked",
        "aria-label=\"1 of 2 ways in are fine\"",
        "proven locked",
        "403 Forbidden",
        "<strong>CC-001</strong>",
        "<code>.env:3</code>",
        "<code>env.CCAT_API_KEY</code>",
        "Chatelaine can mend it.",
        "<div class=\"tile critical\"><dt>critical</dt><dd>2</dd></div>",
        "<div class=\"tile none\"><dt>low</dt><dd>0</dd></div>",
        "<div class=\"tile none\"><dt>ignored</dt><dd>1</dd></div>",
        "until <time datetime=\"2027-01-31\">2027-01-31</time>: A demo in our office",
        "Nothing answers at http://far.example:1865.",
        "<time datetime=\"2026-11-27T10:20:30Z\">2026-11-27 10:20:30 UTC</time>",
        "Made by Chatelaine 0.1.0",
    ] {
        assert!(page.contains(text), "`{text}` is missing");
    }
}

#[test]
fn colour_is_never_the_only_sign() {
    let page = html(&sample::report());
    let pills = page.match_indices("<span class=\"pill ");
    for (at, _) in pills {
        let pill = page[at..].split_once("</span>").unwrap().0;
        assert!(
            pill.chars().last().is_some_and(char::is_alphanumeric),
            "a word stands in it: {pill}"
        );
    }
}

#[test]
fn text_of_a_bot_stays_text() {
    let mut bot = sample::hostile();
    bot.findings[0].severity = Severity::Info;
    let page = html(&sample::only(bot));
    let harmless = html(&sample::only(sample::alice()));
    let names = |page: &str| -> HashSet<String> {
        tags(page)
            .iter()
            .map(|tag| tag.split([' ', '\n']).next().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        names(&page),
        names(&harmless),
        "hostile text makes no tag that would not be there without it"
    );
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/style&gt;"));
    assert_eq!(page.matches("</style>").count(), 1, "the styles end once");
    assert!(!page.contains(['\u{202e}', '\u{1b}', '\r']));
}

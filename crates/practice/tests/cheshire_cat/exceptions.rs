//! Everything in which the practice cat is not held to the recordings, and why. Nothing else is left out.

use super::compare::Depth;

/// An exchange that is compared less strictly.
pub(crate) struct Exception {
    scenario: &'static str,
    label: &'static str,
    /// `None`: not replayed at all.
    pub(crate) depth: Option<Depth>,
    #[expect(dead_code, reason = "written for those who read the table")]
    reason: &'static str,
}

const fn exception(
    scenario: &'static str,
    label: &'static str,
    depth: Option<Depth>,
    reason: &'static str,
) -> Exception {
    Exception {
        scenario,
        label,
        depth,
        reason,
    }
}

const FEWER_ROUTES: &str = "the practice cat has only the routes that the project uses; what it lists must be listed \
                            by the real one too (the recorder's details of each operation were cut)";
const OTHER_WORDS: &str = "a live language model spoke these words and got the real cat's prompt";

const EXCEPTIONS: [Exception; 9] = [
    exception(
        "A",
        "anon /openapi.json",
        Some(Depth::FewerPaths),
        FEWER_ROUTES,
    ),
    exception(
        "B",
        "openapi no header",
        Some(Depth::FewerPaths),
        FEWER_ROUTES,
    ),
    exception(
        "H",
        "openapi with DEBUG=false",
        Some(Depth::FewerPaths),
        FEWER_ROUTES,
    ),
    exception("Q", "openapi anon", Some(Depth::FewerPaths), FEWER_ROUTES),
    exception("E", "STREAM", Some(Depth::Shape), OTHER_WORDS),
    exception("E", "STREAM jwt admin", Some(Depth::Shape), OTHER_WORDS),
    exception("E", "http message", Some(Depth::Shape), OTHER_WORDS),
    exception(
        "Q",
        "slash /memory/collections",
        Some(Depth::Shape),
        "how many messages the recorder had sent until then is not in the recording",
    ),
    exception(
        "K",
        "CCAT_API_KEY='meow ' (trailing space); curl -H 'Authorization: Bearer meow '",
        None,
        "the HTTP library trims header values before anybody sees them; the real server's did not. Such a key locks \
         everybody out here, and nearly everybody there",
    ),
];

/// How deeply an exchange is compared.
pub(crate) fn depth(scenario: &str, label: &str) -> Option<Depth> {
    let exception = EXCEPTIONS
        .iter()
        .find(|exception| scenario.starts_with(exception.scenario) && exception.label == label);
    exception.map_or(Some(Depth::Values), |exception| exception.depth)
}

/// Exceptions to exchanges that exist in no recording would excuse nothing, and hide a typing error.
pub(crate) fn unknown(known: impl Fn(&str, &str) -> bool) -> Vec<&'static str> {
    EXCEPTIONS
        .iter()
        .filter(|exception| !known(exception.scenario, exception.label))
        .map(|exception| exception.label)
        .collect()
}

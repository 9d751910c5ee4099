//! The rules that all platforms share. Ids are frozen once published; a rule that is given up leaves a gap.

use crate::{Rule, Severity};

/// A file that cannot be read.
pub(super) const UNREADABLE: &Rule = &RULES[0];
/// Git keeps a file with secrets.
pub(super) const TRACKED: &Rule = &RULES[1];
/// Git keeps a copy of a file with secrets.
pub(super) const COPY_TRACKED: &Rule = &RULES[2];
/// A value of the vault stands in another file.
pub(super) const KNOWN_VALUE: &Rule = &RULES[3];
/// Every user may change a file with secrets.
pub(super) const WRITABLE: &Rule = &RULES[4];
/// Every user may read a file with secrets.
pub(super) const READABLE: &Rule = &RULES[5];
/// A group may read a file with secrets.
pub(super) const GROUP: &Rule = &RULES[6];
/// A file with secrets that git would take along.
pub(super) const NOT_IGNORED: &Rule = &RULES[7];
/// A secret in a command line.
pub(super) const ARGUMENT: &Rule = &RULES[8];
/// A secret in a compose file.
pub(super) const IN_COMPOSE: &Rule = &RULES[9];
/// A secret in a systemd unit.
pub(super) const IN_UNIT: &Rule = &RULES[10];
/// A secret in a Kubernetes manifest.
pub(super) const IN_MANIFEST: &Rule = &RULES[11];
/// A secret that ends with a line break.
pub(super) const LINE_BREAK: &Rule = &RULES[12];
/// A copy of a file with secrets.
pub(super) const COPY: &Rule = &RULES[13];
/// A password inside an address.
pub(super) const SECRET_IN_ADDRESS: &Rule = &RULES[14];
/// A byte order mark that hides a name.
pub(super) const BYTE_ORDER_MARK: &Rule = &RULES[15];
/// Line ends that a shell takes as part of values.
pub(super) const CARRIAGE_RETURNS: &Rule = &RULES[16];

/// Plain HTTP beyond this machine.
pub(crate) const PLAIN_HTTP: &Rule = &RULES[17];
/// A certificate whose time is over, or has not come.
pub(crate) const EXPIRED: &Rule = &RULES[18];
/// A certificate for another host.
pub(crate) const OTHER_NAME: &Rule = &RULES[19];
/// A certificate that nobody on this machine vouches for.
pub(crate) const UNTRUSTED: &Rule = &RULES[20];
/// A certificate that ends soon.
pub(crate) const EXPIRES_SOON: &Rule = &RULES[21];
/// Versions of TLS that nobody should speak.
pub(crate) const OLD_TLS: &Rule = &RULES[22];
/// Pages of any site may ask, with cookies.
pub(crate) const CORS_WITH_COOKIES: &Rule = &RULES[23];
/// Pages of any site may ask.
pub(crate) const CORS_ANY: &Rule = &RULES[24];
/// Credentials in addresses.
pub(crate) const CREDENTIAL_IN_ADDRESS: &Rule = &RULES[25];

/// None belongs to "Lock everything": who reads a file is the operator's to decide.
const fn rule(id: &'static str, severity: Severity, advice: &'static str) -> Rule {
    Rule {
        id,
        severity,
        advice,
        locks: false,
    }
}

/// Every shared rule, in the order of its id.
pub(crate) const RULES: &[Rule] = &[
    rule(
        "GEN-001",
        Severity::High,
        "Repair the file: a bot that cannot read its configuration does not start, or starts without its locks.",
    ),
    rule(
        "GEN-002",
        Severity::Critical,
        "Replace the secrets first: whoever has a copy of the repository has them, deleted or not. Then `git rm --cached` the file and list it in .gitignore.",
    ),
    rule(
        "GEN-003",
        Severity::High,
        "Replace the secrets that it holds, then `git rm` the copy: whoever has the repository has them.",
    ),
    rule(
        "GEN-004",
        Severity::High,
        "Take it out of there, and replace the secret if others could read the file.",
    ),
    rule(
        "GEN-005",
        Severity::High,
        "Let only the owner read and write the file (mode 0600): whoever can change it can set a key that they know.",
    ),
    rule(
        "GEN-006",
        Severity::Medium,
        "Let only the owner read and write the file (mode 0600), and make the bot's user the owner.",
    ),
    rule(
        "GEN-007",
        Severity::Low,
        "If the group is not there for exactly that, let only the owner read and write the file (mode 0600).",
    ),
    rule(
        "GEN-008",
        Severity::Medium,
        "List the file in .gitignore before somebody adds it.",
    ),
    rule(
        "GEN-009",
        Severity::Medium,
        "Give it in an environment variable or a file: every user of the machine can read command lines with `ps`.",
    ),
    rule(
        "GEN-010",
        Severity::Medium,
        "Move it into a file that `env_file:` or `secrets:` names: compose files are copied and kept in repositories.",
    ),
    rule(
        "GEN-011",
        Severity::Medium,
        "Move it into a file that only root can read and name that in EnvironmentFile=, or use LoadCredential=: `systemctl show` shows a unit's variables to every user.",
    ),
    rule(
        "GEN-012",
        Severity::Medium,
        "Keep the value out of the manifest: refer to a Secret with secretKeyRef, and make that with `kubectl create secret`, a sealed secret or an external store. Base64 hides nothing.",
    ),
    rule(
        "GEN-013",
        Severity::Medium,
        "Encode it without the line break (`printf %s`, not `echo`): it becomes part of the value, which then never matches.",
    ),
    rule(
        "GEN-014",
        Severity::Medium,
        "Delete the copy, or compare and merge it first.",
    ),
    rule(
        "GEN-015",
        Severity::Medium,
        "Use the setting for the password, or a variable: addresses end up in logs, error messages and lists of processes.",
    ),
    rule(
        "GEN-016",
        Severity::Medium,
        "Save the file as UTF-8 without a byte order mark.",
    ),
    rule(
        "GEN-017",
        Severity::Low,
        "Save the file with Unix line ends (LF) if a shell reads it.",
    ),
    rule(
        "GEN-018",
        Severity::High,
        "Put a TLS proxy in front of the bot and use its https address, or bind the bot to loopback.",
    ),
    rule(
        "GEN-019",
        Severity::High,
        "Renew the certificate, and compare the clocks of this machine and of the server if the dates look right.",
    ),
    rule(
        "GEN-020",
        Severity::High,
        "Use the name that the certificate was made for, or make one that covers this address.",
    ),
    rule(
        "GEN-021",
        Severity::High,
        "Use a certificate of an authority that everybody trusts, or add your own authority to the trust store of every machine that speaks to the bot. Until then anybody in between can read along.",
    ),
    rule(
        "GEN-022",
        Severity::Medium,
        "Renew it now, and look at why the automatic renewal did not.",
    ),
    rule(
        "GEN-023",
        Severity::Medium,
        "Switch TLS 1.0 and 1.1 off at the server or proxy; RFC 8996 forbids both.",
    ),
    rule(
        "GEN-024",
        Severity::Medium,
        "Name the sites that may call; a page of any other site can else use the bot with the login of whoever looks at it.",
    ),
    rule(
        "GEN-025",
        Severity::Low,
        "Name the sites that may call. It matters most for a bot that asks for no credential, on loopback too: pages in your own browser reach it.",
    ),
    rule(
        "GEN-026",
        Severity::Info,
        "Where there is a choice, send it in a header. Keep access logs of the bot and of proxies in front of it short and private, and replace the credential when a log gets out.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_frozen_and_in_order() {
        for (index, rule) in RULES.iter().enumerate() {
            assert_eq!(
                rule.id,
                format!("GEN-{:03}", index + 1),
                "the constants above point into the table by position"
            );
        }
    }
}

//! The other implementation: the `openssl` program (Debian package `openssl`).

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "each test file uses a part of this; a failed expectation is how a test fails"
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use chatelaine_certs::{Pair, Written, localhost, self_signed, write_pair};
use jiff::Timestamp;

/// Runs `openssl` in a folder, with no input, and returns what it did.
pub(crate) fn try_openssl(dir: &Path, arguments: &str) -> Output {
    Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(dir)
        .stdin(Stdio::null())
        .output()
        .expect("the `openssl` program is needed to check our certificates against another implementation")
}

/// Runs `openssl`, expects success, and returns its standard output.
pub(crate) fn openssl(dir: &Path, arguments: &str) -> String {
    let output = try_openssl(dir, arguments);
    assert!(
        output.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether `openssl` succeeded.
pub(crate) fn openssl_accepts(dir: &Path, arguments: &str) -> bool {
    try_openssl(dir, arguments).status.success()
}

/// A fresh pair for `localhost`, valid now.
pub(crate) fn fresh() -> Pair {
    self_signed(&localhost(), Timestamp::now()).expect("the default request is fine")
}

/// A fresh pair, written as `localhost.pem` and `localhost-key.pem`.
pub(crate) fn written(dir: &Path) -> Written {
    write_pair(dir, "localhost", &fresh()).expect("an empty folder takes a pair")
}

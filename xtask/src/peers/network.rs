//! A network of its own for servers that would otherwise listen on every interface of this machine.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::step;
use crate::trouble::{Done, Trouble};

/// Network, users and processes of its own (unshare(1), util-linux 2.36 and later). When it ends, whatever still runs
/// inside ends with it.
const ALONE: [&str; 6] = [
    "--map-root-user",
    "--net",
    "--pid",
    "--mount-proc",
    "--fork",
    "--kill-child",
];

/// A command that runs `program` in a network where only loopback exists.
pub(super) fn alone(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.args(ALONE).arg(program).args(arguments);
    command
}

/// Switches loopback on, which is off in a new network.
pub(super) fn wake() -> Done {
    let up = step::asked(Command::new("ip").args(["link", "set", "lo", "up"]));
    up.map(drop).ok_or_else(|| {
        Trouble::new(
            "loopback cannot be switched on in this network",
            "run it as `cargo xtask peers`, which makes a network first",
        )
    })
}

/// Why no network can be made here; nothing when one can.
pub(super) fn obstacle() -> Option<String> {
    let tried = step::asked(
        alone(Path::new("ip"), &["link", "set", "lo", "up"]).env("LC_ALL", OsStr::new("C")),
    );
    tried.is_none().then(|| {
        "it listens on every interface, and no network of its own can be made for it here (unshare and ip, \
         with user namespaces allowed)"
            .to_owned()
    })
}

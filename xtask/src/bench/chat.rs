//! The test chat, next to a bare WebSocket and to the clients that others use.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::example::{number, run};
use super::python;
use super::report::{Aim, Figure};
use crate::place::{self, Place};
use crate::say;
use crate::step;
use crate::trouble::Done;

const SOCKET_IO_CLIENT: &str = "socket.io-client@4.8.4";
const BARE: &str = "bare WebSocket";

pub(super) fn measure(place: &Place) -> Done<Vec<Figure>> {
    let scripts = place.root().join("xtask/src/bench");
    let node = format!(
        "node {} {}",
        quoted(&scripts.join("socket_io.mjs")),
        quoted(&socket_io_client(place)?)
    );
    let python = format!(
        "{} {}",
        quoted(&python::programs(place)?.join("python")),
        quoted(&scripts.join("socket_io.py"))
    );
    let arguments: [&OsStr; 2] = [node.as_ref(), python.as_ref()];
    let measured = run(place, "chatelaine-console", "bench_chat", &arguments)?;
    let milliseconds = |name: &str| number(&measured, name).map(|us| us / 1000.0);
    let other = |at: usize| measured["others_p50_us"][at].as_f64().unwrap_or(f64::NAN) / 1000.0;
    let socket_io = milliseconds("socket_io_p50_us")?;
    let figure = |name, unit, ours, yardstick, aim| Figure {
        name,
        unit,
        ours,
        yardstick,
        aim,
    };
    Ok(vec![
        figure(
            "chat: WebSocket round trip, p50",
            "ms",
            milliseconds("p50_us")?,
            Some((BARE, milliseconds("bare_p50_us")?)),
            Aim::AtMost(0.3),
        ),
        figure(
            "chat: Socket.IO round trip, p50",
            "ms",
            socket_io,
            Some((BARE, milliseconds("socket_io_bare_p50_us")?)),
            Aim::Times(1.2),
        ),
        figure(
            "chat: the same beside Node",
            "ms",
            socket_io,
            Some(("socket.io-client", other(0))),
            Aim::Times(1.0),
        ),
        figure(
            "chat: the same beside Python",
            "ms",
            socket_io,
            Some(("python-socketio", other(1))),
            Aim::Times(1.0),
        ),
        figure(
            "chat: a reply of 100,000 pieces",
            "s",
            number(&measured, "stream_s")?,
            None,
            Aim::AtMost(10.0),
        ),
        figure(
            "chat: a flood of 1,000,000 frames",
            "s",
            number(&measured, "flood_s")?,
            None,
            Aim::AtMost(60.0),
        ),
        figure(
            "chat: memory after both",
            "MiB",
            number(&measured, "peak_mib")?,
            None,
            Aim::AtMost(256.0),
        ),
    ])
}

/// Installs it unless it is there; returns the folder to ask for it from.
fn socket_io_client(place: &Place) -> Done<PathBuf> {
    let folder = place.target().join("bench/socket.io");
    if !folder.join("node_modules/socket.io-client").is_dir() {
        say::heading("Yardstick: socket.io-client");
        say::line(&format!(
            "about to install {SOCKET_IO_CLIENT} into {}",
            folder.display()
        ));
        place::write(&folder.join("package.json"), "{ \"private\": true }\n")?;
        let options = ["install", "--no-audit", "--no-fund", SOCKET_IO_CLIENT];
        step::must(&mut step::command(&folder, "npm", &options))?;
    }
    Ok(folder)
}

/// One word for a POSIX shell.
fn quoted(path: &std::path::Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

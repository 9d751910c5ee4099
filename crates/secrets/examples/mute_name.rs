//! Owns a name on the session bus and never answers anybody: the most unhelpful keychain there is.
//!
//! `mute_name <bus name>` prints `ready` and waits to be killed.

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::io::Write;

    let name = std::env::args()
        .nth(1)
        .ok_or("the name to own is missing")?;
    let bus = zbus::blocking::Connection::session()?;
    bus.request_name(name)?;
    writeln!(std::io::stdout(), "ready")?;
    loop {
        std::thread::park();
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    Err("there is no session bus on this system".into())
}

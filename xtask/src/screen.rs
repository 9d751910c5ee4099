//! Whether there is a display that a window can open on.

use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

/// Whether `DISPLAY` or `WAYLAND_DISPLAY` names a server that answers. A variable alone says little:
/// it survives in containers, in `sudo` and in terminal multiplexers.
pub(crate) fn is_there() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let x11 = set("DISPLAY").is_some_and(|display| x11_answers(&display));
    let wayland = set("WAYLAND_DISPLAY").is_some_and(|name| {
        let folder = PathBuf::from(set("XDG_RUNTIME_DIR").unwrap_or_default());
        UnixStream::connect(folder.join(name)).is_ok()
    });
    x11 || wayland
}

fn x11_answers(display: &str) -> bool {
    let Some((host, number)) = parts(display) else {
        return false;
    };
    if host.is_empty() || host == "unix" {
        UnixStream::connect(format!("/tmp/.X11-unix/X{number}")).is_ok()
    } else {
        // X over TCP, as ssh forwards it: display n listens on port 6000 + n.
        TcpStream::connect((host, 6000 + number)).is_ok()
    }
}

/// Host and number of `host:number.screen`.
fn parts(display: &str) -> Option<(&str, u16)> {
    let (host, rest) = display.rsplit_once(':')?;
    let number = rest.split('.').next()?.parse().ok()?;
    (number < 10_000).then_some((host, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_are_read_as_x_writes_them() {
        assert_eq!(parts(":0"), Some(("", 0)), "the usual local display");
        assert_eq!(parts(":1.0"), Some(("", 1)), "with a screen");
        assert_eq!(
            parts("localhost:10.0"),
            Some(("localhost", 10)),
            "forwarded by ssh"
        );
        assert_eq!(parts("nonsense"), None, "not a display");
    }

    #[test]
    fn a_display_that_nobody_serves_does_not_count() {
        assert!(!x11_answers(":9876"), "a number alone opens no window");
    }
}

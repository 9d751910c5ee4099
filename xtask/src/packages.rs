//! Debian packages: which ones, which are missing, and how they are installed.

use std::path::Path;
use std::process::Command;

use crate::say;
use crate::step;
use crate::trouble::{Done, Trouble};

/// What a package is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building anything at all.
    Build,
    /// A window without a screen, and tests against real daemons and tools.
    Test,
    /// Real servers, from the registries of Python and Go.
    Peers,
    /// What the benchmark compares with.
    Bench,
}

struct Package {
    need: Need,
    /// The names it goes by in different releases; one is enough, earlier ones are preferred.
    names: &'static [&'static str],
}

const fn package(need: Need, names: &'static [&'static str]) -> Package {
    Package { need, names }
}

/// All of them. Names hold for Debian 12 and later and Ubuntu 22.04 and later.
const PACKAGES: &[Package] = &[
    package(Need::Build, &["build-essential"]),
    package(Need::Build, &["pkg-config", "pkgconf"]),
    package(Need::Build, &["libwebkit2gtk-4.1-dev"]),
    package(Need::Build, &["libgtk-3-dev"]),
    package(Need::Build, &["libdbus-1-dev"]),
    package(Need::Build, &["librsvg2-dev"]),
    package(Need::Test, &["xvfb"]),
    package(Need::Test, &["fonts-dejavu-core"]),
    package(Need::Test, &["webkit2gtk-driver", "webkitgtk-webdriver"]),
    package(Need::Test, &["dbus-daemon", "dbus"]),
    package(Need::Test, &["gnome-keyring"]),
    package(Need::Test, &["libsecret-tools"]),
    package(Need::Test, &["openssl"]),
    package(Need::Peers, &["python3-venv"]),
    package(Need::Peers, &["iproute2"]),
    package(Need::Bench, &["python3-venv"]),
    package(Need::Bench, &["jq"]),
];

/// Makes sure that everything for `needs` is there. Installs what is missing, or says what is
/// missing when `install` is false.
pub(crate) fn ensure(needs: &[Need], install: bool) -> Done {
    let names: Vec<&str> = PACKAGES
        .iter()
        .filter(|package| needs.contains(&package.need))
        .flat_map(|package| package.names.iter().copied())
        .collect();
    let installed = installed(&names)?;
    let missing: Vec<&Package> = PACKAGES
        .iter()
        .filter(|package| needs.contains(&package.need))
        .filter(|package| {
            !package
                .names
                .iter()
                .any(|name| installed.iter().any(|i| i == name))
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let preferred: Vec<&str> = missing.iter().map(|package| package.names[0]).collect();
    if !install {
        return Err(Trouble::new(
            format!("Debian packages are missing: {}", preferred.join(" ")),
            "install them, or leave out --no-install",
        ));
    }
    say::heading("Debian packages");
    say::line(&format!("about to install: {}", preferred.join(" ")));
    let administrator = Administrator::find(&preferred)?;
    if available(&missing).is_none() {
        administrator.apt_get(&["update"])?;
    }
    let names = available(&missing).unwrap_or(preferred);
    if administrator.install(&names).is_err() {
        // Package lists grow stale: an archive drops the versions that they name.
        say::line("trying once more with fresh package lists");
        administrator.apt_get(&["update"])?;
        administrator.install(&names)?;
    }
    Ok(())
}

/// Which of `names` are installed.
fn installed(names: &[&str]) -> Done<Vec<String>> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Abbrev} ${Package}\\n"]);
    query.args(names);
    // It fails when it does not know one of the names, and still lists the others.
    let output = query.env("LC_ALL", "C").output().map_err(|_| {
        Trouble::new(
            "this is not a Debian or Ubuntu system: there is no dpkg-query",
            format!(
                "install the counterparts of these packages and see README.md: {}",
                names.join(" ")
            ),
        )
    })?;
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_prefix("ii "))
        .map(|name| name.trim().to_owned())
        .collect())
}

/// For each package the name under which it can be installed here; nothing when one has none, as
/// on a machine whose package lists were never fetched.
fn available<'a>(packages: &[&'a Package]) -> Option<Vec<&'a str>> {
    let known = |name: &str| {
        step::asked(
            Command::new("apt-cache")
                .args(["policy", name])
                .env("LC_ALL", "C"),
        )
        .is_some_and(|policy| {
            policy.contains("Candidate:") && !policy.contains("Candidate: (none)")
        })
    };
    packages
        .iter()
        .map(|package| package.names.iter().copied().find(|name| known(name)))
        .collect()
}

/// Someone who may install packages: root, or a user with sudo.
struct Administrator {
    sudo: bool,
}

impl Administrator {
    fn find(packages: &[&str]) -> Done<Self> {
        let id = step::asked(Command::new("id").arg("-u")).unwrap_or_default();
        if id.trim() == "0" {
            return Ok(Self { sudo: false });
        }
        if step::asked(Command::new("sudo").arg("--version")).is_some() {
            return Ok(Self { sudo: true });
        }
        Err(Trouble::new(
            "only root may install packages, and there is no sudo here",
            format!(
                "as root: apt-get install --no-install-recommends {}",
                packages.join(" ")
            ),
        ))
    }

    fn install(&self, names: &[&str]) -> Done {
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(names);
        self.apt_get(&arguments)
    }

    fn apt_get(&self, arguments: &[&str]) -> Done {
        let mut words = Vec::new();
        if self.sudo {
            words.push("sudo");
        }
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        // Another installation may be running, as on a machine that has just been started.
        words.extend(["-o", "DPkg::Lock::Timeout=300"]);
        words.extend(arguments);
        step::must(&mut step::command(Path::new("/"), words[0], &words[1..]))
    }
}

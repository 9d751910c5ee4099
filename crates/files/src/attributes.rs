//! What a file has beside its content: owner, group, mode, extended attributes (access lists among them).

use std::fs::{File, Metadata};
#[cfg(unix)]
use std::io::ErrorKind;
use std::path::Path;

use crate::FileError;

#[cfg(unix)]
pub(crate) fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
pub(crate) fn mode(_: &Metadata) -> Option<u32> {
    None
}

/// How many names the file has.
#[cfg(unix)]
pub(crate) fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(crate) fn links(_: &Metadata) -> u64 {
    1
}

#[cfg(unix)]
pub(crate) fn set_mode(path: &Path, file: &File, mode: u32) -> Result<(), FileError> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(mode))
        .map_err(|_| lost(path, "the mode"))
}

#[cfg(not(unix))]
pub(crate) fn set_mode(_: &Path, _: &File, _: u32) -> Result<(), FileError> {
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn keep(_: &Path, _: &File, _: &File) -> Result<(), FileError> {
    Ok(())
}

/// Gives `to` what `from` has. `path` is for the error.
#[cfg(unix)]
pub(crate) fn keep(path: &Path, from: &File, to: &File) -> Result<(), FileError> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let failed = |error| FileError::from_io(path, "read", error);
    let (old, new) = (
        from.metadata().map_err(failed)?,
        to.metadata().map_err(failed)?,
    );
    let owner = (old.uid() != new.uid()).then(|| old.uid());
    let group = (old.gid() != new.gid()).then(|| old.gid());
    if owner.is_some() || group.is_some() {
        fchown(to, owner, group).map_err(|_| lost(path, "the owner and group"))?;
    }
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    extended::keep(from, to).map_err(|(name, error)| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            FileError::from_io(path, "write", error)
        }
        _ => lost(path, &format!("the extended attribute {name}")),
    })?;
    // Last: a change of owner may clear bits, and an access list has its share in the mode.
    set_mode(path, to, old.mode() & 0o7777)
}

#[cfg(unix)]
fn lost(path: &Path, what: &str) -> FileError {
    FileError::AttributeLost {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod extended {
    use std::collections::BTreeMap;
    use std::fs::File;
    use std::io;

    use rustix::fs::{
        XattrFlags, fgetxattr, flistxattr, flistxattr_query, fremovexattr, fsetxattr,
    };
    use rustix::io::Errno;

    /// Hashes and signatures over the content: those of the old content would be wrong for the new.
    const BOUND_TO_CONTENT: [&[u8]; 2] = [b"security.ima", b"security.evm"];

    /// The largest value the kernel allows, in bytes (`XATTR_SIZE_MAX`).
    const VALUE_LIMIT: usize = 64 * 1024;

    type Attributes = BTreeMap<Vec<u8>, Vec<u8>>;

    /// The attribute that failed, and how.
    type Failure = (String, io::Error);

    pub(super) fn keep(from: &File, to: &File) -> Result<(), Failure> {
        let wanted = all(from)?;
        let present = all(to)?;
        for (name, value) in &wanted {
            if present.get(name) != Some(value) {
                fsetxattr(to, name.as_slice(), value, XattrFlags::empty())
                    .map_err(|errno| failure(name, errno))?;
            }
        }
        // A folder's default access list would let people in whom the file itself does not.
        for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
            if !name.starts_with(b"security.") {
                fremovexattr(to, name.as_slice()).map_err(|errno| failure(name, errno))?;
            }
        }
        Ok(())
    }

    fn all(file: &File) -> Result<Attributes, Failure> {
        let unnamed = |errno| failure(b"list", errno);
        let size = match flistxattr_query(file) {
            // A file system without them.
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(Attributes::new()),
            other => other.map_err(unnamed)?,
        };
        let mut names = vec![0; size];
        let filled = flistxattr(file, names.as_mut_slice()).map_err(unnamed)?;
        let mut found = Attributes::new();
        for name in names[..filled].split(|&byte| byte == 0) {
            if name.is_empty() || BOUND_TO_CONTENT.contains(&name) {
                continue;
            }
            let mut value = vec![0; VALUE_LIMIT];
            let length = fgetxattr(file, name, value.as_mut_slice())
                .map_err(|errno| failure(name, errno))?;
            value.truncate(length);
            found.insert(name.to_owned(), value);
        }
        Ok(found)
    }

    fn failure(name: &[u8], errno: Errno) -> Failure {
        (String::from_utf8_lossy(name).into_owned(), errno.into())
    }
}

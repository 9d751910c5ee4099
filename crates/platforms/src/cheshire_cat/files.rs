//! Which files of a folder matter.

use chatelaine_documents::{DocumentKind, EnvDocument};

use super::{ENV_FILE, ENV_ROLE, SPEC};
use crate::folder::{FileSpec, Folder, Recognised, compose_files};

/// The image of the official compose file.
pub(super) const IMAGE: &str = "cheshire-cat-ai/core:";

/// The `.env` is all there is to edit.
pub(super) fn files(_folder: &dyn Folder) -> Vec<FileSpec> {
    vec![FileSpec::new(ENV_ROLE, ENV_FILE, DocumentKind::Env)]
}

/// A compose file with the image, or a `.env`. Any `.env`: other platforms have files of their own and are asked first.
pub(super) fn recognise(folder: &dyn Folder) -> Option<Recognised> {
    let env = folder
        .read(ENV_FILE)
        .and_then(|bytes| EnvDocument::parse(&bytes).ok());
    let mut found = Recognised::default();
    let mut cat = folder.has(ENV_FILE);
    if cat {
        found.files.push(ENV_FILE.to_owned());
    }
    for name in compose_files(folder) {
        let text = folder.read(name).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        if let Some((_, rest)) = text.split_once(IMAGE) {
            cat = true;
            found.version = rest
                .split_whitespace()
                .next()
                .map(|tag| tag.trim_matches(['"', '\'']).to_owned())
                .filter(|tag| tag != "latest");
        }
        found.files.push(name.to_owned());
    }
    let port = env.and_then(|env| env.get("CCAT_CORE_PORT")?.value.parse::<u16>().ok());
    found.url = Some(port.map_or_else(
        || SPEC.default_url.to_owned(),
        |port| format!("http://localhost:{port}"),
    ));
    cat.then_some(found)
}

//! A project folder to practise on.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::{Error, Keys};

/// A grammar for the real server; the practice bot has learned it by heart.
const GRAMMAR: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<aiml version="2.0">
  <category>
    <pattern>HELLO</pattern>
    <template>Hi there</template>
  </category>
  <category>
    <pattern>MY NAME IS *</pattern>
    <template>Nice to meet you <set name="name"><star /></set></template>
  </category>
  <category>
    <pattern>*</pattern>
    <template>You said <star /></template>
  </category>
</aiml>
"#;

/// The files of a Program-Y: configuration, licence keys and a grammar, laid out as the project's own sample bots are.
///
/// Without `keys` nothing is asked for, as in the samples; with them the token is, which is the lock that leaves no
/// trace in access logs.
///
/// # Errors
/// When the folder cannot be read or written.
pub(crate) fn prepare(dir: &Path, keys: Option<Keys<'_>>) -> Result<(), Error> {
    let failure = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Error::File { path, source }
    };
    std::fs::create_dir_all(dir).map_err(failure(dir))?;
    let mut entries = std::fs::read_dir(dir).map_err(failure(dir))?;
    if entries.next().is_some() {
        return Ok(());
    }
    let (authorization, token) = match keys {
        Some(keys) => (
            "  authorization: Basic\n",
            keys("BASIC_AUTH_TOKEN").map(|token| format!("BASIC_AUTH_TOKEN = {token}\n"))?,
        ),
        None => ("", "# BASIC_AUTH_TOKEN = XXXXXXXXXXXXXX\n".to_owned()),
    };
    let files = [
        ("config.yaml", configuration(authorization)),
        ("storage/licenses/license.keys", token),
        ("storage/categories/hello.aiml", GRAMMAR.to_owned()),
    ];
    for (name, text) in files {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failure(folder))?;
        }
        private(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(failure(&path))?;
    }
    Ok(())
}

/// A new file that only its owner may read, where the system knows such a thing.
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn configuration(authorization: &str) -> String {
    format!(
        "\
flask:
  description: Program-Y Flask Rest Client
  host: 127.0.0.1
  port: 8989
  debug: false
{authorization}  use_api_keys: false
  storage:
    entities:
      categories: file
      license_keys: file
    stores:
      file:
        type: file
        config:
          categories_storage:
            dirs: $BOT_ROOT/storage/categories
            subdirs: true
            extension: aiml
            format: xml
            encoding: utf-8
          license_storage:
            file: $BOT_ROOT/storage/licenses/license.keys
  bots:
    bot:
      brains:
        brain:
"
    )
}

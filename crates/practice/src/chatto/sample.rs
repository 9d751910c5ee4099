//! A project folder to practise on.

use std::io::Write;
use std::path::Path;

use crate::{Error, Keys};

const COMPOSE: &str = include_str!("data/compose.yml");
const FSM: &str = include_str!("data/fsm.yml");
const CLF: &str = include_str!("data/clf.yml");

/// The variables after which the keys of a locked bot are called.
const BOT_KEY: &str = "CHATTO_BOT_AUTH_TOKEN";
const REST_KEY: &str = "CHATTO_CHN_REST_CALLBACK_TOKEN";

/// The files of a Chatto project: what `chatto init` writes (0.9.2), but for an extension server that would not be there,
/// and a compose file. Without `keys` there are neither `auth` nor `rest`, as in the real ones.
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
    for (name, text) in [
        ("bot.yml", bot(keys)?),
        ("chn.yml", chn(keys)?),
        ("fsm.yml", FSM.to_owned()),
        ("clf.yml", CLF.to_owned()),
        ("compose.yml", COMPOSE.to_owned()),
    ] {
        let path = dir.join(name);
        private_file(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(failure(&path))?;
    }
    Ok(())
}

fn bot(keys: Option<Keys<'_>>) -> Result<String, Error> {
    let auth = match keys {
        Some(key) => format!("\nauth:\n  token: \"{}\"\n", key(BOT_KEY)?),
        None => String::new(),
    };
    Ok(format!(
        "\
bot_name: \"tea_house\"

# Code of your own, in a server of its own:
# extensions:
#   my_extension:
#     type: REST
#     url: http://localhost:8770
{auth}"
    ))
}

fn chn(keys: Option<Keys<'_>>) -> Result<String, Error> {
    let rest = match keys {
        Some(key) => format!("rest:\n  callback_token: \"{}\"\n\n", key(REST_KEY)?),
        None => String::new(),
    };
    Ok(format!(
        "\
{rest}telegram:
  bot_key:

twilio:
  account_sid:
  auth_token:
  number:

slack:
  token:
  app_token:
"
    ))
}

/// Creates a file that only its owner may read, as `chatto init` does.
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

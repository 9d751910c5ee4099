//! Talks to the keychain on behalf of a test: one JSON command per line on standard input, one JSON answer per line on
//! standard output. Values come in, but only their digests go out.
//!
//! `vault_probe <limit in milliseconds> [tokio]`

use std::io::{BufRead, Write};
use std::time::Duration;

use chatelaine_secrets::{Handle, Keychain, Secret, Vault, VaultError};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum Command {
    Status,
    Get { handle: String },
    Set { handle: String, value: String },
    Delete { handle: String },
    List { prefix: String },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let limit = arguments
        .next()
        .ok_or("the limit in milliseconds is missing")?
        .parse()?;
    let keychain = Keychain::with_limit(Duration::from_millis(limit));
    if arguments.next().as_deref() == Some("tokio") {
        // On the runtime's own thread, where blocking calls of zbus would panic; dropped there as well.
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async move { serve(&keychain) })
    } else {
        serve(&keychain)
    }
}

fn serve(keychain: &Keychain) -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let reply = answer(keychain, serde_json::from_str(&line?)?)?;
        writeln!(std::io::stdout(), "{reply}")?;
    }
    Ok(())
}

fn answer(vault: &dyn Vault, command: Command) -> Result<Value, Box<dyn std::error::Error>> {
    let result = match command {
        Command::Status => Ok(json!({ "status": vault.status() })),
        Command::Get { handle } => vault
            .get(&handle.parse()?)
            .map(|secret| json!({ "digest": secret.map(digest) })),
        Command::Set { handle, value } => vault
            .set(&handle.parse()?, &Secret::new(value))
            .map(|()| json!({ "set": true })),
        Command::Delete { handle } => vault
            .delete(&handle.parse()?)
            .map(|deleted| json!({ "deleted": deleted })),
        Command::List { prefix } => vault
            .list(&prefix)
            .map(|handles: Vec<Handle>| json!({ "handles": handles })),
    };
    Ok(result.unwrap_or_else(|error| explain(&error)))
}

fn digest(secret: Secret) -> String {
    Sha256::digest(secret.expose())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[allow(
    clippy::use_debug,
    reason = "the test looks for secrets in the debug output"
)]
fn explain(error: &VaultError) -> Value {
    json!({ "error": {
        "state": error.vault_state(), "what": error.what(), "advice": error.advice(),
        "display": error.to_string(), "debug": format!("{error:?}"),
    } })
}

//! `chatelaine vault`.

use chatelaine_console::view::VaultState;
use chatelaine_console::{CommandError, Console, ErrorCode};

use super::Done;
use crate::Outcome;
use crate::arguments::Vault;
use crate::output::Output;

pub(crate) fn run(console: &Console, command: Vault, output: &mut Output) -> Done {
    match command {
        Vault::Status => {
            let status = console.vault_status();
            let available = status.state == VaultState::Available;
            if output.json {
                let mut document = serde_json::json!(status);
                if !available {
                    document["error"] = serde_json::json!(CommandError::new(
                        ErrorCode::Vault,
                        &*status.what,
                        &*status.advice
                    ));
                }
                output.document(&document);
            } else {
                output.line(&format!(
                    "{}: {}",
                    status.store,
                    if available {
                        "available"
                    } else {
                        "not available"
                    }
                ));
                output.line(&status.what);
                if !available {
                    output.line(&status.advice);
                }
                if !status.lasting {
                    output.line("Secrets are forgotten when this process ends.");
                }
            }
            Ok(if available {
                Outcome::Done
            } else {
                Outcome::Failed
            })
        }
        Vault::List => {
            let handles = console.vault_entries()?;
            if output.json {
                output.document(&serde_json::json!({ "entries": handles }));
            } else {
                for handle in handles {
                    output.line(&handle);
                }
            }
            Ok(Outcome::Done)
        }
        Vault::Import { target } => {
            let taken = console.import_secrets(&target)?;
            if output.json {
                output.document(&serde_json::json!({ "imported": taken }));
            } else {
                output.say(&format!(
                    "Took {taken} secret{} into the vault.",
                    if taken == 1 { "" } else { "s" }
                ));
            }
            Ok(Outcome::Done)
        }
    }
}

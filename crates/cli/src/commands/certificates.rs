//! `chatelaine cert`.

use chatelaine_console::certificates::{inspect, make, request};
use chatelaine_console::view::Certificate;

use super::Done;
use crate::Outcome;
use crate::arguments::Cert;
use crate::output::Output;

pub(crate) fn run(command: Cert, output: &mut Output) -> Done {
    let certificates = match command {
        Cert::SelfSigned { out, names, days } => vec![make(&out, &request(&names, days)?)?],
        Cert::Inspect { file } => inspect(&file)?,
    };
    if output.json {
        output.document(&serde_json::json!({ "certificates": certificates }));
    } else {
        for certificate in &certificates {
            show(certificate, output);
        }
    }
    Ok(Outcome::Done)
}

fn show(certificate: &Certificate, output: &mut Output) {
    output.line(&certificate.path);
    if let Some(key) = &certificate.key_path {
        output.line(&format!(
            "  key          {key} {}",
            certificate.key_mode.as_deref().unwrap_or_default()
        ));
    }
    output.line(&format!("  subject      {}", certificate.subject));
    output.line(&format!(
        "  issuer       {}{}",
        certificate.issuer,
        if certificate.self_signed {
            " (itself)"
        } else {
            ""
        }
    ));
    output.line(&format!("  names        {}", certificate.names.join(", ")));
    output.line(&format!(
        "  valid        {} to {} ({} days left)",
        certificate.not_before, certificate.not_after, certificate.days_left
    ));
    output.line(&format!(
        "  kind         {} · {}",
        certificate.key,
        certificate.usages.join(", ")
    ));
    output.line(&format!("  fingerprint  {}", certificate.fingerprint));
    for warning in &certificate.warnings {
        output.line(&format!("  ! {warning}"));
    }
}

//! The flags of `rasa run`, and who can reach its port. Measured on 3.6.21.

use chatelaine_secrets::Secret;

use super::Look;
use crate::rasa::settings::id;
use crate::rasa::socket::{is_known, is_symmetric};
use crate::rasa::{RUN, rules};
use crate::{Effective, Finding, Rule};

pub(super) fn look(look: &mut Look<'_>) {
    api(look);
    secrets(look);
    tokens(look);
    reach(look);
}

fn gives(look: &Look<'_>, name: &str) -> bool {
    look.view.run.as_ref().is_some_and(|run| run.gives(name))
}

fn given(look: &Look<'_>, name: &str) -> bool {
    look.view.run.as_ref().is_some_and(|run| run.has(name))
}

/// A finding about a flag, at its command line.
fn at(look: &Look<'_>, rule: &Rule, name: &str, message: impl Into<String>) -> Finding {
    placed(look, rule.finding(message), name)
}

fn placed(look: &Look<'_>, finding: Finding, name: &str) -> Finding {
    let finding = finding.about(&format!("{RUN}.{name}"));
    match &look.view.run {
        Some(run) => finding.at(&run.file, look.in_file(&run.file, run.line)),
        None => finding,
    }
}

fn api(look: &mut Look<'_>) {
    let guarded =
        gives(look, "auth_token") || gives(look, "jwt_secret") || look.view.has_pro_credential();
    if !given(look, "enable_api") || guarded {
        return;
    }
    let finding = look.open(
        rules::API_OPEN,
        "The HTTP API is enabled without a token or a JWT secret: anyone who reaches the port can read conversations and replace the model.",
        "The HTTP API is enabled without a token or a JWT secret: every program on this machine can read conversations and replace the model.",
    );
    let finding = placed(look, finding, "enable_api");
    look.push(finding);
}

/// In a list of processes, `docker inspect`, shell histories.
fn secrets(look: &mut Look<'_>) {
    let symmetric = look
        .value(id::RUN_JWT_METHOD)
        .is_none_or(|method| is_symmetric(method.text()));
    for (name, flag) in [
        ("auth_token", "--auth-token"),
        ("jwt_secret", "--jwt-secret"),
        ("jwt_private_key", "--jwt-private-key"),
        ("ssl_password", "--ssl-password"),
    ] {
        if !gives(look, name) || name == "jwt_secret" && !symmetric {
            continue;
        }
        let message = format!(
            "The secret of {flag} is part of the command line, which every user of the machine can read."
        );
        let finding = at(look, rules::ARGV_SECRET, name, message);
        look.push(finding);
    }
}

fn tokens(look: &mut Look<'_>) {
    let method = look
        .value(id::RUN_JWT_METHOD)
        .filter(|value| value.value.is_some());
    let method = method.map_or("HS256", Effective::text);
    if given(look, "jwt_method") && !is_known(method) {
        let upper = method.to_uppercase();
        let message = if is_known(&upper) {
            format!("--jwt-method has to be spelt {upper}.")
        } else {
            "--jwt-method is no algorithm that Rasa can verify.".to_owned()
        };
        let finding = at(look, rules::JWT_METHOD, "jwt_method", message);
        look.push(finding);
    } else if gives(look, "jwt_secret") && !is_symmetric(method) && !gives(look, "jwt_private_key")
    {
        let message =
            format!("--jwt-method {method} without --jwt-private-key: the server dies at start.");
        let finding = at(look, rules::NO_PRIVATE_KEY, "jwt_private_key", message);
        look.push(finding);
    }
}

fn reach(look: &mut Look<'_>) {
    if let Some(run) = &look.view.run {
        let any = |name| {
            let mut texts = run
                .arguments(name)
                .iter()
                .filter_map(|argument| argument.text.as_ref());
            texts.any(|text: &Secret| text.expose() == "*")
        };
        if any("cors") {
            let message = "Every web site may call the bot from its visitors' browsers (--cors *).";
            let finding = at(look, rules::CORS_ANY, "cors", message);
            look.push(finding);
        }
    }
    if gives(look, "ssl_ca_file") {
        let message =
            "--ssl-ca-file looks as if clients had to show a certificate, but none is asked for.";
        let finding = at(look, rules::NO_CLIENT_CERTIFICATES, "ssl_ca_file", message);
        look.push(finding);
    }
    if look.view.serves_tls() {
        return;
    }
    match (look.view.variables.service(), &look.view.project.compose) {
        (Some(service), Some(file)) => {
            let findings: Vec<Finding> = service
                .ports
                .iter()
                .filter(|port| !port.loopback_only())
                .map(|port| {
                    let message = format!(
                        "Port {} of the container is published on every network of the machine, in plain HTTP.",
                        port.target
                    );
                    rules::PORT_PUBLIC
                        .finding(message)
                        .at(&file.name, port.line.or(service.line).map(|line| (line, 1)))
                })
                .collect();
            findings.into_iter().for_each(|finding| look.push(finding));
        }
        _ if look.view.run.is_some() && !look.view.is_local() => {
            let message = "The server listens on every network of the machine, in plain HTTP.";
            let finding = at(look, rules::PORT_PUBLIC, "interface", message);
            look.push(finding);
        }
        _ => {}
    }
}

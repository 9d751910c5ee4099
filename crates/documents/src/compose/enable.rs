//! Un-commenting `env_file:`, without which no variable of a `.env` ever reaches the container.

use noyalib::Value;

use super::{block, look, look::env_files, strict};
use crate::DocumentError;

/// Turns the commented-out `env_file:` of `service` into an active one and returns the new text.
///
/// Both forms are understood, `# env_file: .env` and `# env_file:` with `#   - .env` below. Only the `#` of these
/// lines and the space around it change.
///
/// # Errors
/// When the file cannot be read strictly, there is no such service, an `env_file` is already active, there is not
/// exactly one commented-out `env_file:`, or the result is not the same tree plus `env_file: [.env]`.
pub fn enable_env_file(text: &str, service: &str) -> Result<String, DocumentError> {
    let refuse = |why, line| Err(DocumentError::EditRefused { why, line });
    let compose = look(text)?;
    let Some(found) = compose.service(service) else {
        return Err(DocumentError::NoSuchService {
            service: service.to_owned(),
        });
    };
    if !found.env_files.is_empty() {
        return refuse("the service already has an active `env_file`", found.line);
    }
    let rows = block::Rows::of(text);
    let Some(block) = rows.find(service) else {
        return refuse(
            "the service is not written as an indented block with keys of its own",
            found.line,
        );
    };
    let mut heads = block.commented_env_files();
    let Some(head) = heads.next() else {
        return refuse("the service has no commented-out `env_file:`", found.line);
    };
    if let Some(second) = heads.next() {
        return refuse(
            "the service has more than one commented-out `env_file:`",
            Some(second),
        );
    }
    let changed = uncomment(text, head - 1, block.indent);
    verify(text, &changed, service, head)?;
    Ok(changed)
}

/// Un-comments line `head` (0-based) and, where it names no file itself, the list items below it.
fn uncomment(text: &str, head: usize, indent: &str) -> String {
    let mut changed = String::with_capacity(text.len() + 16);
    let mut margin = None;
    let mut open = false;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let inside = block::commented(line).filter(|_| at == head || open);
        let Some(inside) = inside else {
            open = false;
            changed.push_str(line);
            continue;
        };
        let content = inside.trim_start_matches([' ', '\t']);
        let depth = inside.len() - content.len();
        if at == head {
            let rest = block::key_rest(content).unwrap_or_default().trim();
            open = rest.is_empty() || rest.starts_with('#');
            margin = Some(depth);
        } else if !content.starts_with("- ") {
            open = false;
            changed.push_str(line);
            continue;
        }
        changed.push_str(indent);
        let extra = depth.saturating_sub(margin.unwrap_or(depth));
        changed.extend(std::iter::repeat_n(' ', extra));
        changed.push_str(content);
    }
    changed
}

fn verify(before: &str, after: &str, service: &str, head: usize) -> Result<(), DocumentError> {
    let refused = |why| DocumentError::EditRefused {
        why,
        line: Some(head),
    };
    let garbled = "what is commented out there is not an `env_file:` with `.env`, or stands in the wrong place";
    let old = strict::parse(before)?;
    let mut new = strict::parse(after).map_err(|_| refused(garbled))?;
    let added = new
        .get_mut("services")
        .and_then(|services| services.get_mut(service))
        .and_then(Value::as_mapping_mut)
        .and_then(|service| service.shift_remove("env_file"))
        .ok_or_else(|| refused(garbled))?;
    let files = env_files(&added);
    let only_dot_env = files.len() == 1 && matches!(files[0].path.as_str(), ".env" | "./.env");
    if !only_dot_env || !files[0].required || !(added.is_string() || added.is_sequence()) {
        return Err(refused(
            "the commented-out `env_file:` names something else than `.env`",
        ));
    }
    if new != old {
        return Err(refused("it would have changed something else in the file"));
    }
    let lines = |text: &str| {
        text.split_inclusive('\n')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let same = |(old, new): (&String, &String)| {
        old == new || block::commented(old).is_some_and(|inside| inside.trim() == new.trim())
    };
    let (old, new) = (lines(before), lines(after));
    if old.len() != new.len() || !old.iter().zip(&new).all(same) {
        return Err(refused("it would have changed something else in the file"));
    }
    Ok(())
}

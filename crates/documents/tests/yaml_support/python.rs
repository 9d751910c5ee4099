//! The Python readers of YAML, asked what they see.
//!
//! The interpreter is `CHATELAINE_PYTHON`, which then has to have both readers, or `python3`, which may lack them. Files
//! and values travel through files only, never through argument lists.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// What the scripts share: `LOADERS`, by name, each a function from bytes to the first document.
const PRELUDE: &str = r#"
import sys, copy, datetime
LOADERS = {}

class Tagged:
    def __init__(self, tag, value): self.tag, self.value = tag, value
    def __repr__(self): return f'Tagged({self.tag!r}, {self.value!r})'

def construct(loader, suffix, node):
    kind = type(node).__name__
    if kind == 'ScalarNode': return Tagged(node.tag, node.value)
    if kind == 'SequenceNode': return Tagged(node.tag, loader.construct_sequence(node, deep=True))
    return Tagged(node.tag, loader.construct_mapping(node, deep=True))

try:
    import yaml
    class PyYaml(yaml.SafeLoader): pass
    PyYaml.add_multi_constructor('', construct)
    def pyyaml(data, strict=False):
        loader = yaml.SafeLoader if strict else PyYaml
        return next(iter(yaml.load_all(data, loader)), None)
    LOADERS['pyyaml'] = pyyaml
except ImportError: pass
try:
    import ruamel.yaml, warnings
    warnings.simplefilter('ignore')
    def ruamel_yaml(data, strict=False):
        reader = ruamel.yaml.YAML(typ='safe', pure=True)
        if not strict:
            class Constructor(ruamel.yaml.SafeConstructor): pass
            Constructor.add_multi_constructor('', construct)
            reader.Constructor = Constructor
        return next(iter(reader.load_all(data)), None)
    LOADERS['ruamel'] = ruamel_yaml
except ImportError: pass
"#;

/// Runs a script on `input`. What it prints for each reader; empty, with a note, where there is no reader.
pub(crate) fn ask(script: &str, input: &str) -> Vec<String> {
    let wanted = std::env::var("CHATELAINE_PYTHON").ok();
    let program = wanted.as_deref().unwrap_or("python3");
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("script.py"),
        format!("{PRELUDE}\n{script}"),
    )
    .unwrap();
    fs::write(folder.path().join("input"), input).unwrap();
    let output = Command::new(program)
        .arg("script.py")
        .current_dir(folder.path())
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) if wanted.is_some() => panic!("{program}: {error}"),
        Err(_) => {
            let _ = writeln!(std::io::stderr(), "skipped: there is no {program}");
            return Vec::new();
        }
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    let said: Vec<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    if said.is_empty() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {program} has neither PyYAML nor ruamel.yaml"
        );
    }
    if wanted.is_some() {
        let both = |name| said.iter().any(|line| line.starts_with(name));
        assert!(
            both("pyyaml ") && both("ruamel "),
            "{program} has to have both readers: {said:?}"
        );
    }
    said
}

/// Bytes as hexadecimal digits, `-` for none.
pub(crate) fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "-".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

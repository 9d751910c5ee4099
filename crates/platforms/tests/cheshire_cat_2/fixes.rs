//! A fix makes its finding disappear.

use chatelaine_documents::Scalar;
use chatelaine_platforms::{Content, Fix, Project};

use super::project::{CAT, KEY, config, lint, project, shown};

/// What the console would generate.
const FRESH: &str = "Zk3nR8vYc5TqL1wJm7XbE2sHd9PfGaU4oKiV6yBtC0r";
const FRESH_JWT: &str = "Hy6tR2wQ8zLkV4nXb1MsE9uCp5DdGjA3fTiB7oPxN0m";

fn apply(project: &mut Project, fix: &Fix) {
    let scalar = |id: &str, value: &str| {
        let placed = CAT.setting(id).expect("a setting");
        let kind = project.files[0].kind;
        (
            placed.path.clone(),
            placed.setting.scalar(value, kind, CAT.has_references()),
        )
    };
    let write: Option<(_, Scalar)> = match fix {
        Fix::Generate { setting } if setting == "config.API_KEY" => Some(scalar(setting, FRESH)),
        Fix::Generate { setting } => Some(scalar(setting, FRESH_JWT)),
        Fix::Set { setting, value } => Some(scalar(setting, value)),
        Fix::Write { path, value, .. } => Some((path.clone(), value.clone())),
        _ => None,
    };
    if matches!(project.files[0].content, Content::Absent) {
        project.files[0].content =
            Content::Document(chatelaine_documents::empty(project.files[0].kind));
    }
    let Content::Document(document) = &mut project.files[0].content else {
        panic!("there is nothing to mend");
    };
    match (write, fix) {
        (Some((path, value)), _) => document.set(&path, &value).unwrap(),
        (_, Fix::Rename { path, to, .. }) => assert!(document.rename(path, to).unwrap()),
        (_, Fix::Remove { path, .. }) => assert!(document.remove(path).unwrap()),
        (_, Fix::RemoveDuplicates { path, .. }) => {
            assert!(document.remove_earlier_duplicates(path).unwrap() > 0);
        }
        _ => panic!("{fix:?} is no change of this file"),
    }
}

#[test]
fn every_fix_ends_its_finding() {
    let broken = [
        None,
        Some(String::new()),
        Some("API_KEY = 'meow'\nJWT_SECRET = 'meow_jwt'\n".to_owned()),
        Some(config(&["API_KEY = ''", "JWT_SECRET = None"])),
        Some(config(&["API_KEY = None", "JWT_SECRET = 'pippo1984'"])),
        Some(config(&["API_KEY = 'meow2'", "JWT_SECRET = 12"])),
        Some(config(&[
            "API_KEY = 'with blanks and signs + & % # 8zLkV4nXb1MsE9uCp5'",
        ])),
        Some(config(&[&format!("JWT_SECRET = '{KEY}'")])),
        Some(config(&["-API_KEY", &format!("CCAT_API_KEY = '{KEY}'")])),
        Some(config(&[
            "DEBUG = 'false'",
            "TELEMETRY = 'yes'",
            "JWT_EXPIRE_MINUTES = 0",
        ])),
        Some(config(&[
            "LOG_LEVEL = 'debug'",
            "CORS_ALLOWED_ORIGINS = 'https://a, https://b'",
        ])),
        Some(config(&["DEBUG = True\nDEBUG = True"])),
    ];
    for text in broken {
        let mut project = project(text.as_deref());
        let mut fixes = 0;
        while let Some(finding) = lint(&project)
            .into_iter()
            .find(|finding| finding.fix.is_some())
        {
            let before = lint(&project).len();
            apply(&mut project, finding.fix.as_ref().unwrap());
            let after = lint(&project);
            assert!(
                !after.iter().any(|other| (&other.rule, &other.setting) == (&finding.rule, &finding.setting)),
                "{text:?}: {} is still there:\n{}",
                finding.rule,
                shown(&after)
            );
            assert!(
                after.len() < before,
                "{text:?}: and nothing took its place:\n{}",
                shown(&after)
            );
            fixes += 1;
        }
        assert!(fixes > 0, "{text:?}: there was something to mend");
    }
}

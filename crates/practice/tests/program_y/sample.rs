//! The folder to practise on.

use chatelaine_practice::{Kind, Options, PracticeBot, prepare};

use super::client::Request;

const V2: &str = "/api/rest/v2.0/ask?query=hello&userId=u1";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_folder_is_open_and_a_locked_one_is_not() {
    let open = tempfile::tempdir().unwrap();
    prepare(Kind::ProgramY, open.path(), None).unwrap();
    let bot = PracticeBot::start(Kind::ProgramY, Options::new(open.path()))
        .await
        .unwrap();
    assert_eq!(Request::get(V2).send(bot.port()).await.status, 200);

    let locked = tempfile::tempdir().unwrap();
    let key = |name: &str| Ok(format!("made-up-{name}"));
    prepare(Kind::ProgramY, &locked.path().join("bot"), Some(&key)).unwrap();
    let bot = PracticeBot::start(Kind::ProgramY, Options::new(locked.path().join("bot")))
        .await
        .unwrap();
    assert_eq!(Request::get(V2).send(bot.port()).await.status, 403);
    let right = Request::get(V2).header("Authorization: Basic made-up-BASIC_AUTH_TOKEN");
    assert_eq!(right.send(bot.port()).await.status, 200);
}

#[test]
fn what_is_there_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("note.txt"), "mine").unwrap();
    prepare(Kind::ProgramY, folder.path(), None).unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["note.txt"]);
}

#[cfg(unix)]
#[test]
fn the_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    prepare(Kind::ProgramY, folder.path(), None).unwrap();
    for name in ["config.yaml", "storage/licenses/license.keys"] {
        let mode = std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

//! Packets as they were recorded, and nonsense.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

use serde_json::json;

use super::*;

#[test]
fn packets_of_a_recorded_conversation_are_understood() {
    let open =
        r#"0{"sid":"zszjwDyX_oHuw-ypAAAA","upgrades":[],"pingTimeout":20000,"pingInterval":25000}"#;
    let Packet::Open(open) = Packet::decode(open).unwrap() else {
        panic!("the first packet opens the session");
    };
    assert_eq!(
        open.patience().as_secs(),
        45,
        "silence for one heartbeat and its delay means that nobody is there"
    );
    assert_eq!(
        Packet::decode(r#"44{"message":"Connection rejected by server"}"#).unwrap(),
        Packet::Refused {
            namespace: "/".into(),
            message: "Connection rejected by server".into()
        }
    );
    assert_eq!(
        Packet::decode(r#"44/chat,"Unable to connect""#).unwrap(),
        Packet::Refused {
            namespace: "/chat".into(),
            message: "Unable to connect".into()
        },
        "a bare text, as python-socketio 5 says it"
    );
    assert_eq!(
        Packet::decode(r#"40/chat,{"sid":"G9X1lL9CxKZBaon7AAAB"}"#).unwrap(),
        Packet::Connected {
            namespace: "/chat".into(),
            sid: Some("G9X1lL9CxKZBaon7AAAB".into())
        }
    );
    assert_eq!(
        Packet::decode("40").unwrap(),
        Packet::Connected {
            namespace: "/".into(),
            sid: None
        },
        "Socket.IO 4 gives no id"
    );
    assert_eq!(
        Packet::decode(r#"42["session_confirm","sess-1"]"#).unwrap(),
        Packet::Event {
            namespace: "/".into(),
            name: "session_confirm".into(),
            arguments: vec![json!("sess-1")],
            ack: None
        }
    );
    assert_eq!(
        Packet::decode(r#"42/chat,17["ask",1,{"a":[]}]"#).unwrap(),
        Packet::Event {
            namespace: "/chat".into(),
            name: "ask".into(),
            arguments: vec![json!(1), json!({ "a": [] })],
            ack: Some(17)
        }
    );
    assert_eq!(
        Packet::decode("4317[]").unwrap(),
        Packet::Ack {
            namespace: "/".into(),
            id: 17,
            arguments: Vec::new()
        }
    );
}

#[test]
fn what_is_written_is_read_again() {
    let arguments = [json!({ "message": "hello" }), json!(null)];
    for (namespace, ack) in [("/", None), ("/", Some(0)), ("/chat", Some(u64::MAX))] {
        let text = event(namespace, ack, "user_uttered", &arguments);
        assert_eq!(
            Packet::decode(&text).unwrap(),
            Packet::Event {
                namespace: namespace.into(),
                name: "user_uttered".into(),
                arguments: arguments.to_vec(),
                ack
            },
            "{text}"
        );
    }
    assert_eq!(
        Packet::decode(&super::ack("/chat", 5, &arguments)).unwrap(),
        Packet::Ack {
            namespace: "/chat".into(),
            id: 5,
            arguments: arguments.to_vec()
        }
    );
}

#[test]
fn nonsense_has_a_name_and_is_not_repeated() {
    for text in [
        "",
        "9",
        "ä",
        "0",
        "0{}",
        "4",
        "47",
        "42",
        "42{}",
        "42[]",
        "42[7]",
        "42[\"canary\"",
        "4299999999999999999999999[\"canary\"]",
        "43[]",
        "40{canary",
        "44canary",
    ] {
        let error = Packet::decode(text).expect_err(text);
        assert!(!error.contains("canary"), "{text}: {error}");
    }
    assert_eq!(
        Packet::decode("451-[\"picture\",{\"_placeholder\":true,\"num\":0}]"),
        Ok(Packet::Binary),
        "attachments are not read, but they are no nonsense"
    );
}

#[test]
fn no_server_can_ask_to_be_waited_for_forever() {
    let text = format!(
        r#"0{{"sid":"x","pingTimeout":{0},"pingInterval":{0}}}"#,
        u64::MAX
    );
    let Packet::Open(open) = Packet::decode(&text).unwrap() else {
        panic!("it opens the session");
    };
    assert_eq!(open.patience(), LONGEST_HEARTBEAT);
}

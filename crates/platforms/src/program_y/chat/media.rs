//! Rich media in a reply: AIML 2.1 writes them as elements into the text, and the REST clients hand them on as they are.

use crate::talk::{ChatAttachment, ChatButton, Reply};

/// What is taken out of the text; anything else that looks like an element is left in it.
const KNOWN: &[&str] = &["button", "reply", "image", "video", "link"];

/// A reply with its media. Nothing when there is nothing in it.
pub(super) fn read(text: &str) -> Option<Reply> {
    let mut reply = Reply::default();
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, element)) = next(rest) {
        words.push_str(before);
        element.add_to(&mut reply);
        rest = element.after;
    }
    words.push_str(rest);
    // Where an element was taken out, two blanks are left.
    reply.text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (reply != Reply::default()).then_some(reply)
}

/// An element of a name that is known.
struct Element<'a> {
    name: &'static str,
    inside: &'a str,
    after: &'a str,
}

/// The first element, with what stands before it.
fn next(text: &str) -> Option<(&str, Element<'_>)> {
    let opened = |name: &&'static str| {
        let at = text.find(&format!("<{name}>"))?;
        let (inside, after) = text[at + name.len() + 2..].split_once(&format!("</{name}>"))?;
        let element = Element {
            name,
            inside,
            after,
        };
        Some((at, element))
    };
    let first = KNOWN.iter().filter_map(opened).min_by_key(|(at, _)| *at);
    first.map(|(at, element)| (&text[..at], element))
}

impl Element<'_> {
    fn part(&self, name: &str) -> Option<String> {
        let (_, rest) = self.inside.split_once(&format!("<{name}>"))?;
        let (inside, _) = rest.split_once(&format!("</{name}>"))?;
        Some(plain(inside))
    }

    fn add_to(&self, reply: &mut Reply) {
        match self.name {
            "image" => reply.images.push(plain(self.inside)),
            "video" => reply
                .attachments
                .push(attachment("video", plain(self.inside))),
            _ => {
                let title = self.part("text").unwrap_or_else(|| plain(self.inside));
                match self.part("url") {
                    Some(url) => reply.attachments.push(attachment("link", url)),
                    None => reply.buttons.push(ChatButton {
                        payload: self.part("postback").unwrap_or_else(|| title.clone()),
                        title,
                    }),
                }
            }
        }
    }
}

fn attachment(kind: &str, source: String) -> ChatAttachment {
    ChatAttachment {
        kind: kind.to_owned(),
        source,
    }
}

/// The words of an element, with XML's own five entities resolved.
fn plain(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn media_are_taken_out_of_the_words() {
        let reply = read("Which one <button><text>Tea &amp; milk</text><postback>TEA</postback></button> <link><text>More</text><url>https://example.org</url></link> or <image>https://example.org/a.png</image>.").unwrap();
        assert_eq!(reply.text, "Which one or .", "the words alone");
        assert_eq!(
            (
                reply.buttons[0].title.as_str(),
                reply.buttons[0].payload.as_str()
            ),
            ("Tea & milk", "TEA"),
            "a button says its postback"
        );
        assert_eq!(reply.images, ["https://example.org/a.png"], "a picture");
        assert_eq!(
            reply.attachments[0].source, "https://example.org",
            "a link is shown, not followed"
        );
    }

    #[test]
    fn what_is_no_element_is_left_as_it_is() {
        for text in [
            "1 < 2 and <b>bold</b>",
            "<button> without an end",
            "</image><image>",
        ] {
            assert_eq!(read(text).unwrap().text, text, "nothing is lost");
        }
        assert_eq!(read("  "), None, "no words and no media are silence");
    }
}

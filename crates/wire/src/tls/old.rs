//! Whether a server still speaks TLS 1.0 or 1.1, which RFC 8996 forbids.
//!
//! The TLS library has never spoken them, so the greeting is written here: one `ClientHello` that offers 1.1 at most, and
//! a look at the first record that comes back. A server that goes along has chosen an old version; nothing further is said.

use std::io::ErrorKind;

use chatelaine_secrets::generate_from_os;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::{Limits, Site, dial};

/// Whether a server would speak a version that nobody should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldTls {
    /// It would: the name of the version that it chose.
    Accepted(&'static str),
    /// It ended the conversation.
    Refused,
    /// It did neither in time.
    Unknown,
}

/// Versions as they stand in records: 3.0 is SSL 3, and TLS counts on from there (RFC 5246, appendix E.1).
const SSL_3: [u8; 2] = [3, 0];
const TLS_1_0: [u8; 2] = [3, 1];
const TLS_1_1: [u8; 2] = [3, 2];

/// Record types and the one message of interest (RFC 4346 §6.2.1, §7.4).
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;

/// What servers of that time could choose from: AES and 3DES in CBC mode with ECDHE and RSA key exchange (RFC 4492, RFC 3268).
const CIPHERS: [u16; 8] = [
    0xc009, 0xc00a, 0xc013, 0xc014, 0x0033, 0x002f, 0x0035, 0x000a,
];

/// Extensions: the name (RFC 6066 §3), curves and point formats (RFC 4492 §5.1), secure renegotiation (RFC 5746 §3.4).
const SERVER_NAME: u16 = 0x0000;
const CURVES: (u16, [u8; 8]) = (0x000a, [0, 6, 0, 23, 0, 24, 0, 25]);
const POINTS: (u16, [u8; 2]) = (0x000b, [1, 0]);
const RENEGOTIATION: (u16, [u8; 1]) = (0xff01, [0]);

pub(super) async fn old(site: &Site, limits: Limits) -> OldTls {
    let Some(hello) = hello(site) else {
        return OldTls::Unknown;
    };
    let ask = async {
        let mut tcp = dial::tcp(site, limits).await.ok()?;
        tcp.write_all(&hello).await.ok()?;
        // Five bytes of the record, four of the message, two of its version.
        let mut start = [0; 11];
        Some(match tcp.read_exact(&mut start[..5]).await {
            Ok(_) if start[0] == HANDSHAKE => {
                tcp.read_exact(&mut start[5..]).await.ok()?;
                chosen(&start)
            }
            Ok(_) if start[0] == ALERT => OldTls::Refused,
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset
                ) =>
            {
                OldTls::Refused
            }
            _ => OldTls::Unknown,
        })
    };
    let answer = timeout(limits.connect, ask).await;
    answer.ok().flatten().unwrap_or(OldTls::Unknown)
}

fn chosen(start: &[u8; 11]) -> OldTls {
    match (start[5], [start[9], start[10]]) {
        (SERVER_HELLO, SSL_3) => OldTls::Accepted("SSL 3"),
        (SERVER_HELLO, TLS_1_0) => OldTls::Accepted("TLS 1.0"),
        (SERVER_HELLO, TLS_1_1) => OldTls::Accepted("TLS 1.1"),
        _ => OldTls::Unknown,
    }
}

/// The greeting, as one record.
fn hello(site: &Site) -> Option<Vec<u8>> {
    let mut extensions = Vec::new();
    if let Ok(ServerName::DnsName(name)) = site.server_name() {
        let entry = [&[0][..], &sized(name.as_ref().as_bytes())?].concat();
        extend(&mut extensions, SERVER_NAME, &sized(&entry)?)?;
    }
    extend(&mut extensions, CURVES.0, &CURVES.1)?;
    extend(&mut extensions, POINTS.0, &POINTS.1)?;
    extend(&mut extensions, RENEGOTIATION.0, &RENEGOTIATION.1)?;

    let chance = generate_from_os().ok()?;
    let ciphers: Vec<u8> = CIPHERS.iter().flat_map(|id| id.to_be_bytes()).collect();
    let body = [
        &TLS_1_1[..],
        chance.expose().as_bytes().get(..32)?,
        // No session to resume; one way to compress, which is none.
        &[0],
        &sized(&ciphers)?,
        &[1, 0],
        &sized(&extensions)?,
    ]
    .concat();
    let message = [&[CLIENT_HELLO, 0][..], &sized(&body)?].concat();
    Some([&[HANDSHAKE][..], &TLS_1_0, &sized(&message)?].concat())
}

/// Bytes with their length before them, in two bytes.
fn sized(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(bytes.len()).ok()?;
    Some([&length.to_be_bytes()[..], bytes].concat())
}

fn extend(extensions: &mut Vec<u8>, kind: u16, content: &[u8]) -> Option<()> {
    extensions.extend(kind.to_be_bytes());
    extensions.extend(sized(content)?);
    Some(())
}

//! Answers that do not come, or do not end.

use std::time::Duration;

use chatelaine_platforms::CheckError;
use chatelaine_wire::WireError;
use tokio::io::AsyncWriteExt as _;
use tokio::time::sleep;

use super::server::Server;
use super::verdict::refused_by_each;

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_end_costs_no_more_than_the_limit() {
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999999999999\r\n\r\n",
    ] {
        let server = Server::after_head(move |mut stream| async move {
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(&[b'['; 8 << 10]).await.is_ok() {}
        })
        .await;
        for (platform, error) in refused_by_each("a body without end", &server.site()).await {
            assert!(
                matches!(error, CheckError::Wire(WireError::TooLarge { .. })),
                "{platform}: {error}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_drips_and_one_that_is_silent() {
    let drips: [&[u8]; 2] = [
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
    ];
    let mut stories = Vec::new();
    for start in drips {
        let server = Server::after_head(move |mut stream| async move {
            let _ = stream.write_all(start).await;
            while stream.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
        stories.push(("a drip", server.site()));
    }
    let silent = Server::after_head(|stream| async move {
        sleep(Duration::from_secs(600)).await;
        drop(stream);
    })
    .await;
    stories.push(("silence", silent.site()));
    // Each takes as long as the console is patient, so they are told at the same time.
    let told = stories.into_iter().map(|(story, site)| {
        tokio::spawn(async move { (story, refused_by_each(story, &site).await) })
    });
    for told in told.collect::<Vec<_>>() {
        let (story, errors) = told.await.unwrap();
        for (platform, error) in errors {
            assert!(
                matches!(error, CheckError::Wire(WireError::Timeout { .. })),
                "{story}, {platform}: {error}"
            );
        }
    }
}

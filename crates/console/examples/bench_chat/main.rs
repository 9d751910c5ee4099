//! How long a message and its reply take through the console's chat, on loopback, next to a bare WebSocket and to the
//! clients that others use; and what a flood costs.
//!
//! Arguments: commands, each one word for a shell, that are given the server's address and print the median of their own
//! round trips over Socket.IO in microseconds. Prints one JSON object of medians in microseconds, seconds and MiB. With
//! `--serve`, it is only the server, until its standard input ends. Used by `cargo xtask bench`.

mod bare;
mod ours;
mod server;

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use chatelaine_console::view::Platform;

const WARM_UP: usize = 100;
const MESSAGES: usize = 2000;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;
type Figure = Outcome<f64>;

fn main() -> Outcome<()> {
    // The server has threads of its own, as it has in life.
    let servers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let address = servers.block_on(server::serve())?;
    if std::env::args().nth(1).as_deref() == Some("--serve") {
        writeln!(std::io::stdout(), "http://{address}")?;
        // Ends with whoever holds the other side.
        std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
        return Ok(());
    }
    let clients = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    // Spawned, so that none of them runs on the thread that only waits.
    let measured = clients.block_on(async { tokio::spawn(measure(address)).await? })?;
    writeln!(std::io::stdout(), "{measured}")?;
    Ok(())
}

async fn measure(address: SocketAddr) -> Outcome<serde_json::Value> {
    let bare_cat = bare::cat(address).await?;
    let cat = ours::round_trip(address, Platform::CheshireCat).await?;
    let bare_socket_io = bare::socket_io(address).await?;
    let socket_io = ours::round_trip(address, Platform::Rasa).await?;
    let mut others = Vec::new();
    let commands: Vec<String> = std::env::args().skip(1).collect();
    for command in commands {
        others.push(other(&command, address).await?);
    }
    let (streamed, flooded) = ours::flood(address).await?;
    Ok(serde_json::json!({
        "p50_us": cat,
        "bare_p50_us": bare_cat,
        "socket_io_p50_us": socket_io,
        "socket_io_bare_p50_us": bare_socket_io,
        "others_p50_us": others,
        "messages": MESSAGES,
        "stream_s": streamed,
        "flood_s": flooded,
        "peak_mib": peak_mib()?,
    }))
}

/// The figure of somebody else's client.
async fn other(command: &str, address: SocketAddr) -> Figure {
    let output = tokio::process::Command::new("sh")
        .args(["-c", &format!("{command} http://{address} {MESSAGES}")])
        .stderr(Stdio::inherit())
        .output()
        .await?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

fn micros(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}

fn median(mut took: Vec<f64>) -> f64 {
    took.drain(..WARM_UP);
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

/// The most that this process has held at any time; it holds the server too.
fn peak_mib() -> Figure {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    Ok(peak.ok_or("the system tells no peak of the memory")? / 1024.0)
}

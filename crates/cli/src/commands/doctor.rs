//! `chatelaine doctor`.

use chatelaine_console::doctor;
use chatelaine_console::view::{Doctor, DoctorOutcome, DoctorStep};

use super::Done;
use crate::Outcome;
use crate::output::Output;

pub(crate) async fn run(url: &str, output: &mut Output) -> Done {
    let doctor = doctor(url, |_| {}).await?;
    if output.json {
        output.document(&doctor);
    } else {
        show(&doctor, output);
    }
    Ok(match (doctor.reachable, doctor.failed()) {
        (false, _) => Outcome::Failed,
        (true, true) => Outcome::Found,
        (true, false) => Outcome::Done,
    })
}

fn show(doctor: &Doctor, output: &mut Output) {
    output.line(&doctor.url);
    for step in &doctor.steps {
        output.line(&headline(step));
        for evidence in &step.evidence {
            output.line(&format!("           {}", evidence.claim));
            for (arrow, exchange) in [('>', &evidence.request), ('<', &evidence.response)] {
                if let Some(exchange) = exchange {
                    output.line(&format!("             {arrow} {exchange}"));
                }
            }
        }
        if let Some(advice) = &step.advice {
            output.line(&format!("           What to do: {advice}"));
        }
    }
    // The console says what to do, each shell where: here these are commands.
    if let (Some(platform), Some(false)) = (doctor.platform, doctor.asks_credential) {
        let slug = platform.slug();
        output.line(&format!(
            "Next: `chatelaine bots add NAME --platform {slug} --url {}`, then `chatelaine audit NAME --live`",
            doctor.url
        ));
    }
}

fn headline(step: &DoctorStep) -> String {
    let word = match step.outcome {
        DoctorOutcome::Ok => "ok",
        DoctorOutcome::Warning => "warning",
        DoctorOutcome::Failed => "failed",
        DoctorOutcome::Skipped => "-",
    };
    let took = step.ms.map_or_else(String::new, |ms| format!(" ({ms} ms)"));
    format!("{word:<8} {}: {}{took}", step.title, step.found)
}

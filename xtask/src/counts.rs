//! How many tests ran, read from what cargo and vitest print.

/// Passed and failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Counts {
    /// Takes a line of output into account if it is a summary.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim();
        let is_summary = line.starts_with("test result:") || line.starts_with("Tests ");
        if is_summary {
            self.passed += before(line, "passed");
            self.failed += before(line, "failed");
        }
    }
}

/// The number that stands before `word`, or 0.
fn before(line: &str, word: &str) -> u32 {
    let words: Vec<&str> = line.split_whitespace().collect();
    words
        .windows(2)
        .find(|pair| pair[1].trim_end_matches([';', ',']) == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_both_runners_add_up() {
        let mut counts = Counts::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored",
            "      Tests  1 failed | 40 passed (41)",
            " Test Files  9 passed (9)",
            "test key_passed ... ok",
        ] {
            counts.read(line);
        }
        assert_eq!(
            counts,
            Counts {
                passed: 55,
                failed: 3
            },
            "summaries count, files and test names do not"
        );
    }
}

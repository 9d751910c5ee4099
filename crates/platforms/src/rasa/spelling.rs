//! What somebody probably meant to write.

/// The candidate that `word` is a slip of; nothing where none is near, or where two are equally near.
pub(super) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let plain = bare(word);
    // A short word is soon like another; longer ones leave room for two slips.
    let limit = if plain.chars().count() < 6 { 1 } else { 2 };
    let near = |candidate: &&'a str| {
        let distance = slips(&plain, &bare(candidate));
        (distance <= limit).then_some((distance, *candidate))
    };
    let best = candidates.iter().filter_map(near).min()?;
    let rivals = candidates
        .iter()
        .filter_map(near)
        .filter(|(distance, _)| *distance == best.0);
    (rivals.count() == 1).then_some(best.1)
}

/// Without case and with one kind of dash: `JWT-Key` is `jwt_key`.
fn bare(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters were left out, added, swapped with their neighbour or mistaken.
fn slips(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    // Keys are short; a long one is no slip of any of them, and the table below stays small.
    if from.len().abs_diff(to.len()) > 2 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let mistaken = rows[i][j] + usize::from(a != b);
            let mut least = mistaken.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let keys = ["jwt_key", "jwt_method", "namespace", "metadata_key"];
        for slip in ["jwt_keyy", "jwtkey", "jwt-key", "JWT_KEY", "jtw_key"] {
            assert_eq!(nearest(slip, &keys), Some("jwt_key"), "{slip}");
        }
        for other in ["cors", "path", "jwt"] {
            assert_eq!(nearest(other, &keys), None, "{other} is something else");
        }
        assert_eq!(
            nearest("token", &["tokem", "tokens"]),
            None,
            "two are equally near: there is no telling"
        );
    }
}

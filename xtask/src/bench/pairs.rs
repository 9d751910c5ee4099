//! Paired runs: ours and the yardstick in turn, so that both meet the same disturbances.

use crate::trouble::Done;

/// Measures `ours` and `theirs` alternately `runs` times, after one run of each that does not count
/// because it warms the disk cache; returns the medians of every value that a run yields.
pub(super) fn medians<const N: usize>(
    runs: usize,
    mut ours: impl FnMut() -> Done<[f64; N]>,
    mut theirs: impl FnMut() -> Done<[f64; N]>,
) -> Done<([f64; N], [f64; N])> {
    ours()?;
    theirs()?;
    let mut measured = (Vec::new(), Vec::new());
    for run in 0..runs {
        // Whoever goes second finds a warmer machine: take turns in that too.
        if run % 2 == 0 {
            measured.0.push(ours()?);
            measured.1.push(theirs()?);
        } else {
            measured.1.push(theirs()?);
            measured.0.push(ours()?);
        }
    }
    Ok((each_median(&measured.0), each_median(&measured.1)))
}

fn each_median<const N: usize>(runs: &[[f64; N]]) -> [f64; N] {
    std::array::from_fn(|value| median(runs.iter().map(|run| run[value]).collect()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_run_does_not_move_the_median() {
        assert!(
            (median(vec![3.0, 900.0, 1.0]) - 3.0).abs() < f64::EPSILON,
            "odd"
        );
        assert!(
            (median(vec![4.0, 1.0, 2.0, 900.0]) - 3.0).abs() < f64::EPSILON,
            "even"
        );
    }

    #[test]
    fn the_first_run_of_each_is_not_counted() {
        let mut next = [1000.0, 1.0, 1.0, 1.0].into_iter();
        let medians = medians(3, || Ok([next.next().unwrap_or(1000.0)]), || Ok([2.0]));
        assert!(
            matches!(medians, Ok(([ours], [theirs])) if ours < 1.5 && theirs > 1.5),
            "only the three warm runs count"
        );
    }
}

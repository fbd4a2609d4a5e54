//! Which lines of a text were there in the one before it.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// For each line of `new`, the line of `old` that it is, counted from 0, where
/// it is one: lines that stand in the same order in both.
pub fn carried_lines(old: &str, new: &str) -> Vec<Option<usize>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut from = vec![None; new.len()];
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            let places = from.iter_mut().skip(new_index).take(len);
            for (step, place) in places.enumerate() {
                *place = Some(old_index + step);
            }
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::carried_lines;

    #[test]
    fn a_line_that_stays_is_the_old_one() {
        let found = carried_lines("a\nb\nc\n", "a\nx\nc\nd\n");
        assert_eq!(found, [Some(0), None, Some(2), None]);
        assert_eq!(carried_lines("", "a"), [None]);
    }
}

//! Quantiles of the negative binomial distribution: what a Poisson count with a Gamma rate may still become.

/// The smallest `k` with `P(K <= k) >= p`, for `K` negative binomial with the given shape and mean.
///
/// Shape is the shape of the Gamma rate, mean the expected count. Computed in logarithms, so that it neither under- nor
/// overflows; a mean that is not a positive finite number gives 0.
#[must_use]
pub fn negative_binomial(shape: f64, mean: f64, p: f64) -> u32 {
    if !(shape.is_finite() && shape > 0.0 && mean.is_finite() && mean > 0.0) {
        return 0;
    }
    let log_failure = -(shape / mean).ln_1p();
    let mut log_term = -shape * (mean / shape).ln_1p();
    let mut cumulative = log_term.exp();
    let mut k = 0_u32;
    while cumulative < p && k < LARGEST {
        log_term += ((f64::from(k) + shape) / (f64::from(k) + 1.0)).ln() + log_failure;
        cumulative += log_term.exp();
        k += 1;
    }
    k
}

/// No city has more families to help; it also ends the loop when rounding keeps the sum below `p`.
const LARGEST: u32 = 1_000_000;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::negative_binomial;

    /// Shape 1 is the geometric distribution, a huge shape is Poisson: both can be looked up.
    #[rstest]
    #[case(1.0, 10.0, 0.5, 7)]
    #[case(1.0, 300.0, 0.1, 31)]
    #[case(1.0, 300.0, 0.9, 691)]
    #[case(1e9, 100.0, 0.1, 87)]
    #[case(1e9, 100.0, 0.9, 113)]
    #[case(2.0, 0.01, 0.9, 0)]
    fn known_quantiles(#[case] shape: f64, #[case] mean: f64, #[case] p: f64, #[case] expected: u32) {
        assert_eq!(negative_binomial(shape, mean, p), expected);
    }

    #[test]
    fn large_shapes_do_not_underflow() {
        let median = negative_binomial(5000.0, 20_000.0, 0.5);
        assert!(median.abs_diff(20_000) < 20, "{median}");
    }

    #[rstest]
    #[case(f64::NAN, 1.0)]
    #[case(1.0, f64::INFINITY)]
    #[case(0.0, 5.0)]
    #[case(1.0, -3.0)]
    fn j2_nonsense_gives_nothing(#[case] shape: f64, #[case] mean: f64) {
        assert_eq!(negative_binomial(shape, mean, 0.9), 0);
    }
}

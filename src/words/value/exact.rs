//! Exact arithmetic: numbers as fractions, so that 0.1 + 0.2 is 0.3 and 7 / 2 is 3.5.

use std::cmp::Ordering;
use std::fmt;

/// A rational number in lowest terms; its parts fit in 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// The fraction `numerator / denominator`; `None` where the denominator is zero or the parts do not fit.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        let sign = if denominator < 0 { -1 } else { 1 };
        Some(Self {
            numerator: (numerator / divisor).checked_mul(sign)?,
            denominator: (denominator / divisor).checked_mul(sign)?,
        })
    }

    /// Reads a decimal number such as `12`, `-0.95` or `1_000.5`; `None` for anything else or more than 30 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if !digits.bytes().any(|byte| byte.is_ascii_digit()) || whole.len() + part.len() > 30 {
            return None;
        }
        let mut numerator: i128 = 0;
        let mut denominator: i128 = 1;
        for (digit, fractional) in whole.bytes().map(|b| (b, false)).chain(part.bytes().map(|b| (b, true))) {
            match digit {
                b'0'..=b'9' => numerator = numerator * 10 + i128::from(digit - b'0'),
                b'_' => continue,
                _ => return None,
            }
            if fractional {
                denominator *= 10;
            }
        }
        Self::new(sign * numerator, denominator)
    }

    /// The whole number it is, where it is one and fits.
    #[must_use]
    pub fn to_integer(self) -> Option<i64> {
        (self.denominator == 1).then(|| i64::try_from(self.numerator).ok()).flatten()
    }

    /// The nearest floating-point number.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// Its parts: numerator, and a denominator above zero.
    #[must_use]
    pub fn parts(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    /// Rounded towards zero, as SQL's `cast(… as integer)` does.
    #[must_use]
    pub fn truncated(self) -> Self {
        Self { numerator: self.numerator / self.denominator, denominator: 1 }
    }

    /// The sum; `None` where it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The negative.
    #[must_use]
    pub fn negated(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, denominator: self.denominator })
    }

    /// The product; `None` where it does not fit.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(self.numerator.checked_mul(other.numerator)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The quotient; `None` for division by zero (SQL's NULL) and where it does not fit.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        Self::new(self.numerator.checked_mul(other.denominator)?, self.denominator.checked_mul(other.numerator)?)
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Self {
        Self { numerator: i128::from(whole), denominator: 1 }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    /// Compares by continued fractions, which never overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.numerator, self.denominator);
        let (mut c, mut d) = (other.numerator, other.denominator);
        let mut turned = false;
        loop {
            let whole = a.div_euclid(b).cmp(&c.div_euclid(d));
            let (r, s) = (a.rem_euclid(b), c.rem_euclid(d));
            let found = match (whole, r, s) {
                (Ordering::Equal, 0, 0) => Ordering::Equal,
                (Ordering::Equal, 0, _) => Ordering::Less,
                (Ordering::Equal, _, 0) => Ordering::Greater,
                (Ordering::Equal, _, _) => {
                    (a, b, c, d) = (b, r, d, s);
                    turned = !turned;
                    continue;
                }
                (Ordering::Less | Ordering::Greater, _, _) => whole,
            };
            return if turned { found.reverse() } else { found };
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            return write!(f, "{}", self.numerator);
        }
        let mut rest = self.denominator;
        let (mut twos, mut fives) = (0, 0);
        while rest % 2 == 0 {
            (rest, twos) = (rest / 2, twos + 1);
        }
        while rest % 5 == 0 {
            (rest, fives) = (rest / 5, fives + 1);
        }
        let places = twos.max(fives);
        match 10_i128.checked_pow(places).and_then(|scale| (scale / self.denominator).checked_mul(self.numerator)) {
            Some(scaled) if rest == 1 && places > 0 => {
                let digits = format!("{:0>1$}", scaled.unsigned_abs(), places as usize + 1);
                let (whole, part) = digits.split_at(digits.len() - places as usize);
                write!(f, "{}{whole}.{part}", if scaled < 0 { "-" } else { "" })
            }
            _ => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

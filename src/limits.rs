//! Bounds on what comes in: every limit of size and number, in one place.
//!
//! They stand far above what books are, and keep a hostile file from taking memory or time without end. A limit that is hit
//! is a finding with its number; who trusts the file raises all of them with `--limits`. Bounds on nesting are no limits of
//! this kind: what is deeper is kept, without its nesting.

/// What helps where a limit is hit.
pub(crate) const LIMITS_HINT: &str = "make it smaller, or raise the limits with --limits 4";

/// The limits, raised by a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    times: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { times: 1 }
    }
}

impl Limits {
    /// All limits, raised by a factor of 1 or more.
    #[must_use]
    pub fn raised(times: u32) -> Limits {
        Limits {
            times: times.max(1),
        }
    }

    /// The higher ones.
    #[must_use]
    pub fn or(self, other: Limits) -> Limits {
        Limits::raised(self.times.max(other.times))
    }

    fn of(self, limit: u64) -> u64 {
        limit.saturating_mul(u64::from(self.times))
    }

    fn count(self, limit: u64) -> usize {
        usize::try_from(self.of(limit)).unwrap_or(usize::MAX)
    }

    /// Bytes of one file of a book, or of standard input.
    pub(crate) fn file(self) -> u64 {
        self.of(512 << 20)
    }

    /// Files in a folder.
    pub(crate) fn files(self) -> usize {
        self.count(100_000)
    }

    /// Entries of an archive.
    pub(crate) fn entries(self) -> usize {
        self.count(50_000)
    }

    /// Bytes that one entry of an archive inflates to.
    pub(crate) fn entry(self) -> usize {
        self.count(256 << 20)
    }

    /// Bytes that all entries of an archive inflate to, where all are held at once.
    pub(crate) fn archive(self) -> u64 {
        self.of(1 << 30)
    }

    /// How many times its packed size an entry inflates to, where it is larger than [`SMALL_ENTRY`].
    pub(crate) fn ratio(self) -> usize {
        self.count(1_000)
    }

    /// Bytes of a text: a document, a style sheet, a chapter put together from files.
    pub(crate) fn text(self) -> usize {
        self.count(64 << 20)
    }

    /// Pixels of a picture that is decoded.
    pub(crate) fn pixels(self) -> u64 {
        self.of(120_000_000)
    }
}

/// An entry that inflates to less is no bomb, whatever its ratio.
pub(crate) const SMALL_ENTRY: usize = 8 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_raises_every_limit_and_never_lowers_one() {
        assert_eq!(Limits::raised(0), Limits::default());
        let (usual, raised) = (Limits::default(), Limits::raised(4));
        assert_eq!(raised.file(), 4 * usual.file());
        assert_eq!(raised.entries(), 4 * usual.entries());
        assert_eq!(
            Limits::raised(u32::MAX).pixels(),
            120_000_000 * u64::from(u32::MAX)
        );
    }
}

//! Numbers without order, and values made from them.

use chatelaine_documents::Scalar;

/// Numbers without order, the same ones for the same start.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(start: u64) -> Self {
        Self(start ^ 0x9e37_79b9_7f4a_7c15)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap_or(0)
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Any text, from the harmless to the hostile.
    pub(crate) fn value(&mut self) -> String {
        const PIECES: [&str; 48] = [
            "a",
            "B7",
            " ",
            "  ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\"",
            "'",
            "\\",
            "\\n",
            ": ",
            ":",
            " #",
            "#",
            "- ",
            "-",
            "? ",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            "%",
            "@",
            "`",
            "{",
            "}",
            "[",
            "]",
            ",",
            "${X}",
            "é",
            "日本",
            "😀",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{2029}",
            "\u{feff}",
            "\u{7f}",
            "\0",
            "\u{1}",
            "\u{1b}",
            "\u{fffe}",
            "\u{10ffff}",
            "\u{e000}",
        ];
        const WHOLE: [&str; 24] = [
            "",
            "~",
            "null",
            "yes",
            "No",
            "on",
            "true",
            "0123",
            "0x1F",
            "1_000",
            "1e5",
            ".5",
            ".inf",
            "2024-01-01",
            "12:30:45",
            "=",
            "<<",
            "---",
            "...",
            "- a",
            "a: b",
            "!!str x",
            "y",
            "08",
        ];
        if self.one_in(3) {
            return self.pick(&WHOLE).to_owned();
        }
        let count = self.below(8);
        (0..count).map(|_| self.pick(&PIECES)).collect()
    }

    pub(crate) fn scalar(&mut self) -> Scalar {
        match self.below(12) {
            0 => Scalar::Switch(self.one_in(2)),
            1 => Scalar::Integer(self.next() as i64),
            2 => Scalar::Number(self.below(100_000) as f64 / 64.0),
            3 => Scalar::Reference("BOT_TOKEN".to_owned()),
            _ => Scalar::Text(self.value()),
        }
    }
}

//! What was learnt of the phrases and the examples, as it comes with the program: `learnt.bin`, made by
//! `netsterk routing learn` (see `learning`) and looked up where it lies, without being read first.
//!
//! A table tells of a word or a pair of words, by its key, what it speaks for and how much. All numbers are
//! little-endian.

use std::borrow::Cow;

use super::hint::Hints;
use super::sounds::Sounds;

/// How the file begins; to be raised when its shape changes.
const MAGIC: &[u8; 8] = b"learnt 1";
/// Parts of one in which evidence is kept.
const FINE: f32 = 1000.0;
/// Parts of one in which margins are kept.
const COARSE: f32 = 32.0;
/// Parts of one in which rarity is kept.
const RARITY: f32 = 20.0;
/// Bytes of an entry: target, evidence, margin.
const ENTRY: usize = 5;

/// What a word speaks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    /// A need or a subject, by its place in the list.
    pub(super) target: u16,
    /// How much, as it was counted.
    pub(super) evidence: f32,
    /// How much, as it was weighed against everything else.
    pub(super) margin: f32,
}

/// What is known of a word or a pair of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) key: u64,
    /// How rare it is: 1 for what is everywhere, and more by the natural logarithm.
    pub(super) rarity: f32,
    pub(super) entries: Vec<Entry>,
}

type Bytes = Cow<'static, [u8]>;

/// Rows by their keys.
#[derive(Debug, Default)]
pub(super) struct Table {
    keys: Bytes,
    /// Where the entries of each key end.
    ends: Bytes,
    rarities: Bytes,
    entries: Bytes,
}

impl Table {
    /// What is known of a key: how rare it is, and what it speaks for.
    pub(super) fn of(&self, key: u64) -> Option<(f32, impl Iterator<Item = Entry> + Clone + use<'_>)> {
        let (mut from, mut to) = (0, self.rarities.len());
        while from < to {
            let middle = from.midpoint(to);
            if number(&self.keys, middle).is_some_and(|known| u64::from_le_bytes(known) < key) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        number(&self.keys, from).filter(|known| u64::from_le_bytes(*known) == key)?;
        let end = |at: usize| number(&self.ends, at).map(|end| u32::from_le_bytes(end) as usize);
        let begin = if from == 0 { 0 } else { end(from - 1)? };
        let entries = self.entries.get(begin * ENTRY..end(from)? * ENTRY)?;
        Some((f32::from(*self.rarities.get(from)?) / RARITY, entries.chunks_exact(ENTRY).map(entry)))
    }
}

fn entry(bytes: &[u8]) -> Entry {
    Entry {
        target: u16::from_le_bytes([bytes[0], bytes[1]]),
        evidence: f32::from(i16::from_le_bytes([bytes[2], bytes[3]])) / FINE,
        margin: f32::from(i8::from_le_bytes([bytes[4]])) / COARSE,
    }
}

/// The number at a place of a list.
fn number<const N: usize>(list: &[u8], at: usize) -> Option<[u8; N]> {
    list.get(at * N..(at + 1) * N)?.try_into().ok()
}

/// What was learnt of one language.
#[derive(Debug, Default)]
pub(super) struct OfTongue {
    /// What hints at a need.
    pub(super) hints: Hints,
    /// What hints at a topic; topics by their place in the list of subjects.
    pub(super) topics: Hints,
    /// What a question as a whole sounds like.
    pub(super) sounds: Sounds,
}

/// Everything that was learnt.
#[derive(Debug, Default)]
pub struct Learnt {
    of: u64,
    pub(super) dutch: OfTongue,
    pub(super) english: OfTongue,
}

impl Learnt {
    /// Opens a file; `None` where it is none, or cut off.
    #[must_use]
    pub fn open(file: Bytes) -> Option<Self> {
        let mut rest = Rest(file);
        (*rest.take(MAGIC.len())? == MAGIC[..]).then_some(())?;
        let of = u64::from_le_bytes(number(&rest.take(8)?, 0)?);
        let (dutch, english) = (rest.tongue()?, rest.tongue()?);
        rest.0.is_empty().then_some(Self { of, dutch, english })
    }

    /// Tells what it was learnt of: the same as [`super::Lexicon::learns_of`], or it is out of date.
    #[must_use]
    pub fn of(&self) -> u64 {
        self.of
    }
}

/// What is left of a file.
struct Rest(Bytes);

impl Rest {
    fn take(&mut self, length: usize) -> Option<Bytes> {
        (length <= self.0.len()).then(|| match &mut self.0 {
            Cow::Borrowed(bytes) => {
                let (taken, rest) = bytes.split_at(length);
                *bytes = rest;
                Cow::Borrowed(taken)
            }
            Cow::Owned(bytes) => {
                let rest = bytes.split_off(length);
                Cow::Owned(std::mem::replace(bytes, rest))
            }
        })
    }

    fn count(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(number(&self.take(4)?, 0)?) as usize)
    }

    fn table(&mut self) -> Option<Table> {
        let (keys, entries) = (self.count()?, self.count()?);
        Some(Table {
            keys: self.take(keys.checked_mul(8)?)?,
            ends: self.take(keys.checked_mul(4)?)?,
            rarities: self.take(keys)?,
            entries: self.take(entries.checked_mul(ENTRY)?)?,
        })
    }

    fn numbers(&mut self) -> Option<Vec<f32>> {
        let count = self.count()?;
        let bytes = self.take(count.checked_mul(4)?)?;
        (0..count).map(|at| number(&bytes, at).map(f32::from_le_bytes)).collect()
    }

    fn tongue(&mut self) -> Option<OfTongue> {
        let (hints, topics) = (Hints::new(self.table()?), Hints::new(self.table()?));
        let sounds = Sounds::new(self.table()?, self.numbers()?, self.numbers()?);
        Some(OfTongue { hints, topics, sounds })
    }
}

/// A file that is being made.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    /// A file that says what it was learnt of.
    pub(super) fn new(of: u64) -> Self {
        Self([MAGIC, &of.to_le_bytes()[..]].concat())
    }

    /// Adds a table; rows in the order of their keys.
    pub(super) fn table(&mut self, rows: &[Row]) {
        self.count(rows.len());
        self.count(rows.iter().map(|row| row.entries.len()).sum());
        rows.iter().for_each(|row| self.0.extend(row.key.to_le_bytes()));
        let mut end = 0;
        for row in rows {
            end += row.entries.len();
            self.count(end);
        }
        // Casts of a float to an integer stay within its bounds.
        self.0.extend(rows.iter().map(|row| (row.rarity * RARITY).round() as u8));
        for Entry { target, evidence, margin } in rows.iter().flat_map(|row| &row.entries) {
            self.0.extend(target.to_le_bytes());
            self.0.extend(((evidence * FINE).round() as i16).to_le_bytes());
            self.0.extend(((margin * COARSE).round() as i8).to_le_bytes());
        }
    }

    /// Adds a list of numbers.
    pub(super) fn numbers(&mut self, numbers: &[f32]) {
        self.count(numbers.len());
        numbers.iter().for_each(|number| self.0.extend(number.to_le_bytes()));
    }

    /// The file.
    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn count(&mut self, count: usize) {
        self.0.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let mut writer = Writer::new(7);
        let entries = vec![Entry { target: 300, evidence: 1.25, margin: -0.5 }];
        let rows = [Row { key: 3, rarity: 2.5, entries: entries.clone() }, Row { key: 1 << 60, rarity: 1.0, entries }];
        for _ in 0..2 {
            (0..3).for_each(|_| writer.table(&rows));
            writer.numbers(&[1.0]);
            writer.numbers(&[2.0]);
        }
        writer.finish()
    }

    #[test]
    fn what_was_written_is_found() {
        let mut rest = Rest(Cow::Owned(file().split_off(16)));
        let table = rest.table().unwrap_or_default();
        for key in [3, 1 << 60] {
            let found: Option<Vec<Entry>> = table.of(key).map(|(_, entries)| entries.collect());
            assert_eq!(found, Some(vec![Entry { target: 300, evidence: 1.25, margin: -0.5 }]), "{key}");
        }
        assert_eq!(table.of(3).map(|(rarity, _)| rarity), Some(2.5));
        assert!(table.of(0).is_none() && table.of(4).is_none() && table.of(u64::MAX).is_none());
    }

    #[test]
    fn a_file_that_is_cut_off_or_too_long_is_refused() {
        let file = file();
        assert!(Learnt::open(Cow::Owned(file.clone())).is_some_and(|learnt| learnt.of() == 7));
        for end in 0..file.len() {
            assert!(Learnt::open(Cow::Owned(file[..end].to_vec())).is_none(), "{end}");
        }
        assert!(Learnt::open(Cow::Owned([file, vec![0]].concat())).is_none());
        assert!(Table::default().of(0).is_none());
    }
}

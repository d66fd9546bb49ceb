//! The RLE / bit-packing hybrid of Parquet: runs of one number, and groups of eight numbers packed into as many
//! bytes as each has bits (<https://parquet.apache.org/docs/file-format/data-pages/encodings/>).

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};

/// Numbers that are read run by run.
#[derive(Default)]
pub(super) struct Hybrid {
    bytes: Bytes,
    at: usize,
    /// Bits of a number, 0 to 32.
    width: usize,
    run: Run,
}

enum Run {
    /// A number that is repeated.
    Same { number: u32, left: usize },
    /// Numbers that are packed; some of the group at hand may have been given already.
    Packed { groups: usize, group: [u32; 8], given: usize },
}

impl Default for Run {
    fn default() -> Self {
        Self::Same { number: 0, left: 0 }
    }
}

impl Hybrid {
    /// Numbers of `width` bits in `bytes`.
    pub fn new(bytes: Bytes, width: u8) -> Result<Self> {
        if width > 32 {
            return Err(ParquetError::General(format!("numbers of {width} bits; at most 32 are possible")));
        }
        Ok(Self { bytes, at: 0, width: usize::from(width), run: Run::default() })
    }

    /// The length of the first run, if it repeats `number`.
    pub fn repeats_first(&mut self, number: u32) -> Result<usize> {
        if matches!(self.run, Run::Same { left: 0, .. }) {
            self.next_run()?;
        }
        Ok(match self.run {
            Run::Same { number: found, left } if found == number => left,
            _ => 0,
        })
    }

    /// Gives the next `count` numbers: runs to `same`, eight or fewer unpacked ones to `some`.
    #[inline]
    pub fn take(&mut self, mut count: usize, out: &mut impl Sink) -> Result<()> {
        while count > 0 {
            match &mut self.run {
                Run::Same { number, left } if *left > 0 => {
                    let now = count.min(*left);
                    out.same(*number, now)?;
                    *left -= now;
                    count -= now;
                }
                Run::Packed { group, given, .. } if *given < 8 => {
                    let now = count.min(8 - *given);
                    out.some(&group[*given..*given + now])?;
                    *given += now;
                    count -= now;
                }
                Run::Packed { groups, group, given } if *groups > 0 => {
                    // whole groups go straight through
                    let whole = (count / 8).min(*groups);
                    if whole > 0 {
                        let end = self.at + whole * self.width;
                        let packed = self.bytes.get(self.at..end).ok_or_else(cut_off)?;
                        unpack(packed, self.width, whole, out)?;
                        self.at = end;
                        *groups -= whole;
                        count -= whole * 8;
                    } else {
                        // the last group of a page may be cut short where nothing is needed of it
                        let end = (self.at + self.width).min(self.bytes.len());
                        let mut padded = [0; 32];
                        let packed = self.bytes.get(self.at..end).ok_or_else(cut_off)?;
                        padded[..packed.len()].copy_from_slice(packed);
                        let mut one = One(group);
                        unpack(&padded[..self.width], self.width, 1, &mut one)?;
                        self.at = end;
                        *groups -= 1;
                        *given = 0;
                    }
                }
                _ => self.next_run()?,
            }
        }
        Ok(())
    }

    fn next_run(&mut self) -> Result<()> {
        let mut header = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or_else(cut_off)?;
            self.at += 1;
            header |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let count = (header >> 1) as usize;
        if count == 0 {
            return Err(ParquetError::General("a run without numbers".to_owned()));
        }
        self.run = if header & 1 == 1 {
            // a writer may leave out the padding of the last group: bytes decide
            if self.width > 0 && self.at >= self.bytes.len() {
                return Err(cut_off());
            }
            Run::Packed { groups: count, group: [0; 8], given: 8 }
        } else {
            let length = self.width.div_ceil(8);
            let bytes = self.bytes.get(self.at..self.at + length).ok_or_else(cut_off)?;
            let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
            self.at += length;
            Run::Same { number, left: count }
        };
        Ok(())
    }
}

fn cut_off() -> ParquetError {
    ParquetError::EOF("a page ends in the middle of its numbers".to_owned())
}

/// Takes numbers.
pub(super) trait Sink {
    /// One number so many times.
    fn same(&mut self, number: u32, count: usize) -> Result<()>;
    /// Eight numbers or fewer.
    fn some(&mut self, numbers: &[u32]) -> Result<()>;
}

/// Keeps the eight numbers of one group.
struct One<'a>(&'a mut [u32; 8]);

impl Sink for One<'_> {
    fn same(&mut self, _: u32, _: usize) -> Result<()> {
        Ok(())
    }

    fn some(&mut self, numbers: &[u32]) -> Result<()> {
        self.0[..numbers.len()].copy_from_slice(numbers);
        Ok(())
    }
}

/// Unpacks so many groups of eight numbers of `width` bits.
fn unpack(packed: &[u8], width: usize, groups: usize, out: &mut impl Sink) -> Result<()> {
    macro_rules! widths {
        ($($narrow:literal)*) => {
            match width {
                0 => (0..groups).try_for_each(|_| out.some(&[0; 8])),
                $($narrow => packed.chunks_exact($narrow).try_for_each(|group| out.some(&eight::<$narrow>(group))),)*
                _ => packed.chunks_exact(width).try_for_each(|group| out.some(&eight_wide(group, width))),
            }
        };
    }
    widths!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
}

/// Eight numbers of `W` ≤ 16 bits from `W` bytes: one load, eight shifts.
#[inline]
fn eight<const W: usize>(group: &[u8]) -> [u32; 8] {
    let mask = (1u32 << W) - 1;
    if W <= 8 {
        let mut bytes = [0; 8];
        bytes[..W].copy_from_slice(&group[..W]);
        let bits = u64::from_le_bytes(bytes);
        std::array::from_fn(|place| (bits >> (place * W)) as u32 & mask)
    } else {
        let mut bytes = [0; 16];
        bytes[..W].copy_from_slice(&group[..W]);
        let bits = u128::from_le_bytes(bytes);
        std::array::from_fn(|place| (bits >> (place * W)) as u32 & mask)
    }
}

/// Eight numbers of up to 32 bits.
fn eight_wide(group: &[u8], width: usize) -> [u32; 8] {
    std::array::from_fn(|place| {
        let first = place * width;
        (0..width).fold(0, |number, bit| {
            let at = first + bit;
            number | u32::from(group[at / 8] >> (at % 8) & 1) << bit
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct All(Vec<u32>);

    impl Sink for All {
        fn same(&mut self, number: u32, count: usize) -> Result<()> {
            self.0.extend(std::iter::repeat_n(number, count));
            Ok(())
        }

        fn some(&mut self, numbers: &[u32]) -> Result<()> {
            self.0.extend_from_slice(numbers);
            Ok(())
        }
    }

    /// The plain way to write runs and packed groups.
    fn written(runs: &[(Vec<u32>, bool)], width: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let varint = |mut header: u64, bytes: &mut Vec<u8>| {
            while header >= 0x80 {
                bytes.push(header as u8 | 0x80);
                header >>= 7;
            }
            bytes.push(header as u8);
        };
        for (numbers, same) in runs {
            if *same {
                varint((numbers.len() as u64) << 1, &mut bytes);
                bytes.extend(&numbers[0].to_le_bytes()[..width.div_ceil(8)]);
            } else {
                varint((numbers.len() as u64 / 8) << 1 | 1, &mut bytes);
                for group in numbers.chunks(8) {
                    let mut packed = vec![0u8; width];
                    for bit in 0..8 * width {
                        packed[bit / 8] |= ((group[bit / width] >> (bit % width) & 1) as u8) << (bit % 8);
                    }
                    bytes.extend(packed);
                }
            }
        }
        bytes
    }

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were_written_however_they_are_asked_for(
            width in 1usize..=32,
            shapes in prop::collection::vec((any::<bool>(), 1usize..40, any::<u64>()), 1..12),
            step in 1usize..50,
        ) {
            let mask = u32::MAX >> (32 - width);
            let runs: Vec<(Vec<u32>, bool)> = shapes
                .iter()
                .map(|(same, count, seed)| {
                    let number = |place: u64| (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(place * 977) >> 13) as u32 & mask;
                    if *same {
                        (vec![number(0); *count], true)
                    } else {
                        ((0..*count as u64 * 8).map(number).collect(), false)
                    }
                })
                .collect();
            let expected: Vec<u32> = runs.iter().flat_map(|(numbers, _)| numbers.clone()).collect();
            let mut hybrid = Hybrid::new(written(&runs, width).into(), width as u8).unwrap();
            let mut got = All(Vec::new());
            let mut left = expected.len();
            while left > 0 {
                let now = left.min(step);
                hybrid.take(now, &mut got).unwrap();
                left -= now;
            }
            prop_assert_eq!(got.0, expected);
        }

        #[test]
        fn arbitrary_bytes_are_an_error_or_numbers_but_no_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..64), width in 0u8..=40, count in 0usize..500,
        ) {
            if let Ok(mut hybrid) = Hybrid::new(bytes.into(), width) {
                let _ = hybrid.take(count, &mut All(Vec::new()));
            }
        }
    }
}

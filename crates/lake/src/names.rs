//! Codes for halls, purposes, touchpoints and staff: a whole number is its own code, a text has a place in a
//! dictionary.

use crate::plain::plain_number;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Stands for a hall, purpose, touchpoint or member of staff while reading. Codes below 2³¹ are the whole number
/// itself; codes from 2³¹ on count through a [`Dictionary`]; [`NONE`] means that the table does not say.
pub type Code = u32;

/// The table does not say.
pub const NONE: Code = u32::MAX;

const TEXT: Code = 1 << 31;

/// The texts of one column.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    places: FxHashMap<Box<str>, Code>,
    texts: Vec<Box<str>>,
}

impl Dictionary {
    /// The code of a text; an empty text is [`NONE`], a whole number written plainly is itself.
    pub fn code(&mut self, text: &str) -> Code {
        if text.is_empty() {
            return NONE;
        }
        match plain_number(text).and_then(|number| Code::try_from(number).ok()) {
            Some(number) if number < TEXT => number,
            _ => self.text(text),
        }
    }

    /// The code of a whole number.
    pub fn number(&mut self, number: i64) -> Code {
        match Code::try_from(number) {
            Ok(code) if code < TEXT => code,
            _ => self.text(&number.to_string()),
        }
    }

    fn text(&mut self, text: &str) -> Code {
        if let Some(code) = self.places.get(text) {
            return *code;
        }
        let code = TEXT | self.texts.len() as Code;
        self.places.insert(text.into(), code);
        self.texts.push(text.into());
        code
    }

    /// What a code stands for; empty for [`NONE`].
    pub fn name(&self, code: Code) -> Cow<'_, str> {
        match code {
            NONE => "".into(),
            text if text & TEXT != 0 => {
                self.texts.get((text ^ TEXT) as usize).map_or("".into(), |text| (&**text).into())
            }
            number => number.to_string().into(),
        }
    }

    /// What a code of another dictionary is here.
    fn again(&mut self, code: Code, other: &Self) -> Code {
        match other.texts.get((code ^ TEXT) as usize) {
            Some(text) if code & TEXT != 0 => self.text(text),
            _ => code,
        }
    }

    /// Takes another dictionary's texts in and says what its codes are here.
    fn absorb(&mut self, other: &Self) -> Vec<Code> {
        other.texts.iter().map(|text| self.text(text)).collect()
    }
}

/// The texts of all coded columns of a table.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of the halls.
    pub halls: Dictionary,
    /// Of the purposes.
    pub purposes: Dictionary,
    /// Of the touchpoints.
    pub touchpoints: Dictionary,
    /// Of the staff.
    pub staff: Dictionary,
}

impl Names {
    /// Takes over what these codes stand for in `other`, and gives them the codes that they have here.
    pub(crate) fn take_over(
        &mut self,
        other: &Self,
        [halls, purposes, touchpoints, staff]: [&mut [Code]; 4],
    ) {
        for (mine, theirs, codes) in [
            (&mut self.halls, &other.halls, halls),
            (&mut self.purposes, &other.purposes, purposes),
            (&mut self.touchpoints, &other.touchpoints, touchpoints),
            (&mut self.staff, &other.staff, staff),
        ] {
            codes.iter_mut().for_each(|code| *code = mine.again(*code, theirs));
        }
    }

    /// Takes another part's texts in and says how its codes translate.
    pub(crate) fn absorb(&mut self, other: &Self) -> Remap {
        Remap {
            halls: self.halls.absorb(&other.halls),
            purposes: self.purposes.absorb(&other.purposes),
            touchpoints: self.touchpoints.absorb(&other.touchpoints),
            staff: self.staff.absorb(&other.staff),
        }
    }
}

/// Translates the codes of one part of a table into those of the whole.
#[derive(Debug, Clone, Default)]
pub struct Remap {
    halls: Vec<Code>,
    purposes: Vec<Code>,
    touchpoints: Vec<Code>,
    staff: Vec<Code>,
}

impl Remap {
    /// Translates a hall.
    pub fn hall(&self, code: Code) -> Code {
        translate(&self.halls, code)
    }

    /// Translates a purpose.
    pub fn purpose(&self, code: Code) -> Code {
        translate(&self.purposes, code)
    }

    /// Translates a touchpoint.
    pub fn touchpoint(&self, code: Code) -> Code {
        translate(&self.touchpoints, code)
    }

    /// Translates a member of staff.
    pub fn staff(&self, code: Code) -> Code {
        translate(&self.staff, code)
    }
}

fn translate(places: &[Code], code: Code) -> Code {
    if code & TEXT == 0 || code == NONE {
        code
    } else {
        places.get((code ^ TEXT) as usize).copied().unwrap_or(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_their_own_code_and_names_are_not() {
        let mut halls = Dictionary::default();
        assert_eq!(halls.code("17"), 17);
        assert_eq!(halls.code(""), NONE);
        for text in ["007", "文三路", "4294967296", "-1", "1.0"] {
            let code = halls.code(text);
            assert!(code >= TEXT);
            assert_eq!(halls.name(code), text);
            assert_eq!(halls.code(text), code);
        }
        assert_eq!(halls.number(17), 17);
        let far = halls.number(-3);
        assert_eq!(halls.name(far), "-3");
    }

    #[test]
    fn two_parts_of_a_table_agree_on_a_text() {
        let (mut whole, mut part) = (Names::default(), Names::default());
        whole.halls.code("甲");
        let (b, a) = (part.halls.code("乙"), part.halls.code("甲"));
        let remap = whole.absorb(&part);
        assert_eq!(whole.halls.name(remap.hall(b)), "乙");
        assert_eq!(whole.halls.name(remap.hall(a)), "甲");
        assert_eq!(remap.hall(5), 5);
        assert_eq!(remap.hall(NONE), NONE);
    }
}

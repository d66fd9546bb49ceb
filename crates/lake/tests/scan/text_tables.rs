//! Writes tables of moments as text.

use super::rows::Row;
use std::io::Write;

/// The rows with a header, between `delimiter`s.
pub fn csv(rows: &[Row], delimiter: char) -> String {
    let mut text = "visit,seq,hall,purpose,touchpoint,staff,at,affect,remembered\n".to_owned();
    for row in rows {
        let number = |value: Option<f32>| value.map(|value| value.to_string()).unwrap_or_default();
        let cells = [
            row.visit.map(|visit| visit.to_string()).unwrap_or_default(),
            row.seq.to_string(),
            row.hall.clone(),
            row.purpose.clone(),
            row.touchpoint.clone(),
            row.staff.clone(),
            jiff::Timestamp::from_microsecond(row.at_us).unwrap().to_string(),
            number(row.affect),
            number(row.remembered),
        ];
        text += &cells.join(",");
        text.push('\n');
    }
    if delimiter == ',' { text } else { text.replace(',', &delimiter.to_string()) }
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// UTF-16 with a byte-order mark.
pub fn utf16(text: &str, little: bool) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    marked.encode_utf16().flat_map(bytes).collect()
}

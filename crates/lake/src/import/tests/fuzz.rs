//! Whatever the bytes, reading ends in moments or in an error.

use super::*;
use proptest::prelude::*;
use std::io::Write;

const LONG: &str = r#"
zone = "Europe/Warsaw"
visit = { column = "v" }
seq = { column = "n" }
hall = { column = "h" }
touchpoint = { column = "t", values = { a = "x" }, other = "y", default = "z" }
at = { column = "at" }
affect = { column = "a", list = "/", scale = [1, 5] }
remembered = { column = "r", scale = [0, 10] }
"#;

const WIDE: &str = r#"
decimal = ","
zone = "+08:00"
visit = { column = "v" }
at = { columns = ["n", "at"], format = ["%d.%m.%Y %H:%M", "%s %Y"] }
[[touchpoint]]
id = "one"
column = "a"
scale = [5, 1]
[[touchpoint]]
id = "two"
span = { from = { column = "at", format = "unix_ms" }, until = { column = "r", format = "unix_ms" } }
scale = [10, 0]
"#;

const HEADER: &str = "v,n,h,t,at,a,r\n";

/// Cells that nearly make sense, and some that do not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9]{1,2}",
        2 => "[1-5](/[1-6]){0,3}",
        1 => "[a-c]?",
        2 => "2024-(03|10)-(27|31)[ T][0-2][0-9]:[0-5][0-9](Z|\\+01:00|)",
        1 => "-?[0-9]{0,22}[.,]?[0-9]{0,3}(e[0-9]{1,4})?",
        1 => "\"|\"\"|\n|NaN|inf|\u{feff}|\u{0}| ",
        1 => any::<String>(),
    ]
}

fn rows() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::collection::vec(cell(), 6..9), 0..20).prop_map(|rows| {
        let lines = rows.iter().map(|row| row.join(","));
        HEADER.to_owned() + &lines.collect::<Vec<_>>().join("\n")
    })
}

/// Reads and checks what must hold of any result.
fn reads(text: &str, bytes: &[u8]) {
    let table = table(bytes);
    let map = map(text);
    let Ok((lines, imported)) = moments(&map, &table.file, &plainly()) else { return };
    assert_eq!(lines.len() as u64, imported.moments);
    assert!(imported.visits <= imported.moments && imported.visits <= imported.rows);
    if !map.is_wide() {
        // a visit's rejection may stand for several rows, so there can be fewer rejections than rows without a moment
        assert!(imported.moments + imported.rejects.total() <= imported.rows);
        assert!(imported.moments == imported.rows || imported.rejects.total() > 0);
    }
    let again = moments(&map, &table.file, &plainly()).unwrap().0;
    assert_eq!(lines, again);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn arbitrary_bytes_are_moments_or_an_error(bytes: Vec<u8>, header: bool) {
        let start = if header { HEADER } else { "" };
        reads(LONG, &[start.as_bytes(), &bytes].concat());
        reads(WIDE, &[start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn tables_that_nearly_make_sense_are_moments_or_an_error(rows in rows()) {
        reads(LONG, rows.as_bytes());
        reads(WIDE, rows.as_bytes());
        reads(&format!("encoding = \"gb18030\"\n{LONG}"), rows.as_bytes());
    }

    #[test]
    fn damaged_gzip_and_zstd_are_moments_or_an_error(rows in rows(), zst: bool, place: usize, change: u8, cut: bool) {
        let mut packed = if zst {
            zstd::encode_all(rows.as_bytes(), 1).unwrap()
        } else {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(rows.as_bytes()).unwrap();
            gzip.finish().unwrap()
        };
        let place = place % packed.len();
        if cut {
            packed.truncate(place);
        } else {
            packed[place] ^= change;
        }
        reads(LONG, &packed);
    }

    #[test]
    fn arbitrary_text_is_a_map_or_an_error(text: String) {
        let _ = Map::parse(Path::new("map.toml"), &text);
    }

    #[test]
    fn a_damaged_map_is_a_map_or_an_error(wide: bool, place: usize, length in 0usize..12, put in "[a-z\"=\\[\\]{}#.,0-9% \n]{0,6}") {
        let text = if wide { WIDE } else { LONG };
        let place = place % text.len();
        let end = (place + length).min(text.len());
        let damaged = [&text[..place], &put, &text[end..]].concat();
        if let Ok(map) = Map::parse(Path::new("map.toml"), &damaged) {
            let table = table(format!("{HEADER}1,2,h,a,2024-03-01 10:00,3,5\n"));
            let _ = moments(&map, &table.file, &plainly());
        }
    }
}

//! Whatever the text, parsing ends with a blueprint or with faults whose places are in the text.

use blueprint::{Blueprint, Fault, Signal};
use proptest::prelude::*;

/// Parses, and checks that every fault points at a place that is there.
fn parse(files: &[(String, String)]) -> Result<Blueprint, Vec<Fault>> {
    let result = Blueprint::parse(files);
    for fault in result.as_ref().err().into_iter().flatten() {
        let text = files.iter().find(|(name, _)| *name == fault.file).map_or("", |(_, text)| text);
        let line = text.split('\n').nth(fault.line - 1).unwrap_or_default();
        assert!(fault.line <= text.split('\n').count(), "{fault} is behind the end");
        assert!(
            (1..=line.chars().count() + 1).contains(&fault.column),
            "{fault} is beside its line {line:?}"
        );
        assert!(!fault.message.is_empty() && !fault.message.contains('\n'), "{fault:?}");
    }
    if let Err(faults) = &result {
        assert!(!faults.is_empty());
    }
    result
}

fn shipped() -> Vec<(String, String)> {
    let files = Blueprint::service_hall_files();
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// Pieces that TOML and blueprints are made of.
fn piece() -> impl Strategy<Value = String> {
    let known = [
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        ".",
        "\"",
        "\"\"\"",
        "'",
        "\n",
        "\r\n",
        "#",
        " ",
        "\\",
        "\u{feff}",
        "inf",
        "nan",
        "-1",
        "1e999",
        "0.5",
        "99999999999999999999",
        "true",
        "1979-05-27",
        "rule",
        "touchpoint",
        "signal",
        "curve",
        "table",
        "unit",
        "why",
        "zh",
        "en",
        "排队",
        "blueprint",
        "hypotheses",
        "peak",
        "id",
        "[[rule]]\n",
        "[[touchpoint]]\n",
        "[blueprint]\n",
        "curve = [[0, 0], [1, 1]]\n",
        "id = \"queue\"\n",
        "😀",
    ];
    prop_oneof![3 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

/// One edit of a text: what is cut out, from where to where (as shares of its length), and what is put there.
type Edit = (f64, usize, String);

fn edited(text: &str, (share, cut, put): &Edit) -> String {
    let chars: Vec<char> = text.chars().collect();
    let from = ((chars.len() as f64 * share) as usize).min(chars.len());
    let to = (from + cut).min(chars.len());
    chars[..from].iter().copied().chain(put.chars()).chain(chars[to..].iter().copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let _ = parse(&[("a.toml".to_owned(), text)]);
    }

    #[test]
    fn arbitrary_pieces_of_toml_never_panic(pieces in prop::collection::vec(piece(), 0..40)) {
        let _ = parse(&[("a.toml".to_owned(), pieces.concat())]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_shipped_file_with_arbitrary_edits_never_panics(
        file in any::<prop::sample::Index>(),
        edits in prop::collection::vec((0.0f64..=1.0, 0usize..12, piece()), 1..4),
    ) {
        let mut files = shipped();
        let index = file.index(files.len());
        files[index].1 = edits.iter().fold(files[index].1.clone(), |text, edit| edited(&text, edit));
        let _ = parse(&files);
    }

    #[test]
    fn a_file_cut_short_never_panics(file in any::<prop::sample::Index>(), share in 0.0f64..=1.0) {
        let mut files = shipped();
        let index = file.index(files.len());
        files[index].1 = edited(&files[index].1, &(share, usize::MAX / 2, String::new()));
        let _ = parse(&files);
    }

    #[test]
    fn a_lost_file_never_panics_and_is_always_missed(file in any::<prop::sample::Index>()) {
        let mut files = shipped();
        files.remove(file.index(files.len()));
        prop_assert!(parse(&files).is_err());
    }

    #[test]
    fn every_shipped_rule_keeps_affect_within_its_bounds(x in prop::num::f64::ANY, category in "[a-z_]{0,12}") {
        for rule in &Blueprint::service_hall().rules {
            for signal in [Signal::Quantity(x), Signal::Category(&category)] {
                if let Ok(affect) = rule.affect(&signal) {
                    prop_assert!((-1.0..=1.0).contains(&affect), "{} gives {affect}", rule.id());
                }
            }
        }
    }
}

#[test]
fn the_order_of_the_files_does_not_matter_to_the_journey_and_its_rules() {
    let mut files = shipped();
    files.reverse();
    let reversed = parse(&files).unwrap();
    let hall = Blueprint::service_hall();
    assert_eq!(reversed.touchpoints, hall.touchpoints);
    assert_eq!(reversed.rules, hall.rules);
    assert_eq!(reversed.rules_fingerprint, hall.rules_fingerprint);
}

#[test]
fn deep_nesting_is_a_fault_and_not_an_overflow() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let text = format!("x = {}1{}", open.repeat(50_000), close.repeat(50_000));
        assert!(parse(&[("deep.toml".to_owned(), text)]).is_err());
    }
}

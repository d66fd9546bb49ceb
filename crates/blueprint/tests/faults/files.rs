//! What concerns whole files: TOML itself, sections, several files together.

use blueprint::Blueprint;

use crate::{SMALL, after, faults_of, shown};

#[test]
fn the_small_blueprint_has_no_fault() {
    assert_eq!(shown(&faults_of(&[("small.toml", SMALL)])), [""; 0]);
}

#[test]
fn a_windows_file_with_a_byte_order_mark_has_no_fault() {
    let text = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(shown(&faults_of(&[("small.toml", &text)])), [""; 0]);
}

#[test]
fn a_blueprint_may_be_cut_into_files_anywhere_between_its_sections() {
    let (head, tail) = SMALL.split_at(SMALL.find("[[rule]]").unwrap());
    let cut = Blueprint::parse(&[("b.toml", tail), ("a.toml", head)]).unwrap();
    assert_eq!(cut, Blueprint::parse(&[("small.toml", SMALL)]).unwrap());
}

#[test]
fn an_unknown_section_gets_the_nearest_section() {
    let faults = after("[[skill]]", "[[skills]]");
    assert_eq!(faults, ["small.toml:12:3: unknown key `skills` in the file; did you mean `skill`?"]);
}

#[test]
fn a_table_where_several_belong_is_a_fault() {
    let faults = after("[[skill]]", "[skill]");
    assert_eq!(faults, ["small.toml:12:2: `skill` must be a list of tables, found a table; write [[skill]]"]);
}

#[test]
fn a_second_head_is_a_fault() {
    let head = &SMALL[..SMALL.find("[[role]]").unwrap()];
    let faults = shown(&faults_of(&[("small.toml", SMALL), ("again.toml", head)]));
    assert_eq!(faults, ["again.toml:1:2: [blueprint] is already in small.toml:1; keep one"]);
}

#[test]
fn a_huge_file_is_a_fault_and_not_read() {
    let huge = "# filler\n".repeat(40_000);
    let faults = shown(&faults_of(&[("small.toml", SMALL), ("huge.toml", &huge)]));
    assert_eq!(faults, ["huge.toml:1:1: the file has 360000 bytes, more than 262144; split it into several"]);
}

#[test]
fn no_files_at_all_are_a_fault() {
    let faults = shown(&faults_of(&[]));
    assert_eq!(
        faults[0],
        "(no file):1:1: no file has a [blueprint] section; add [blueprint] with id, version, name and layer"
    );
}

#[test]
fn a_broken_file_hides_neither_its_neighbours_faults_nor_invents_unknown_references() {
    let rules = SMALL.find("[[rule]]").unwrap();
    let broken = SMALL[..rules].replacen("order = 1", "order = = 1", 1);
    let others = SMALL[rules..].replacen("\"min\"", "\"mins\"", 1);
    let faults = shown(&faults_of(&[("broken.toml", &broken), ("rules.toml", &others)]));
    assert_eq!(
        faults,
        [
            "broken.toml:31:9: not TOML: expected a value, found an equals",
            "rules.toml:4:8: unknown unit `mins`; did you mean `min`?"
        ]
    );
}

#[test]
fn all_faults_are_reported_at_once_in_the_order_of_the_file() {
    let text = SMALL
        .replacen("norm_min = 3", "norm_min = -3", 1)
        .replacen("icon = \"ticket\"", "icon = \"\"", 1)
        .replacen("[0, 0.5]", "[0, 5]", 1);
    let places: Vec<_> = faults_of(&[("s", &text)]).iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(places, [(23, 12), (32, 8), (56, 14)]);
}

#[test]
fn a_text_without_quotes_is_a_syntax_fault() {
    let faults = after(r#"icon = "ticket""#, "icon = ticket");
    assert_eq!(faults, ["small.toml:32:8: not TOML: a text without quotes; put the text into \"quotes\""]);
}

#[test]
fn a_text_that_never_ends_is_a_syntax_fault() {
    let faults = after(r#"icon = "ticket""#, r#"icon = "ticket"#);
    assert_eq!(
        faults,
        ["small.toml:32:15: not TOML: the text does not end; close the text with a \"quote\""]
    );
}

#[test]
fn a_key_given_twice_is_a_syntax_fault() {
    let faults = after("order = 1", "order = 1\norder = 2");
    assert_eq!(faults, ["small.toml:32:1: not TOML: duplicate key: `order`; it is first defined in line 31"]);
}

#[test]
fn columns_count_characters_before_the_fault() {
    let faults = after(
        r#"need = { zh = "不久等", en = "A short wait" }"#,
        r#"need = { zh = "不久等", enn = "A short wait" }"#,
    );
    assert_eq!(faults, ["small.toml:35:22: unknown key `enn` in `need`; did you mean `en`?"]);
}

#[test]
fn a_missing_head_is_a_fault() {
    let faults = after(
        "[blueprint]\nid = \"small\"\nversion = \"1.0.0\"\nlayer = \"network\"\nname = { zh = \"小厅\", en = \"Small hall\" }\n",
        "",
    );
    assert_eq!(
        faults,
        [
            "small.toml:1:1: no file has a [blueprint] section; add [blueprint] with id, version, name and layer"
        ]
    );
}

#[test]
fn missing_hypotheses_are_a_fault() {
    let faults = after(
        "[hypotheses]\nend = \"queue\"\n\n[[hypotheses.peak]]\ntouchpoint = \"queue\"\npurposes = [\"pay_bill\"]\nwhy = { zh = \"猜的\", en = \"A guess\" }\n",
        "",
    );
    assert_eq!(
        faults,
        ["small.toml:1:1: no file has a [hypotheses] section; add [hypotheses] with `end = \"…\"`"]
    );
}

#[test]
fn a_key_with_control_characters_is_shown_escaped_on_one_line() {
    let faults = after("[[channel]]\n", "[[channel]]\n\"a\\n\\u001b[31m\" = 1\n");
    assert_eq!(faults, ["small.toml:17:2: unknown key `a\\n\\u{1b}[31m` in [[channel]]; known are id, name"]);
}

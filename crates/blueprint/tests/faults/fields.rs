//! Single fields: missing, empty, of the wrong type.

use crate::after;

#[test]
fn an_unknown_key_gets_the_nearest_key() {
    let faults = after(r#"icon = "ticket""#, r#"icno = "ticket""#);
    assert_eq!(faults, ["small.toml:32:1: unknown key `icno` in [[touchpoint]]; did you mean `icon`?"]);
}

#[test]
fn a_key_like_no_other_gets_the_list_of_keys() {
    let faults = after("[[channel]]\n", "[[channel]]\nxyz = 1\n");
    assert_eq!(faults, ["small.toml:17:1: unknown key `xyz` in [[channel]]; known are id, name"]);
}

#[test]
fn a_missing_field_is_named() {
    let faults = after("norm_min = 3\n", "");
    assert_eq!(faults, ["small.toml:20:1: missing `norm_min` in [[purpose]]; add `norm_min = 1.0`"]);
}

#[test]
fn a_missing_english_text_is_a_fault() {
    let faults = after(r#"need = { zh = "不久等", en = "A short wait" }"#, r#"need = { zh = "不久等" }"#);
    assert_eq!(faults, ["small.toml:35:1: missing `en` in `need`; add `en = \"…\"`"]);
}

#[test]
fn a_missing_chinese_text_is_a_fault() {
    let faults = after(r#"name = { zh = "排队", en = "Queue" }"#, r#"name.en = "Queue""#);
    assert_eq!(faults, ["small.toml:33:1: missing `zh` in `name`; add `zh = \"…\"`"]);
}

#[test]
fn a_wrong_type_is_a_fault() {
    let faults = after("norm_min = 3", r#"norm_min = "three""#);
    assert_eq!(faults, ["small.toml:23:12: `norm_min` must be a number, found a string"]);
}

#[test]
fn a_text_without_languages_is_a_fault() {
    let faults = after(r#"detail = { zh = "等", en = "Waiting" }"#, r#"detail = "等""#);
    assert_eq!(
        faults,
        [
            "small.toml:37:1: `detail` must be in both languages, found a string; write `detail = { zh = \"…\", en = \"…\" }`"
        ]
    );
}

#[test]
fn an_empty_text_is_a_fault() {
    let faults = after(r#"en = "A short wait""#, r#"en = "  ""#);
    assert_eq!(faults, ["small.toml:35:27: `en` is empty; write a text"]);
}

#[test]
fn lists_of_different_length_in_the_two_languages_are_a_fault() {
    let faults = after(r#"zh = ["快"], en"#, r#"zh = ["快", "稳"], en"#);
    assert_eq!(
        faults,
        ["small.toml:39:1: `hints` has 2 texts in `zh` and 1 in `en`; write each text in both languages"]
    );
}

#[test]
fn a_norm_of_nothing_is_a_fault() {
    let faults = after("norm_min = 3", "norm_min = 0");
    assert_eq!(
        faults,
        [
            "small.toml:23:12: `norm_min` must be more than 0 minutes, found 0; write the minutes of an ordinary service"
        ]
    );
}

#[test]
fn an_id_with_a_space_and_capitals_gets_a_better_one() {
    let faults = after(r#"id = "small""#, r#"id = "Small Hall""#);
    assert_eq!(faults, ["small.toml:2:6: `Small Hall` is not an id; write `small_hall`"]);
}

#[test]
fn an_id_in_chinese_is_a_fault() {
    let faults = after(r#"id = "small""#, r#"id = "小厅""#);
    assert_eq!(
        faults,
        [
            "small.toml:2:6: `小厅` is not an id; begin with a letter a to z, go on with a to z, 0 to 9, _ or -, at most 64"
        ]
    );
}

#[test]
fn a_version_of_two_numbers_is_a_fault() {
    let faults = after(r#"version = "1.0.0""#, r#"version = "1.0""#);
    assert_eq!(faults, ["small.toml:3:11: `1.0` is not a version; write three numbers, as `1.0.0`"]);
}

#[test]
fn an_unknown_layer_gets_the_nearest() {
    let faults = after(r#"layer = "network""#, r#"layer = "netwrk""#);
    assert_eq!(faults, ["small.toml:4:9: unknown layer `netwrk`; did you mean `network`?"]);
}

#[test]
fn a_flag_that_is_not_true_or_false_is_a_fault() {
    let faults = after("id = \"wait\"\n", "id = \"wait\"\nscored = \"no\"\n");
    assert_eq!(faults, ["small.toml:44:10: `scored` must be true or false, found a string"]);
}

//! Ids, references and the order of the journey.

use crate::{SMALL, after, faults_of, shown};

#[test]
fn a_duplicate_touchpoint_is_a_fault() {
    let from = SMALL.find("[[touchpoint]]").unwrap();
    let to = SMALL.find("[[touchpoint.signal]]").unwrap();
    let second = SMALL[from..to].replace("order = 1", "order = 2");
    let faults = shown(&faults_of(&[("small.toml", SMALL), ("again.toml", &second)]));
    assert_eq!(
        faults,
        [
            "again.toml:2:6: touchpoint `queue` is already defined in small.toml:30; give it another id, or remove one"
        ]
    );
}

#[test]
fn two_touchpoints_in_one_place_of_the_journey_are_a_fault() {
    let from = SMALL.find("[[touchpoint]]").unwrap();
    let to = SMALL.find("[[touchpoint.signal]]").unwrap();
    let second = SMALL[from..to].replace("\"queue\"", "\"enter\"");
    let faults = shown(&faults_of(&[("small.toml", SMALL), ("again.toml", &second)]));
    assert_eq!(
        faults,
        ["again.toml:3:9: order 1 is taken by touchpoint `queue`; number the touchpoints 1, 2, 3, …"]
    );
}

#[test]
fn a_duplicate_role_is_a_fault() {
    let faults = after(
        "[[skill]]",
        "[[role]]\nid = \"clerk\"\nname = { zh = \"营\", en = \"C\" }\nabout = { zh = \"办\", en = \"S\" }\n[[skill]]",
    );
    assert_eq!(
        faults,
        ["small.toml:13:6: role `clerk` is already defined in line 8; give it another id, or remove one"]
    );
}

#[test]
fn an_unknown_touchpoint_gets_the_nearest() {
    let faults = after(r#"end = "queue""#, r#"end = "quue""#);
    assert_eq!(faults, ["small.toml:67:7: unknown touchpoint `quue`; did you mean `queue`?"]);
}

#[test]
fn an_unknown_purpose_gets_the_nearest() {
    let faults = after(r#"purposes = ["pay_bill"]"#, r#"purposes = ["pay_bil"]"#);
    assert_eq!(faults, ["small.toml:71:13: unknown purpose `pay_bil`; did you mean `pay_bill`?"]);
}

#[test]
fn an_unknown_role_gets_the_nearest() {
    let faults = after(r#"responsible = ["clerk"]"#, r#"responsible = ["clark"]"#);
    assert_eq!(faults, ["small.toml:38:16: unknown role `clark`; did you mean `clerk`?"]);
}

#[test]
fn an_unknown_skill_gets_the_nearest() {
    let faults = after(r#"skills = ["cashier"]"#, r#"skills = ["cash"]"#);
    assert_eq!(faults, ["small.toml:24:11: unknown skill `cash`; did you mean `cashier`?"]);
}

#[test]
fn an_unknown_channel_with_no_neighbour_is_to_be_defined() {
    let faults = after(r#"channels = ["app"]"#, r#"channels = ["fax"]"#);
    assert_eq!(
        faults,
        ["small.toml:25:13: unknown channel `fax`; define it as [[channel]], or name a known one"]
    );
}

#[test]
fn a_gap_in_the_journey_is_a_fault() {
    let faults = after("order = 1", "order = 3");
    assert_eq!(
        faults,
        ["small.toml:31:9: no touchpoint has the order 1, found 3; number the touchpoints 1, 2, 3, …"]
    );
}

#[test]
fn an_order_of_zero_is_a_fault() {
    let faults = after("order = 1", "order = 0");
    assert_eq!(faults, ["small.toml:31:9: `order` must be a whole number from 1, found 0"]);
}

#[test]
fn a_responsible_role_without_a_guide_is_a_fault() {
    let guard = "[[role]]\nid = \"guard\"\nname = { zh = \"保安\", en = \"Guard\" }\nabout = { zh = \"看门\", en = \"Door\" }\n";
    let text = SMALL.replacen("responsible = [\"clerk\"]", "responsible = [\"clerk\", \"guard\"]", 1);
    let faults = shown(&faults_of(&[("small.toml", &text), ("guard.toml", guard)]));
    assert_eq!(
        faults,
        [
            "small.toml:38:25: role `guard` answers for it but has no guide; add a [[touchpoint.guide]] with `role = \"guard\"`"
        ]
    );
}

#[test]
fn a_touchpoint_without_a_guide_is_a_fault() {
    let faults = after("guide = [{ role = \"clerk\", steps = { zh = [\"叫号\"], en = [\"Call\"] } }]\n", "");
    assert_eq!(
        faults,
        [
            "small.toml:29:1: missing `guide` in [[touchpoint]]; add a [[touchpoint.guide]] for the responsible role"
        ]
    );
}

#[test]
fn a_second_guide_for_a_role_is_a_fault() {
    let faults = after(
        r#"en = ["Call"] } }]"#,
        r#"en = ["Call"] } }, { role = "clerk", steps = { zh = ["叫"], en = ["Call"] } }]"#,
    );
    assert_eq!(
        faults,
        ["small.toml:40:79: role `clerk` has a guide here already; put the steps into one guide"]
    );
}

#[test]
fn a_purpose_with_two_supposed_peaks_is_a_fault() {
    let faults = after(
        "[[hypotheses.peak]]",
        "[[hypotheses.peak]]\ntouchpoint = \"queue\"\npurposes = [\"pay_bill\"]\nwhy = { zh = \"猜\", en = \"Guess\" }\n[[hypotheses.peak]]",
    );
    assert_eq!(
        faults,
        [
            "small.toml:75:13: purpose `pay_bill` is supposed to peak at `queue` already; leave it at one of the two"
        ]
    );
}

#[test]
fn a_reference_twice_in_a_list_is_a_fault() {
    let faults = after(r#"channels = ["app"]"#, r#"channels = ["app", "app"]"#);
    assert_eq!(faults, ["small.toml:25:20: `app` is twice in `channels`; remove one"]);
}

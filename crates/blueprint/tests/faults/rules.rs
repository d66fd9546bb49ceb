//! Rules, their curves, tables and signals.

use crate::after;

#[test]
fn a_duplicate_signal_is_a_fault() {
    let faults = after("id = \"abandoned\"\nname", "id = \"wait\"\nname");
    assert_eq!(
        faults,
        [
            "small.toml:48:6: signal `wait` is already defined in line 43; give it another id, or remove one",
            "small.toml:61:10: touchpoint `queue` lists no signal `abandoned`; list it there as [[touchpoint.signal]]"
        ]
    );
}

#[test]
fn a_second_rule_for_a_signal_is_a_fault() {
    let faults = after(r#"signal = "abandoned""#, r#"signal = "wait""#);
    assert_eq!(
        faults,
        [
            "small.toml:48:6: signal `queue.abandoned` has no rule; add a [[rule]], or `scored = false` here",
            "small.toml:61:10: `queue.wait` has a rule in line 54 already; keep one"
        ]
    );
}

#[test]
fn an_unknown_signal_gets_the_nearest() {
    let faults = after(r#"signal = "wait""#, r#"signal = "wiat""#);
    assert_eq!(faults, ["small.toml:54:10: touchpoint `queue` lists no signal `wiat`; did you mean `wait`?"]);
}

#[test]
fn a_signal_without_a_rule_is_a_fault() {
    let faults = after(
        "source = { zh = \"排队系统\", en = \"Queue system\" }\n",
        "source = { zh = \"排队系统\", en = \"Queue system\" }\n\n[[touchpoint.signal]]\nid = \"searches\"\nname = { zh = \"查询\", en = \"Searches\" }\nsource = { zh = \"网站\", en = \"Website\" }\n",
    );
    assert_eq!(
        faults,
        ["small.toml:48:6: signal `queue.searches` has no rule; add a [[rule]], or `scored = false` here"]
    );
}

#[test]
fn a_rule_for_a_signal_that_is_not_scored_is_a_fault() {
    let faults = after("id = \"wait\"\n", "id = \"wait\"\nscored = false\n");
    assert_eq!(
        faults,
        [
            "small.toml:55:10: signal `queue.wait` is listed with `scored = false`; remove the rule, or `scored = false` there"
        ]
    );
}

#[test]
fn an_affect_above_one_is_a_fault() {
    let faults = after("[[0, 0.5]", "[[0, 1.5]");
    assert_eq!(faults, ["small.toml:56:14: affect 1.5 is outside [-1, 1]; the nearest allowed is 1"]);
}

#[test]
fn an_affect_below_minus_one_is_a_fault() {
    let faults = after("affect = -0.8", "affect = -8");
    assert_eq!(faults, ["small.toml:63:34: affect -8 is outside [-1, 1]; the nearest allowed is -1"]);
}

#[test]
fn a_curve_of_one_point_is_a_fault() {
    let faults = after("[[0, 0.5], [10, -0.5]]", "[[0, 0.5]]");
    assert_eq!(
        faults,
        ["small.toml:56:9: a curve needs at least two points, found 1; add a point [x, affect]"]
    );
}

#[test]
fn a_curve_that_goes_back_is_a_fault() {
    let faults = after("[10, -0.5]", "[-1, -0.5]");
    assert_eq!(
        faults,
        ["small.toml:56:21: x must increase from point to point, found -1 after 0; sort the points by x"]
    );
}

#[test]
fn a_curve_with_the_same_x_twice_is_a_fault() {
    let faults = after("[10, -0.5]", "[0, -0.5]");
    assert_eq!(
        faults,
        ["small.toml:56:21: x must increase from point to point, found 0 after 0; remove one of the two"]
    );
}

#[test]
fn a_point_of_three_numbers_is_a_fault() {
    let faults = after("[10, -0.5]", "[10, -0.5, 1]");
    assert_eq!(faults, ["small.toml:56:20: a point must be [x, affect], found 3 values"]);
}

#[test]
fn a_point_off_the_scale_of_its_unit_is_a_fault() {
    let faults = after("unit = \"min\"\ncurve = [[0,", "unit = \"level\"\ncurve = [[0,");
    assert_eq!(
        faults,
        [
            "small.toml:56:11: x 0 is off the scale: the unit `level` runs from 1 to 5",
            "small.toml:56:21: x 10 is off the scale: the unit `level` runs from 1 to 5"
        ]
    );
}

#[test]
fn a_quantity_without_end_is_a_fault() {
    let faults = after("[10, -0.5]", "[inf, -0.5]");
    assert_eq!(faults, ["small.toml:56:21: `x` must be a finite number, found inf"]);
}

#[test]
fn an_affect_that_is_no_number_is_a_fault() {
    let faults = after("[10, -0.5]", "[10, nan]");
    assert_eq!(faults, ["small.toml:56:25: `affect` must be a finite number, found NaN"]);
}

#[test]
fn an_unknown_unit_gets_the_nearest() {
    let faults = after(r#"unit = "min""#, r#"unit = "minutes""#);
    assert_eq!(faults, ["small.toml:55:8: unknown unit `minutes`; did you mean `min`?"]);
}

#[test]
fn an_unknown_unit_with_no_neighbour_gets_the_list() {
    let faults = after(r#"unit = "min""#, r#"unit = "kg""#);
    assert_eq!(
        faults,
        [
            "small.toml:55:8: unknown unit `kg`; known are s, min, h, day, ratio, count, points, level, category"
        ]
    );
}

#[test]
fn a_table_without_categories_is_a_fault() {
    let faults = after(r#"[{ id = "left", affect = -0.8, zh = "走了", en = "Left" }]"#, "[]");
    assert_eq!(
        faults,
        [
            "small.toml:63:1: a table needs at least one category; add a category { id = \"…\", affect = 0.0, zh = \"…\", en = \"…\" }"
        ]
    );
}

#[test]
fn a_category_twice_in_a_table_is_a_fault() {
    let faults =
        after(r#"en = "Left" }]"#, r#"en = "Left" }, { id = "left", affect = 0, zh = "走", en = "Gone" }]"#);
    assert_eq!(faults, ["small.toml:63:73: category `left` is in the table already; remove one"]);
}

#[test]
fn a_curve_over_categories_is_a_fault() {
    let faults = after(r#"unit = "min""#, r#"unit = "category""#);
    assert_eq!(
        faults,
        [
            "small.toml:55:8: a `curve` cannot have the unit `category`; name the unit of the quantity, or write a `table`"
        ]
    );
}

#[test]
fn a_table_over_minutes_is_a_fault() {
    let faults = after(r#"unit = "category""#, r#"unit = "min""#);
    assert_eq!(
        faults,
        ["small.toml:62:8: a `table` cannot have the unit `min`; write `unit = \"category\"`"]
    );
}

#[test]
fn a_rule_with_both_a_curve_and_a_table_is_a_fault() {
    let faults = after("unit = \"category\"\n", "unit = \"category\"\ncurve = [[0, 0], [1, 1]]\n");
    assert_eq!(
        faults,
        ["small.toml:64:1: a rule cannot have both a `curve` and a `table`; keep the one that fits the unit"]
    );
}

#[test]
fn a_rule_with_neither_a_curve_nor_a_table_is_a_fault() {
    let faults = after("curve = [[0, 0.5], [10, -0.5]]\n", "");
    assert_eq!(
        faults,
        ["small.toml:52:1: a rule needs a `curve` or a `table`; add `curve = [[0, 0.5], [10, -0.5]]`"]
    );
}

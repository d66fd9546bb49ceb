//! Wide tables: a row per visit.

use super::*;

const SURVEY: &str = r#"
layout = "wide"
missing = ["NA"]
[visit]
column = "id"
[purpose]
column = "travel"
[remembered]
column = "overall"
values = { good = 1, bad = -1 }
[[touchpoint]]
id = "booking"
column = "Booking"
scale = [1, 5]
missing = ["0"]
[[touchpoint]]
id = "board"
column = "Boarding"
scale = [1, 5]
missing = ["0"]
[[touchpoint]]
id = "seat"
column = "Seat"
scale = [1, 5]
missing = ["0"]
"#;

#[test]
fn touchpoints_come_in_the_order_of_the_map_and_missing_ones_stay_missing() {
    let map = map(SURVEY);
    assert_eq!(map.touchpoints(), ["booking", "board", "seat"]);
    let (lines, imported) = good(
        SURVEY,
        "id,travel,Seat,Booking,Boarding,overall\n1,Business,5,1,3,good\n2,Personal,0,NA,,bad\n3,Personal,0,0,2,bad\n",
    );
    assert_eq!(
        lines,
        [
            "1 #1 Business booking -1 (1)",
            "1 #2 Business board 0 (1)",
            "1 #3 Business seat 1 (1)",
            "3 #2 Personal board -0.5 (-1)",
        ]
    );
    assert_eq!(rejected(&imported), ["3 (all touchpoints) `` no_affect"]);
    assert_eq!((imported.rows, imported.visits, imported.missing), (3, 2, 5));
}

#[test]
fn a_value_off_its_scale_costs_its_own_moment_and_a_bad_judgement_the_row() {
    let (lines, imported) = good(
        SURVEY,
        "id,travel,Seat,Booking,Boarding,overall\n1,x,5,7,3,good\n2,x,5,5,5,superb\n3,x,6,,,good\n",
    );
    assert_eq!(lines, ["1 #2 x board 0 (1)", "1 #3 x seat 1 (1)"]);
    assert_eq!(
        rejected(&imported),
        ["2 Booking `7` off_scale", "3 overall `superb` unknown_value", "4 Seat `6` off_scale"]
    );
}

#[test]
fn a_second_row_with_the_same_id_is_a_duplicate_wherever_it_stands() {
    for rows in ["1,x,5,,,good\n1,x,4,4,,good\n2,x,3,,,good\n", "1,x,5,,,good\n2,x,3,,,good\n1,x,4,4,,good\n"]
    {
        let (lines, imported) = good(SURVEY, format!("id,travel,Seat,Booking,Boarding,overall\n{rows}"));
        assert_eq!(lines, ["1 #3 x seat 1 (1)", "2 #3 x seat 0 (1)"]);
        assert_eq!(rejected(&imported).len(), 1);
        assert!(rejected(&imported)[0].ends_with("visit `1` duplicate"), "{:?}", rejected(&imported));
    }
}

#[test]
fn rows_without_an_id_are_numbered() {
    let text = r#"
        [[touchpoint]]
        id = "image"
        columns = ["imag1", "imag2"]
        scale = [0, 10]
        "#;
    let (lines, _) = good(text, "imag1,imag2\n10,10\n,\n0,5\n");
    assert_eq!(lines, ["1 #1 image 1", "3 #1 image -0.5"]);
}

const CLINIC: &str = r#"
layout = "wide"
zone = "Asia/Manila"
[visit]
column = "id"
[at]
columns = ["day", "in"]
format = "%m/%d/%Y %I:%M:%S %p"
[ended]
columns = ["day", "out"]
[[touchpoint]]
id = "queue"
span = { from = { columns = ["day", "in"] }, until = { columns = ["day", "seen"] } }
scale = [60, 0]
at = { columns = ["day", "seen"] }
[[touchpoint]]
id = "leave"
column = "stars"
scale = [1, 5]
"#;

#[test]
fn a_wait_is_the_span_between_two_times_and_the_last_moment_is_at_the_end() {
    let (lines, imported) = good(
        CLINIC,
        "\u{feff}day,id,in,seen,out,stars\n11/4/2019,1,8:00:00 AM,8:15:00 AM,8:30:00 AM,4\n11/4/2019,2,8:00:00 AM,8:15:00 AM,8:10:00 AM,4\n11/4/2019,3,8:00:00 AM,7:50:00 AM,8:10:00 AM,4\n11/4/2019,4,8:00:00 AM,9:30:00 AM,,4\n",
    );
    assert_eq!(
        lines,
        [
            "1 #1 queue 2019-11-04T00:15:00Z 0.5",
            "1 #2 leave 2019-11-04T00:30:00Z 0.5",
            "3 #2 leave 2019-11-04T00:10:00Z 0.5",
            "4 #2 leave 2019-11-04T00:00:00Z 0.5",
        ]
    );
    assert_eq!(
        rejected(&imported),
        [
            "3 day out `2019-11-04T00:10:00Z` ends_before_it_begins",
            "4 day seen − day in `-10.0 min` ends_before_it_begins",
            "5 day seen − day in `90` off_scale",
        ]
    );
}

#[test]
fn a_moment_has_its_own_time_or_that_of_the_one_before_it() {
    let text = r#"
        zone = "UTC"
        visit = { column = "id" }
        at = { column = "in" }
        [[touchpoint]]
        id = "enter"
        column = "a"
        [[touchpoint]]
        id = "queue"
        column = "b"
        at = { column = "called" }
        [[touchpoint]]
        id = "talk"
        column = "c"
        "#;
    let (lines, imported) = good(
        text,
        "id,in,called,a,b,c\n1,2026-03-01 09:00,2026-03-01 09:10,0,0,0\n2,2026-03-01 09:00,2026-03-01 08:50,0,0,0\n",
    );
    assert_eq!(
        lines,
        [
            "1 #1 enter 2026-03-01T09:00:00Z 0",
            "1 #2 queue 2026-03-01T09:10:00Z 0",
            "1 #3 talk 2026-03-01T09:10:00Z 0",
            "2 #1 enter 2026-03-01T09:00:00Z 0",
            "2 #3 talk 2026-03-01T09:00:00Z 0",
        ]
    );
    assert_eq!(rejected(&imported), ["3 called `2026-03-01T08:50:00Z` ends_before_it_begins"]);
}

#[test]
fn a_wide_table_without_any_touchpoint_value_is_an_error() {
    assert_eq!(
        error(SURVEY, "id,travel,Seat,Booking,Boarding,overall\n1,x,0,0,0,good\n"),
        "table.csv: no row could be used, 1 rejected; first: line 2, column `(all touchpoints)`, value ``: no_affect"
    );
}

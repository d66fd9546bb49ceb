//! Long tables: a row per moment.

use super::*;

const PLAIN: &str = r#"
layout = "long"
visit = { column = "visit" }
touchpoint = { column = "touchpoint" }
affect = { column = "affect" }
"#;

const RATED: &str = r#"
layout = "long"
zone = "UTC"
[visit]
column = "dialogue"
[seq]
column = "turn"
[hall]
constant = "desk"
[touchpoint]
column = "action"
default = "turn"
values = { ASK = "consult", DO = "transact_result" }
other = "else"
[affect]
column = "ratings"
list = ","
scale = [1, 5]
[remembered]
column = "overall"
list = ","
scale = [1, 5]
"#;

#[test]
fn ratings_of_several_annotators_are_averaged_and_those_missing_left_out() {
    let (lines, imported) = good(
        RATED,
        "dialogue,turn,action,ratings,overall\r\n1,1,ASK,\"3,3,5\",\"5,4\"\r\n1,2,,\"5,,\",\"5,4\"\r\n1,3,SING,\" 1 , 2 \",\"5,4\"\r\n1,4,DO,\",,\",\"5,4\"\r\n",
    );
    assert_eq!(
        lines,
        ["1 #1 desk consult 0.33333334 (0.75)", "1 #2 desk turn 1 (0.75)", "1 #3 desk else -0.75 (0.75)",]
    );
    assert_eq!(rejected(&imported), ["5 ratings `` no_affect"]);
    assert_eq!((imported.rows, imported.moments, imported.visits), (4, 3, 1));
    assert!(!imported.reordered);
}

#[test]
fn annotators_in_columns_of_their_own_are_averaged_too() {
    let (lines, _) = good(
        r#"
        visit = { column = "v" }
        touchpoint = { constant = "talk" }
        affect = { columns = ["a", "b", "c"], scale = [0, 10], missing = ["99"] }
        "#,
        "v;a;b;c\n1;10;5;99\n",
    );
    assert_eq!(lines, ["1 #1 talk 0.5"]);
}

#[test]
fn a_scale_whose_best_grade_is_the_lower_number_is_turned_round() {
    let (lines, _) = good(
        r#"
        visit = { column = "v" }
        touchpoint = { constant = "talk" }
        affect = { column = "grade", scale = [6, 1] }
        "#,
        "v,grade\n1,1\n1,6\n1,3.5\n",
    );
    assert_eq!(lines, ["1 #1 talk 1", "1 #2 talk -1", "1 #3 talk 0"]);
}

#[test]
fn words_become_numbers_by_the_maps_values() {
    let (lines, imported) = good(
        r#"
        visit = { column = "v" }
        touchpoint = { constant = "leave" }
        affect = { column = "face", values = { "满意" = 5, "一般" = 3 }, scale = [1, 5] }
        remembered = { column = "again", values = { yes = 1, no = -1 }, other = 0 }
        "#,
        "v,face,again\n1,满意,yes\n2,一般,perhaps\n3,差,no\n",
    );
    assert_eq!(lines, ["1 #1 leave 1 (1)", "2 #1 leave 0 (0)"]);
    assert_eq!(rejected(&imported), ["4 face `差` unknown_value"]);
}

#[test]
fn rows_of_a_visit_that_stand_apart_are_put_together_in_ascending_order() {
    let (lines, imported) = good(PLAIN, "visit,touchpoint,affect\n10,a,0\n9,a,0.5\n10,b,1\n9,b,-1\n");
    assert_eq!(lines, ["9 #1 a 0.5", "9 #2 b -1", "10 #1 a 0", "10 #2 b 1"]);
    assert!(imported.reordered);
}

#[test]
fn visits_with_names_come_in_the_order_in_which_they_first_appear() {
    let together = "visit,touchpoint,affect\nz,a,0\nz,b,1\ny,a,0\n007,a,0\n";
    let (lines, imported) = good(PLAIN, together);
    assert_eq!(lines, ["'z' #1 a 0", "'z' #2 b 1", "'y' #1 a 0", "'007' #1 a 0"]);
    assert!(!imported.reordered);

    let apart = "visit,touchpoint,affect\nz,a,0\ny,a,0\nz,b,1\n007,a,0\n";
    let (lines, imported) = good(PLAIN, apart);
    assert_eq!(lines, ["'z' #1 a 0", "'z' #2 b 1", "'y' #1 a 0", "'007' #1 a 0"]);
    assert!(imported.reordered);
}

#[test]
fn one_name_among_numbers_makes_all_ids_names_and_says_so() {
    let (lines, imported) = good(PLAIN, "visit,touchpoint,affect\n2,a,0\n11,a,0\nTotal,b,1\n");
    assert_eq!(lines, ["'2' #1 a 0", "'11' #1 a 0", "'Total' #1 b 1"]);
    assert!(imported.notes[0].contains("line 4"), "{:?}", imported.notes);

    let numbers = PLAIN.replace("column = \"visit\"", "column = \"visit\", kind = \"number\"");
    let (lines, imported) = good(&numbers, "visit,touchpoint,affect\n2,a,0\n11,a,0\nTotal,b,1\n");
    assert_eq!(lines, ["2 #1 a 0", "11 #1 a 0"]);
    assert_eq!(rejected(&imported), ["4 visit `Total` not_a_number"]);
}

#[test]
fn moments_are_ordered_by_seq_then_time_then_row() {
    let by_time = r#"
        zone = "Asia/Shanghai"
        visit = { columns = ["day", "ticket"] }
        touchpoint = { column = "touchpoint" }
        at = { columns = ["day", "clock"] }
        affect = { column = "affect" }
        "#;
    let (lines, _) = good(
        by_time,
        "day,ticket,clock,touchpoint,affect\n2026-03-01,A1,09:10,queue,0\n2026-03-01,A1,09:00,enter,0.1\n2026-03-01,A1,09:10,talk,0.2\n",
    );
    assert_eq!(
        lines,
        [
            "'2026-03-01 A1' #1 enter 2026-03-01T01:00:00Z 0.1",
            "'2026-03-01 A1' #2 queue 2026-03-01T01:10:00Z 0",
            "'2026-03-01 A1' #3 talk 2026-03-01T01:10:00Z 0.2",
        ]
    );
    let by_seq = format!("{PLAIN}seq = {{ column = \"n\" }}\n");
    let (lines, imported) = good(
        &by_seq,
        "visit,n,touchpoint,affect\n1,30,a,0\n1,10,b,0\n1,20.0,c,0\n1,x,c,0\n1,,c,0\n1,2.5,c,0\n",
    );
    assert_eq!(lines, ["1 #10 b 0", "1 #20 c 0", "1 #30 a 0"]);
    assert_eq!(
        rejected(&imported),
        ["5 n `x` not_a_number", "6 n `` not_a_number", "7 n `2.5` not_a_number"]
    );
}

#[test]
fn the_first_signal_that_is_there_gives_the_affect_and_is_named_as_its_source() {
    let text = r#"
        visit = { column = "v" }
        touchpoint = { column = "t" }
        [[signal]]
        touchpoint = "queue"
        column = "wait"
        norm = 2
        rule = "queue.wait"
        [[signal]]
        column = "result"
        values = { OK = "done", NOK = "failed" }
        rule = "outcome"
        [[signal]]
        column = "stars"
        scale = [1, 5]
        "#;
    let rule = |call: &RuleCall<'_>| match (call.rule, call.touchpoint, call.text, call.number) {
        ("queue.wait", "queue", _, Some(ratio)) => Ok(1.0 - ratio as f32 / 10.0),
        ("outcome", _, "done", None) => Ok(0.75),
        (_, _, text, _) => Err(format!("no category {text}")),
    };
    let options = ImportOptions { affect_rule: Some(&rule), ..plainly() };
    let table =
        table("v,t,wait,result,stars\n1,queue,8,OK,\n1,desk,8,OK,1\n1,desk,,,5\n1,desk,,NOK,5\n1,desk,3,,\n");
    let map = map(text);
    assert_eq!(map.rules(), ["outcome", "queue.wait"]);
    let (lines, imported) = moments(&map, &table.file, &options).unwrap();
    assert_eq!(lines, ["1 #1 queue 0.6 queue.wait", "1 #2 desk 0.75 outcome", "1 #3 desk 1 stars"]);
    assert_eq!(
        rejected(&imported),
        ["5 result `NOK (no category failed)` unknown_value", "6 wait, result, stars `` no_affect"]
    );

    let error = moments(&map, &table.file, &plainly()).unwrap_err().to_string();
    assert!(error.contains("rule `outcome`: rules belong to a blueprint"), "{error}");
}

#[test]
fn a_visit_says_its_hall_purpose_and_judgement_once_or_the_same_everywhere() {
    let text = format!(
        "{PLAIN}hall = {{ column = \"hall\" }}\npurpose = {{ column = \"purpose\" }}\nremembered = {{ column = \"overall\" }}\n"
    );
    let (lines, imported) = good(
        &text,
        "visit,touchpoint,affect,hall,purpose,overall\n1,a,0,north,,\n1,b,0,,bill,0.5\n2,a,0,north,,\n2,b,0,south,,\n3,a,0,,bill,\n3,b,0,,line,\n4,a,0,,,1\n4,b,0,,,0\n",
    );
    assert_eq!(lines, ["1 #1 north bill a 0 (0.5)", "1 #2 north bill b 0 (0.5)"]);
    assert_eq!(
        rejected(&imported),
        [
            "4 hall `south ≠ north` two_halls",
            "6 purpose `line ≠ bill` two_purposes",
            "8 remembered `0 ≠ 1` two_judgements",
        ]
    );
}

#[test]
fn the_comma_is_a_decimal_mark_only_if_the_map_says_so() {
    let table = "visit;touchpoint;affect\n1;a;0,5\n1;b;0.5\n1;c;1\n";
    let (lines, imported) = good(PLAIN, table);
    assert_eq!(lines, ["1 #1 b 0.5", "1 #2 c 1"]);
    assert_eq!(rejected(&imported), ["2 affect `0,5` comma"]);
    let (lines, imported) = good(&format!("decimal = \",\"\n{PLAIN}"), table);
    assert_eq!(lines, ["1 #1 a 0.5", "1 #2 c 1"]);
    assert_eq!(rejected(&imported), ["3 affect `0.5` not_a_number"]);
}

#[test]
fn a_table_can_be_read_without_writing_and_stopped_on_the_way() {
    let table = table("visit,touchpoint,affect\n1,a,0\n2,b,1\n");
    let mut told = Vec::new();
    let mut moments = 0;
    let imported = read(
        &table.file,
        &map(PLAIN),
        &plainly(),
        &mut |done, total| {
            told.push((done, total));
            ControlFlow::Continue(())
        },
        &mut |_| {
            moments += 1;
            Ok(())
        },
    );
    assert_eq!((imported.unwrap().moments, moments), (2, 2));
    assert!(told.iter().all(|(done, total)| done <= total), "{told:?}");
    assert_eq!(told.last().map(|(done, total)| done == total), Some(true));

    let stopped =
        read(&table.file, &map(PLAIN), &plainly(), &mut |_, _| ControlFlow::Break(()), &mut |_| Ok(()));
    assert!(matches!(stopped, Err(Error::Stopped)));
}

/// Writes down what it is shown.
#[derive(Default, Debug, PartialEq)]
struct Shown(Vec<String>);

impl crate::Fold for Shown {
    fn visit(&mut self, visit: &crate::Visit<'_>) {
        self.0.push(format!("{visit:?}"));
    }

    fn merge(&mut self, later: Self, _: &crate::Remap) {
        self.0.extend(later.0);
    }
}

#[test]
fn a_fold_sees_the_same_visits_straight_from_the_raw_table_as_from_the_imported_one() {
    let text = r#"
        visit = { column = "v" }
        hall = { column = "h" }
        staff = { column = "s" }
        touchpoint = { column = "t" }
        at = { column = "at" }
        affect = { column = "a" }
        remembered = { column = "r" }
        "#;
    for visits in [["1", "2"], ["甲", "乙"]] {
        let rows = [
            format!("{},3,li,queue,2026-03-01T09:00:00Z,0.5,1", visits[0]),
            format!("{},north,,desk,2026-03-01T09:00:00Z,-0.5,", visits[1]),
            format!("{},3,wu,desk,2026-03-01T08:00:00Z,0.25,", visits[0]),
        ];
        let table = table(format!("v,h,s,t,at,a,r\n{}", rows.join("\n")));
        let (map, mut go_on) = (map(text), |_, _| ControlFlow::Continue(()));
        let folded =
            crate::import::fold(&table.file, &map, &plainly(), &mut go_on, Shown::default()).unwrap();
        assert_eq!(folded.fold.0.len(), 2);
        for ending in ["parquet", "csv.zst"] {
            let to = table.folder.path().join(format!("out.{ending}"));
            crate::import::import(&table.file, &map, &to, &plainly(), &mut go_on).unwrap();
            let need = crate::Need {
                hall: crate::Want::IfThere,
                purpose: crate::Want::IfThere,
                staff: crate::Want::IfThere,
                at: crate::Want::IfThere,
                remembered: crate::Want::IfThere,
            };
            let scanned = crate::scan(&to, need, &crate::Options::default(), Shown::default).unwrap();
            assert_eq!((scanned.rejects.total(), &scanned.fold), (0, &folded.fold), "{ending}");
        }
    }
}

/// Counts visits, and what is only known when the last of them was there.
#[derive(Default)]
struct Counted {
    visits: u32,
    finished_after: Vec<u32>,
}

impl crate::Fold for Counted {
    fn visit(&mut self, _: &crate::Visit<'_>) {
        self.visits += 1;
    }

    fn merge(&mut self, _: Self, _: &crate::Remap) {}

    fn finish(&mut self) {
        self.finished_after.push(self.visits);
    }
}

#[test]
fn a_fold_is_told_once_that_the_last_visit_was_there() {
    let table = table("visit,touchpoint,affect\n1,a,0\n1,b,0\n2,a,0\n3,a,0\n");
    let mut go_on = |_, _| ControlFlow::Continue(());
    let folded =
        crate::import::fold(&table.file, &map(PLAIN), &plainly(), &mut go_on, Counted::default()).unwrap();
    assert_eq!(folded.fold.finished_after, [3]);
}

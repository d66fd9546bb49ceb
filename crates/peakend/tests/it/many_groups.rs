//! Tables with more groups than anybody reads.

use super::{Folder, table};
use std::fmt::Write;

fn halls(count: u32) -> String {
    let mut text = "visit,hall,touchpoint,affect\n".to_owned();
    for hall in 0..count {
        writeln!(text, "{hall},hall-{},queue,0.{}", hall.wrapping_mul(2_654_435_761), hall % 10).unwrap();
    }
    text
}

#[test]
fn hundreds_of_thousands_of_halls_are_scored() {
    let folder = table(halls(300_000));
    let out = folder.run("score t.csv --by hall").quietly();
    assert!(out.contains("300,000 visits, 300,000 moments, 300,000 groups"), "{out}");
    assert!(out.contains("299,960 more groups"), "{out}");
}

#[test]
fn more_groups_than_allowed_are_an_error_with_a_way_out() {
    let folder = table(halls(1001));
    let all = folder.run("score t.csv --by hall --max-groups 1001 --format csv").quietly();
    assert_eq!(all.lines().count(), 1002);
    for threads in 1..=2 {
        assert_eq!(
            folder
                .run(&format!("score t.csv --by hall --max-groups 1000 --out r.csv --threads {threads}"))
                .fails(1),
            "error: There are more than 1,000 groups. Group by fewer things, or allow more with --max-groups.\n"
        );
    }
    assert_eq!(folder.names(), ["t.csv"]);
}

#[test]
fn more_touchpoints_than_a_journey_has_are_an_error() {
    let mut text = "visit,touchpoint,affect\n".to_owned();
    for visit in 0..9000 {
        writeln!(text, "{visit},event-{visit},0.5").unwrap();
    }
    assert_eq!(
        table(&text).run("score t.csv").fails(1),
        "error: There are more than 4,096 touchpoints. Is “touchpoint” the right column?\n"
    );
    let few = text.lines().take(4097).collect::<Vec<_>>().join("\n");
    table(few).run("score t.csv").quietly();
    assert!(table(&text).run("drivers t.csv").fails(1).contains("remembered"));
}

#[test]
fn names_that_look_alike_stay_apart_and_in_order() {
    let folder = Folder::new().with(
        "t.csv",
        "visit,hall,touchpoint,affect\n1,7,a,0\n2,007,a,0\n3,+7,a,0\n4,10,a,0\n5,9,a,0\n6,x,a,0\n",
    );
    let mut orders = Vec::new();
    for threads in 1..=4 {
        let out = folder.run(&format!("score t.csv --by hall --format csv --threads {threads}")).quietly();
        let halls: Vec<String> =
            out.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
        orders.push(halls);
    }
    assert!(orders.iter().all(|order| *order == ["+7", "007", "7", "9", "10", "x"]), "{orders:?}");
}

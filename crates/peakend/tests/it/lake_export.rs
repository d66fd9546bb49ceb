//! Moments go out of the database as a table, and everything that reads tables of moments reads it.

use crate::Folder;
use crate::experience::{call, finish, open, rate, start, take};
use crate::town::{Town, on_both_engines};
use peakend::run::visit::{Outcome, Surface};

/// Sixty visits, every second rated.
fn visits(town: &Town) {
    open(town, 1);
    for n in 0..60 {
        let id = take(town, if n % 3 == 0 { "handset" } else { "pay_bill" }).id;
        town.clock.advance_seconds(30 + n * 7 % 50);
        call(town, 1);
        start(town, 1, id);
        town.clock.advance_seconds(100 + n * 37 % 400);
        let result = if n % 5 == 0 { Outcome::Failed } else { Outcome::Done };
        finish(town, 1, id, result, if n % 4 == 0 { "a form" } else { "" });
        if n % 2 == 0 {
            let surface = if n % 4 == 0 { Surface::Phone } else { Surface::Evaluator };
            rate(town, id, surface, if n % 5 == 0 { 2 } else { 4 + n % 2 }, &[]);
        }
    }
}

#[test]
fn what_is_exported_is_what_score_and_evidence_count() {
    on_both_engines(|town| {
        visits(town);
        let folder = Folder::new();
        let url = &town.house.config.database;
        let of = "--from 2026-03-02 --to 2026-03-02";
        let said =
            folder.run(&format!("lake export --hall wensan {of} --out m.parquet --database {url}")).quietly();
        let (filed, rated): (i64, i64) =
            town.act(|_, tx| Ok(tx.one("select count(*), count(level) from visit_score", &[])?)).unwrap();
        assert_eq!((filed, rated), (60, 30));
        let (moments,): (i64,) = town
            .act(|_, tx| {
                Ok(tx.one(
                    "select count(*) from moment where rule <> 'transact_result.rating' and rule <> 'leave.end_rating'",
                    &[],
                )?)
            })
            .unwrap();
        assert_eq!(
            said,
            format!("m.parquet: 60 visits with {moments} moments; of 30 it is known what is remembered\n")
        );
        let scored: serde_json::Value =
            serde_json::from_str(&folder.run("score m.parquet --by hall --format json").quietly()).unwrap();
        insta::assert_snapshot!("exported_and_scored", format!("{scored:#}"));
        let evidence: serde_json::Value =
            serde_json::from_str(&folder.run("evidence m.parquet --format json").quietly()).unwrap();
        assert!(evidence.to_string().contains("30"), "{evidence}");
        // as moments: nothing is remembered, and the scores are those of the pages
        folder.run(&format!("lake export --all {of} --out m.csv --rating moment --database {url}")).quietly();
        let scored: serde_json::Value =
            serde_json::from_str(&folder.run("score m.csv --by hall --format json").quietly()).unwrap();
        let (mean,): (f64,) =
            town.act(|_, tx| Ok(tx.one("select avg(score) from visit_score", &[])?)).unwrap();
        let text = scored.to_string();
        let shown = format!("{mean:.4}");
        assert!(text.contains(shown.trim_end_matches('0')), "{shown} is not in {text}");
        assert!(
            folder
                .read("m.csv")
                .starts_with("visit,seq,hall,purpose,touchpoint,staff,at,affect,source,remembered\nvis_")
        );
    });
}

#[test]
fn a_hall_that_is_none_and_a_day_that_is_none_are_refused() {
    let town = Town::on_sqlite();
    let folder = Folder::new();
    let url = &town.house.config.database;
    folder
        .run(&format!(
            "lake export --hall nowhere --from 2026-03-02 --to 2026-03-02 --out m.csv --database {url}"
        ))
        .fails(1);
    folder
        .run(&format!("lake export --hall wensan --from soon --to 2026-03-02 --out m.csv --database {url}"))
        .fails(2);
    folder
        .run(&format!("lake export --from 2026-03-02 --to 2026-03-02 --out m.csv --database {url}"))
        .fails(2);
    assert!(folder.names().is_empty());
}

//! Maps that are shipped, on the real files they are for. The files are no part of the project.

use super::*;
use crate::Reason;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A real file, if it is here.
fn real(name: &str) -> Option<PathBuf> {
    let file = root().join("../shared/data").join(name);
    if file.exists() {
        return Some(file);
    }
    eprintln!("SKIPPED: {} is not here", file.display());
    None
}

fn shipped(name: &str) -> Map {
    let file = root().join("maps").join(name);
    Map::parse(&file, &std::fs::read_to_string(&file).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn counts(imported: &Imported) -> Vec<(Reason, u64)> {
    imported.rejects.counts().collect()
}

#[test]
fn both_files_of_user_satisfaction_are_read_whole() {
    for (name, turns) in [("satisfaction/uss-sgd.csv", 12_833), ("satisfaction/uss-redial.csv", 10_806)] {
        let Some(file) = real(name) else { continue };
        let (lines, imported) = moments(&shipped("uss.toml"), &file, &plainly()).unwrap();
        assert_eq!((imported.rows, imported.moments, imported.visits), (turns, turns, 1000));
        assert_eq!((imported.rejects.total(), imported.reordered), (0, false));
        let first = if name.contains("sgd") {
            "1 #1 uss INFORM 0 (0.33333334)"
        } else {
            "1 #1 uss turn 0.25 (0.625)"
        };
        assert_eq!(lines[0], first);
    }
}

/// The square of the correlation.
fn r2(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|pair| of(pair.0 - x, pair.1 - y)).sum::<f64>();
    sum(&|dx, dy| dx * dy).powi(2) / (sum(&|dx, _| dx * dx) * sum(&|_, dy| dy * dy))
}

#[test]
fn mean_and_end_explain_the_judgement_of_a_dialogue_as_well_as_computed_elsewhere() {
    for (name, by_mean, by_end) in
        [("satisfaction/uss-sgd.csv", 0.363, 0.376), ("satisfaction/uss-redial.csv", 0.499, 0.443)]
    {
        let Some(file) = real(name) else { continue };
        let mut visits: std::collections::BTreeMap<u64, (Vec<f64>, f64)> = Default::default();
        read(&file, &shipped("uss.toml"), &plainly(), &mut |_, _| ControlFlow::Continue(()), &mut |moment| {
            let VisitId::Number(id) = moment.visit else { panic!("{moment:?}") };
            let visit = visits.entry(id).or_default();
            visit.0.push(f64::from(moment.affect));
            visit.1 = f64::from(moment.remembered.unwrap());
            Ok(())
        })
        .unwrap();
        let explained = |of: fn(&[f64]) -> f64| {
            r2(&visits.values().map(|(affects, judgement)| (of(affects), *judgement)).collect::<Vec<_>>())
        };
        let mean = explained(|affects| affects.iter().sum::<f64>() / affects.len() as f64);
        let end = explained(|affects| affects[affects.len() - 1]);
        assert!((mean - by_mean).abs() < 0.001 && (end - by_end).abs() < 0.001, "{name}: {mean} {end}");
    }
}

#[test]
fn airline_passengers_keep_their_missing_ratings_missing() {
    let Some(file) = real("touchpoints/airline-60k.csv.gz") else { return };
    let (lines, imported) = moments(&shipped("airline.toml"), &file, &plainly()).unwrap();
    assert_eq!((imported.rows, imported.visits, imported.rejects.total()), (60_000, 60_000, 0));
    assert_eq!((imported.moments, imported.missing), (829_554, 10_446));
    assert_eq!(shipped("airline.toml").touchpoints().len(), 14);
    assert_eq!(lines[0], "1 #1 airline business time_convenience 0 (-1)");
    assert_eq!(lines[13], "1 #14 airline business baggage 1 (-1)");
}

#[test]
fn bank_customers_without_ids_are_numbered() {
    let Some(file) = real("surveys/bank-satisfaction-ecsi.csv") else { return };
    let (lines, imported) = moments(&shipped("bank-survey.toml"), &file, &plainly()).unwrap();
    assert_eq!((imported.rows, imported.visits, imported.moments), (250, 250, 1000));
    assert_eq!(imported.rejects.total(), 0);
    // imag 8,8,9,5,6; sat 6,7,6,7
    assert_eq!(lines[0], "1 #1 bank image 0.44 (0.3)");
}

#[test]
fn outpatients_who_leave_before_they_are_seen_are_rejected() {
    let Some(file) = real("queues/hospital-outpatients.csv.gz") else { return };
    let rule = |call: &RuleCall<'_>| {
        let ratio = call.number.ok_or("no number")?;
        Ok(1.0 - 2.0 * (ratio as f32 / 100.0).min(1.0))
    };
    let options = ImportOptions { affect_rule: Some(&rule), ..plainly() };
    let map = shipped("hospital.toml");
    assert_eq!(map.rules(), ["queue.wait_against_tolerance", "transact_wait.service_time_ratio"]);
    let (lines, imported) = moments(&map, &file, &options).unwrap();
    assert_eq!(counts(&imported), [(Reason::EndsBeforeItBegins, 233)]);
    assert_eq!((imported.rows, imported.visits, imported.moments), (16_939, 16_706, 2 * 16_706));
    // entered 8:35:45, seen 9:17:54, gone 9:29:46
    assert_eq!(
        lines[0],
        "'C10001' #1 outpatients queue ANCHOR 2019-11-04T09:17:54Z 0.98595 queue.wait_against_tolerance"
    );
}

#[test]
fn calls_to_a_bank_are_read_with_the_clocks_that_ran_backwards_listed() {
    let Some(file) = real("queues/bank-january.txt.gz") else { return };
    let (lines, imported) = moments(&shipped("bank-calls.toml"), &file, &plainly()).unwrap();
    assert_eq!(imported.rows, 31_599);
    assert_eq!(
        (counts(&imported), imported.visits, imported.moments),
        (vec![(Reason::EndsBeforeItBegins, 104)], 31_495, 48_079)
    );
    assert!(lines[0].starts_with("'990101 AA0101 33116' #1 call-centre PS queue"), "{}", lines[0]);
}

#[test]
fn a_date_column_that_mixes_formats_is_listed_where_it_does_not_fit() {
    let Some(file) = real("voice/comcast-complaints.csv") else { return };
    let text = |columns: &str, format: &str| {
        format!(
            "zone = \"America/New_York\"\nvisit = {{ column = \"Ticket #\" }}\nhall = {{ column = \"State\" }}\n\
             touchpoint = {{ constant = \"objection\" }}\nat = {{ columns = [\"{columns}\", \"Time\"], format = {format} }}\n\
             affect = {{ column = \"Status\", values = {{ Closed = 0, Solved = 0 }}, other = -1 }}"
        )
    };
    let mixed = map(&text("Date", "\"%d-%m-%y %I:%M:%S %p\""));
    let (_, imported) = moments(&mixed, &file, &plainly()).unwrap();
    assert_eq!(counts(&imported), [(Reason::BadTime, 609)]);
    assert_eq!((imported.rows, imported.moments), (2224, 1615));

    let both = map(&text("Date", "[\"%d-%m-%y %I:%M:%S %p\", \"%Y-%d-%m %I:%M:%S %p\"]"));
    let safe = map(&text("Date_month_year", "\"%d-%b-%y %I:%M:%S %p\""));
    let (both, _) = moments(&both, &file, &plainly()).unwrap();
    let (safe, imported) = moments(&safe, &file, &plainly()).unwrap();
    assert_eq!((both.len(), imported.rejects.total()), (2224, 0));
    assert_eq!(both, safe);
}

#[test]
fn an_event_log_with_mixed_offsets_is_put_in_the_order_of_its_instants() {
    let Some(file) = real("journeys/receipt.csv.gz") else { return };
    let text = r#"
        visit = { column = "case:concept:name" }
        touchpoint = { column = "concept:name" }
        staff = { column = "org:resource" }
        at = { column = "time:timestamp" }
        affect = { column = "lifecycle:transition", values = { complete = 0 } }
        "#;
    let (lines, imported) = moments(&map(text), &file, &plainly()).unwrap();
    assert_eq!((imported.rows, imported.moments, imported.visits), (8577, 8577, 1434));
    assert!(
        lines[0].starts_with("'case-10011' #1 Confirmation of receipt Resource21 2011-10-11T11:45:40.276Z")
    );
}

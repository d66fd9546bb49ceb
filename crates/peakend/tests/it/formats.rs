//! A result says the same in every form.

use super::{Folder, network};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

/// A sheet as text, row by row, the header first.
type Sheet = Vec<Vec<String>>;

fn csv(text: &str) -> Sheet {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn parquet(folder: &Folder, name: &str) -> Sheet {
    let reader = SerializedFileReader::new(std::fs::File::open(folder.path(name)).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let header = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let cells = row.unwrap();
        let cells = cells.get_column_iter().map(|(_, field)| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Long(count) => count.to_string(),
            Field::Double(number) => number.to_string(),
            other => panic!("a field of another type: {other:?}"),
        });
        cells.collect()
    });
    std::iter::once(header).chain(rows).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The same result in all three forms for programs.
fn forms(folder: &Folder, command: &str) -> (Sheet, Value) {
    let sheet = csv(&folder.run(&format!("{command} --format csv")).quietly());
    folder.run(&format!("{command} --format parquet --out r.parquet")).quietly();
    assert_eq!(parquet(folder, "r.parquet"), sheet, "{command}");
    (sheet, json(&folder.run(&format!("{command} --format json")).quietly()))
}

/// The cell of a named column.
fn cell<'a>(sheet: &'a Sheet, row: usize, column: &str) -> &'a str {
    let place =
        sheet[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
    &sheet[row][place]
}

/// Whether a cell says what a value of a document says; nothing is `null`.
#[track_caller]
fn same(cell: &str, value: &Value) {
    match value {
        Value::Null => assert_eq!(cell, ""),
        Value::String(text) => assert_eq!(cell, text),
        Value::Number(number) => {
            let (number, cell) = (number.as_f64().unwrap(), cell.parse::<f64>().unwrap());
            assert!((number - cell).abs() <= 1e-14 * number.abs(), "{cell} {number}");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn scores_agree_in_every_form() {
    let folder = network();
    for by in ["hall,purpose", "hall", "day,touchpoint", "staff", "week", "month,purpose"] {
        let (sheet, document) = forms(&folder, &format!("score s.parquet --by {by}"));
        let groups = document["groups"].as_array().unwrap();
        assert_eq!(groups.len() + 1, sheet.len());
        let mut visits = 0;
        for (place, group) in groups.iter().enumerate() {
            let cell = |column: &str| cell(&sheet, place + 1, column);
            for column in by.split(',') {
                same(cell(column), &group[column]);
            }
            for column in [
                "visits", "moments", "score", "peak_end", "sd", "best", "worst", "first", "end", "mean",
                "trend", "affect",
            ] {
                same(cell(column), &group[column]);
            }
            same(cell("low"), &group["interval"]["low"]);
            same(cell("high"), &group["interval"]["high"]);
            same(cell("shrunk"), &group["shrunk"]["value"]);
            same(cell("shrunk_low"), &group["shrunk"]["interval"]["low"]);
            same(cell("own_share"), &group["shrunk"]["own_share"]);
            for at in group["touchpoints"].as_array().unwrap() {
                let name = at["touchpoint"].as_str().unwrap();
                same(cell(&format!("peaks:{name}")), &at["peaks"]["n"]);
                same(cell(&format!("troughs:{name}")), &at["troughs"]["n"]);
            }
            visits += group["visits"].as_u64().unwrap();
        }
        if !by.contains("staff") && !by.contains("touchpoint") {
            assert_eq!(document["visits"], visits, "every visit is in one group");
        }
    }
}

#[test]
fn the_table_for_people_shows_what_the_sheet_says() {
    let folder = network();
    let (sheet, _) = forms(&folder, "score s.parquet --by hall");
    let table = folder.run("score s.parquet --by hall").quietly();
    for row in 1..sheet.len() {
        let line = table.lines().find(|line| line.starts_with(cell(&sheet, row, "hall"))).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words.contains(&cell(&sheet, row, "visits")), "{line}");
        for column in ["peak_end", "best", "worst", "end", "mean"] {
            let number: f64 = cell(&sheet, row, column).parse().unwrap();
            assert!(
                words.contains(&format!("{number:.2}").replace('-', "−").as_str()),
                "{column} {number}: {line}"
            );
        }
    }
}

#[test]
fn evidence_agrees_in_every_form() {
    let (sheet, document) = forms(&network(), "evidence s.parquet");
    let evidence = &document["evidence"];
    let mut row = 0;
    for (place, model) in evidence["models"].as_array().unwrap().iter().enumerate() {
        for weight in model["weights"].as_array().unwrap() {
            row += 1;
            let cell = |column: &str| cell(&sheet, row, column);
            for column in ["r2", "cv_r2", "gain", "behind_best", "constant"] {
                same(cell(column), &model[column]);
            }
            same(cell("visits"), &evidence["visits"]);
            same(cell("gain_low"), &model["gain_interval"]["low"]);
            same(cell("behind_best_high"), &model["behind_best_interval"]["high"]);
            same(cell("weight"), &weight["value"]);
            same(cell("weight_low"), &weight["interval"]["low"]);
            assert_eq!(cell("chosen") == "yes", evidence["chosen"] == place);
            if cell("chosen") == "yes" {
                same(cell("model"), &document["chosen_model"]);
            }
        }
    }
    assert_eq!(row + 1, sheet.len());
}

#[test]
fn drivers_agree_in_every_form() {
    let folder = network();
    for missing in ["own-effect", "drop-visit"] {
        let command = format!("drivers s.parquet --missing {missing}");
        if folder.run(&command).code != 0 {
            assert_eq!(missing, "drop-visit", "no visit goes through every touchpoint");
            continue;
        }
        let (sheet, document) = forms(&folder, &command);
        let found = document["drivers"]["drivers"].as_array().unwrap();
        assert_eq!(found.len() + 1, sheet.len());
        let mut shares = 0.0;
        for (place, driver) in found.iter().enumerate() {
            let cell = |column: &str| cell(&sheet, place + 1, column);
            let index = driver["touchpoint"].as_u64().unwrap() as usize;
            same(cell("touchpoint"), &document["touchpoints"][index]);
            same(cell("visits"), &driver["n"]);
            for column in ["lmg", "sampling_error", "relative_weight", "performance", "quadrant"] {
                same(cell(column), &driver[column]);
            }
            same(cell("lmg_low"), &driver["lmg_interval"]["low"]);
            same(cell("performance_high"), &driver["performance_interval"]["high"]);
            shares += cell("share_of_r2").parse::<f64>().unwrap();
        }
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    }
}

#[test]
fn every_command_says_the_same_bytes_on_any_number_of_threads() {
    let folder = network();
    for command in [
        "score s.parquet",
        "score s.parquet --by day,staff,touchpoint",
        "evidence s.parquet",
        "drivers s.parquet",
    ] {
        let run = |threads| folder.run(&format!("{command} --format json --threads {threads}")).quietly();
        let alone = run(1);
        assert!([2, 7].iter().all(|threads| run(*threads) == alone), "{command}");
    }
}

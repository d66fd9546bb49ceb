//! The bars: real arrivals, told a day ahead.

use super::super::{Day, Forecast, Method, Past, Settings, forecast};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// The text of a packed table; `None`, said loudly, where the data are not here.
fn read(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(file) = std::fs::File::open(&path) else {
        println!("SKIPPED: {} is not here", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(text)
}

/// Days since 1970-01-01 of a date as in 2003-03-03.
fn number(date: &str) -> i32 {
    let mut parts = date.split('-').map(|part| part.parse::<i32>().unwrap());
    let (year, month, day) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469
}

fn weekday(number: i32) -> u8 {
    (number + 3).rem_euclid(7) as u8
}

/// Adds up rows of a date, the minutes since midnight and a count to days of `per_day` steps.
fn days(rows: impl Iterator<Item = (String, usize, f64)>, per_day: usize) -> BTreeMap<String, Vec<f64>> {
    let mut days: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (date, minute, count) in rows {
        days.entry(date).or_insert_with(|| vec![0.0; per_day])[minute * per_day / 1440] += count;
    }
    days
}

fn past(days: BTreeMap<String, Vec<f64>>, holiday: impl Fn(&str) -> Option<u16>) -> Vec<Past> {
    let date: BTreeMap<i32, &String> = days.keys().map(|date| (number(date), date)).collect();
    let free = |number: i32| date.get(&number).is_some_and(|date| holiday(date).is_some());
    let day = |date: &str| {
        let number = number(date);
        let holiday = holiday(date);
        Day {
            number,
            weekday: weekday(number),
            holiday,
            eve: holiday.is_none() && free(number + 1),
            morrow: holiday.is_none() && free(number - 1),
            ..Day::default()
        }
    };
    days.iter().map(|(date, counts)| Past { day: day(date), counts: counts.clone() }).collect()
}

fn tomorrow(past: &[Past]) -> Day {
    let last = past.last().unwrap().day.number;
    Day { number: last + 1, weekday: weekday(last + 1), ..Day::default() }
}

fn show(name: &str, told: &Forecast) {
    let trial = told.trial.as_ref().unwrap();
    println!("{name}: {} days, {} steps, made by {:?}", trial.days, trial.steps, trial.best);
    for score in &trial.scores {
        println!(
            "  {:?}: WAPE {:.4}  MAE {:.3}  RMSE {:.3}  bias {:.3}  covered {:.4}  width {:.2}",
            score.method, score.wape, score.mae, score.rmse, score.bias, score.covered, score.width
        );
    }
}

fn holds_the_bar(told: &Forecast) {
    let trial = told.trial.as_ref().unwrap();
    let [model, _, mean] = &trial.scores;
    assert_eq!(trial.best, Method::Model);
    assert!(model.wape < mean.wape, "{} {}", model.wape, mean.wape);
    assert!((0.75..=0.85).contains(&model.covered), "{}", model.covered);
}

#[test]
fn half_hours_of_a_bank_are_told_better_than_by_the_last_four_weeks() {
    let Some(text) = read("arrivals/bank-calls-5min.csv.gz") else { return };
    let rows = text.lines().skip(1).map(|line| {
        let (at, count) = line.split_once(',').unwrap();
        let (date, time) = at.split_once(' ').unwrap();
        let minute = time[..2].parse::<usize>().unwrap() * 60 + time[3..5].parse::<usize>().unwrap();
        (date.to_owned(), minute, count.parse().unwrap())
    });
    let past = past(days(rows, 48), |_| None);
    let told =
        forecast(&past, &[tomorrow(&past)], &Settings { holdout_days: Some(60), ..Settings::default() })
            .unwrap();
    show("bank, half-hours", &told);
    holds_the_bar(&told);
}

#[test]
fn hours_of_an_emergency_room_are_told_better_than_by_the_last_four_weeks() {
    let Some(text) = read("arrivals/ed-arrivals-hourly.csv.gz") else { return };
    let mut holidays = BTreeMap::new();
    let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let names = ["xmas", "nyd", "thx", "ind"].map(|name| head.iter().position(|head| *head == name).unwrap());
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        if let Some(name) = names.iter().find(|name| cells[**name] == "1") {
            holidays.insert(cells[6].to_owned(), *name as u16);
        }
        (cells[6].to_owned(), cells[4].parse::<usize>().unwrap() * 60, cells[5].parse().unwrap())
    });
    let days = days(rows, 24);
    let past = past(days, |date| holidays.get(date).copied());
    let told =
        forecast(&past, &[tomorrow(&past)], &Settings { holdout_days: Some(365), ..Settings::default() })
            .unwrap();
    show("emergency room, hours", &told);
    holds_the_bar(&told);
}

/// Ten days of snapshots: two days held out, and one earlier day of the same weekday for the plain forecasts.
#[test]
fn people_waiting_in_warsaw_are_told_better_than_by_the_same_weekday() {
    let Some(text) = read("queues/warsaw-offices.csv.gz") else { return };
    let (mut absolute, mut covered, mut banded, mut steps) = ([0.0; 3], 0.0, 0.0, 0.0);
    let mut few = 0;
    for days in waiting(&text).into_values() {
        let past = past(days, |_| None);
        let settings = Settings { holdout_days: Some(2), ..Settings::default() };
        let Ok(Some(trial)) = forecast(&past, &[tomorrow(&past)], &settings).map(|told| told.trial) else {
            few += 1;
            continue;
        };
        for score in &trial.scores {
            absolute[score.method.at()] += score.mae * trial.steps as f64;
        }
        steps += trial.steps as f64;
        banded += trial.scores[0].banded as f64;
        covered += if trial.scores[0].banded == 0 {
            0.0
        } else {
            trial.scores[0].covered * trial.scores[0].banded as f64
        };
    }
    let [model, median, mean] = absolute.map(|absolute| absolute / steps);
    println!("Warsaw, waiting per quarter, {steps} steps, {few} queues with too little");
    println!("  MAE: model {model:.3}, median {median:.3}, mean {mean:.3}; covered {:.4}", covered / banded);
    assert!(model < median && model < mean);
    assert!((0.75..=0.9).contains(&(covered / banded)));
}

/// People waiting per queue, date and quarter: the mean of the snapshots. The year that was not turned is turned back, and
/// the two holidays on which the displays stood still are left out.
fn waiting(text: &str) -> BTreeMap<String, BTreeMap<String, Vec<f64>>> {
    let mut sums: BTreeMap<(String, String), Vec<(f64, f64)>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let date = cells[1].replace("2020-12", "2019-12");
        if date == "2020-01-01" || date == "2020-01-06" {
            continue;
        }
        let minute = cells[2][..2].parse::<usize>().unwrap() * 60 + cells[2][3..5].parse::<usize>().unwrap();
        let day = sums.entry((cells[3].to_owned(), date)).or_insert_with(|| vec![(0.0, 0.0); 96]);
        day[minute / 15].0 += cells[8].parse::<f64>().unwrap();
        day[minute / 15].1 += 1.0;
    }
    let mut queues: BTreeMap<String, BTreeMap<String, Vec<f64>>> = BTreeMap::new();
    for ((queue, date), steps) in sums {
        let night = |step: usize| !(31..76).contains(&step);
        let mean = |(step, (sum, snapshots)): (usize, &(f64, f64))| match (*snapshots > 0.0, night(step)) {
            (true, _) => sum / snapshots,
            (false, true) => 0.0,
            (false, false) => f64::NAN,
        };
        queues.entry(queue).or_default().insert(date, steps.iter().enumerate().map(mean).collect());
    }
    queues
}

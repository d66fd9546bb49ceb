//! The forecast as people and programs read it: a table, a sheet, a JSON document.

use super::book::What;
use super::calendar::{Calendar, date_of};
use super::network::{Network, Score, Sums, Told};
use super::notes::name;
use super::read::Read;
use crate::ui::figure;
use crate::ui::output::{Columns, Side};
use crate::ui::text::Texts;
use flow::forecast::{Ahead, DayAhead, Factor, Forecast, Method, Standing};
use lake::{Cell, Kind, Sheet};
use serde_json::{Value as Json, json};

/// Rows shown in a terminal.
const SHOWN: usize = 42;

/// All that is shown.
pub(super) struct Shown<'a> {
    pub read: &'a Read,
    pub network: &'a Network,
    pub calendar: &'a Calendar,
    pub notes: &'a [String],
    pub texts: &'a Texts,
}

impl Shown<'_> {
    /// One row a day for people, and what such forecasts were worth.
    pub fn table(&self) -> String {
        let say = |id: &str| self.texts.say(id);
        let mut columns = Columns::new([
            (say("forecast-head-series"), Side::Left),
            (say("forecast-head-day"), Side::Left),
            (say(self.expected_head()), Side::Right),
            (say("forecast-head-interval"), Side::Right),
            (say("forecast-head-baseline"), Side::Right),
            (say("forecast-head-busiest"), Side::Left),
        ]);
        let mut left_out = 0;
        for (row, (told, day)) in self.days().enumerate() {
            if row >= SHOWN {
                left_out += 1;
                continue;
            }
            let series = cut(name(&told.hall, &told.purpose, self.texts));
            let date = self.date(day);
            let cells = match day.standing {
                Standing::Forecast => {
                    let shown = self.per_day(day);
                    let number = |value: f64| self.number(value);
                    let interval = figure::range(shown.low, shown.high, self.texts.language(), number);
                    [number(shown.expected), interval, number(shown.baseline), self.busiest(day)]
                }
                Standing::Closed => [say("forecast-closed"), String::new(), String::new(), String::new()],
                Standing::Unseen => [say("forecast-unseen"), String::new(), String::new(), String::new()],
            };
            columns.push([vec![series, date], cells.to_vec()].concat());
        }
        let mut text = format!("{}\n", columns.show());
        if left_out > 0 {
            text += &format!("{}\n", self.texts.say_with("forecast-more-rows", &[("rows", left_out.into())]));
        }
        text + &self.summary()
    }

    /// What made the forecasts and what such ones were worth, a sentence each.
    pub fn summary(&self) -> String {
        let Some(score) = &self.network.score else {
            return format!("{}\n", self.texts.say("forecast-no-trial"));
        };
        format!("{}\n{}\n", self.made_by(score), self.worth(score))
    }

    pub fn made_by(&self, score: &Score) -> String {
        let [model, median, mean] = score.makes;
        let args = [("model", model.into()), ("median", median.into()), ("mean", mean.into())];
        self.texts.say_with("forecast-made-by", &args)
    }

    pub fn worth(&self, score: &Score) -> String {
        let language = self.texts.language();
        let percent = |value: f64| figure::percent(value, 1, language);
        let mae = |at: usize| figure::decimal(score.of[at].mae(), 2);
        self.texts.say_with(
            "forecast-worth",
            &[
                ("first", date_of(score.span.0).to_string().into()),
                ("last", date_of(score.span.1).to_string().into()),
                ("steps", score.steps.into()),
                ("model", percent(score.of[0].wape()).into()),
                ("median", percent(score.of[1].wape()).into()),
                ("mean", percent(score.of[2].wape()).into()),
                ("model_mae", mae(0).into()),
                ("median_mae", mae(1).into()),
                ("mean_mae", mae(2).into()),
                ("covered", percent(score.used.covered()).into()),
            ],
        )
    }

    /// The steps for programs: `hall,purpose,start,expected,low,high,baseline`, local times.
    pub fn sheet(&self) -> Sheet {
        let texts = ["hall", "purpose", "start"].map(|name| (name.to_owned(), Kind::Text));
        let figures = ["expected", "low", "high", "baseline"].map(|name| (name.to_owned(), Kind::Number));
        let mut sheet = Sheet::new(texts.into_iter().chain(figures));
        for (told, forecast) in self.forecasts() {
            let open = open_steps(forecast);
            for day in forecast.days.iter().filter(|day| !day.steps.is_empty()) {
                for at in open.clone() {
                    let step = &day.steps[at];
                    let text = |text: &str| Cell::Text(text.to_owned());
                    let mut row =
                        vec![text(&told.hall), text(&told.purpose), Cell::Text(self.start(day, at))];
                    row.extend(
                        [step.expected, step.low, step.high, step.baseline]
                            .map(|value| Cell::Number(rounded(value))),
                    );
                    sheet.push(row);
                }
            }
        }
        sheet
    }

    /// All of it as one document.
    pub fn json(&self, file: &str) -> serde_json::Result<String> {
        let what = match self.read.book.what {
            What::Arrivals => "arrivals",
            What::Waiting => "waiting",
        };
        let sums = |sums: &Sums| {
            json!({
                "wape": finite(sums.wape()), "mae": finite(sums.mae()), "rmse": finite(sums.rmse()),
                "covered": finite(sums.covered()),
            })
        };
        let score = self.network.score.as_ref().map(|score| {
            json!({
                "series": score.series, "steps": score.steps,
                "first": date_of(score.span.0).to_string(), "last": date_of(score.span.1).to_string(),
                "model": sums(&score.of[0]), "median": sums(&score.of[1]), "mean": sums(&score.of[2]),
                "used": sums(&score.used),
                "made_by": { "model": score.makes[0], "median": score.makes[1], "mean": score.makes[2] },
            })
        });
        serde_json::to_string_pretty(&json!({
            "file": file,
            "what": what,
            "step_minutes": self.read.book.step.minutes(),
            "rows": self.read.rows,
            "rejected": self.read.rejects.total(),
            "share": 0.8,
            "holdout": score,
            "notes": self.notes,
            "series": self.network.told.iter().map(|told| self.series(told)).collect::<Vec<_>>(),
        }))
    }

    fn series(&self, told: &Told) -> Json {
        let Ok(forecast) = &told.outcome else {
            return json!({ "hall": told.hall, "purpose": told.purpose, "too_little": true, "days": [] });
        };
        let open = open_steps(forecast);
        let ahead = |ahead: &Ahead| {
            let Ahead { expected, low, high, baseline } = ahead;
            json!({
                "expected": rounded(*expected), "low": rounded(*low), "high": rounded(*high),
                "baseline": rounded(*baseline),
            })
        };
        let day = |day: &DayAhead| {
            let steps: Vec<Json> = match day.standing {
                Standing::Forecast => open
                    .clone()
                    .map(|at| {
                        let mut step = ahead(&day.steps[at]);
                        step["start"] = self.start(day, at).into();
                        step
                    })
                    .collect(),
                _ => Vec::new(),
            };
            let mut shown = ahead(&day.total);
            shown["date"] = date_of(day.day.number).to_string().into();
            shown["standing"] = standing(day.standing).into();
            shown["steps"] = steps.into();
            shown
        };
        json!({
            "hall": told.hall,
            "purpose": told.purpose,
            "made_by": method(forecast.method),
            "known_days": forecast.known_days,
            "gaps": forecast.gaps.iter().map(|day| date_of(*day).to_string()).collect::<Vec<_>>(),
            "empty_days": forecast.empty_days.iter().map(|day| date_of(*day).to_string()).collect::<Vec<_>>(),
            "holdout": forecast.trial.as_ref().map(|trial| {
                let scores = trial.scores.iter().map(|score| json!({
                    "method": method(score.method), "mae": finite(score.mae), "wape": finite(score.wape),
                    "rmse": finite(score.rmse), "bias": finite(score.bias), "covered": finite(score.covered),
                    "width": finite(score.width),
                }));
                json!({
                    "first": date_of(trial.span.0).to_string(), "last": date_of(trial.span.1).to_string(),
                    "days": trial.days, "steps": trial.steps, "days_ahead": trial.horizons,
                    "scores": scores.collect::<Vec<_>>(),
                })
            }),
            "effects": self.effects(forecast),
            "days": forecast.days.iter().map(day).collect::<Vec<_>>(),
        })
    }

    fn effects(&self, forecast: &Forecast) -> Json {
        let effects = &forecast.effects;
        let factor = |factor: &Factor| {
            let (low, high) = bounds(factor);
            json!({ "times": rounded(factor.times), "low": rounded(low), "high": rounded(high), "days": factor.days })
        };
        let holidays = effects
            .holidays
            .iter()
            .map(|(name, times)| json!({ "name": self.calendar.name(*name), "times": rounded(*times) }));
        json!({
            "weekdays": effects.weekdays.iter().map(|of| of.as_ref().map(factor)).collect::<Vec<_>>(),
            "holiday": factor(&effects.holiday), "day_before_holiday": factor(&effects.eve),
            "day_after_holiday": factor(&effects.morrow), "pay_day": factor(&effects.pay_day),
            "month_end": factor(&effects.month_end), "holidays": holidays.collect::<Vec<_>>(),
            "day_to_day": rounded(effects.day_sd),
        })
    }

    /// The series that are forecast.
    pub fn forecasts(&self) -> impl Iterator<Item = (&Told, &Forecast)> {
        self.network.told.iter().filter_map(|told| Some((told, told.outcome.as_ref().ok()?)))
    }

    fn days(&self) -> impl Iterator<Item = (&Told, &DayAhead)> {
        self.forecasts().flat_map(|(told, forecast)| forecast.days.iter().map(move |day| (told, day)))
    }

    /// What is told of a whole day: the sum of those who arrive; of those who wait, the mean over the open steps.
    pub fn per_day(&self, day: &DayAhead) -> Ahead {
        let steps = day.steps.iter().filter(|step| step.expected > 0.0).count().max(1) as f64;
        match self.read.book.what {
            What::Arrivals => day.total,
            What::Waiting => Ahead {
                expected: day.total.expected / steps,
                low: day.total.low / steps,
                high: day.total.high / steps,
                baseline: day.total.baseline / steps,
            },
        }
    }

    /// The head of the column of what is expected a day.
    pub fn expected_head(&self) -> &'static str {
        match self.read.book.what {
            What::Arrivals => "forecast-head-arrivals",
            What::Waiting => "forecast-head-waiting",
        }
    }

    /// The step with the most, and how many.
    pub fn busiest(&self, day: &DayAhead) -> String {
        let most = day.steps.iter().enumerate().max_by(|a, b| a.1.expected.total_cmp(&b.1.expected));
        most.map_or_else(String::new, |(at, step)| {
            format!("{} · {}", self.clock(at), self.number(step.expected))
        })
    }

    pub fn number(&self, value: f64) -> String {
        if value >= 100.0 { figure::grouped(value.round()) } else { figure::decimal(value, 1) }
    }

    /// The date with its weekday.
    pub fn date(&self, day: &DayAhead) -> String {
        let weekday = self.texts.say(WEEKDAYS[usize::from(day.day.weekday.min(6))]);
        let mut text = format!("{} {weekday}", date_of(day.day.number));
        if let Some(holiday) = day.day.holiday {
            text += &format!(" {}", self.calendar.name(holiday));
        }
        text
    }

    /// The time at which a step begins.
    pub fn clock(&self, at: usize) -> String {
        let minute = at * usize::from(self.read.book.step.minutes());
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    fn start(&self, day: &DayAhead, at: usize) -> String {
        format!("{}T{}", date_of(day.day.number), self.clock(at))
    }
}

/// Names of the weekdays, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = [
    "forecast-monday",
    "forecast-tuesday",
    "forecast-wednesday",
    "forecast-thursday",
    "forecast-friday",
    "forecast-saturday",
    "forecast-sunday",
];

/// From the first to the last step at which anybody is expected on any day.
pub(super) fn open_steps(forecast: &Forecast) -> std::ops::Range<usize> {
    let some = |step: &Ahead| step.expected > 0.0 || step.baseline > 0.0;
    let first = forecast.days.iter().filter_map(|day| day.steps.iter().position(some)).min();
    let last = forecast.days.iter().filter_map(|day| day.steps.iter().rposition(some)).max();
    first.zip(last).map_or(0..0, |(first, last)| first..last + 1)
}

/// The 80 % interval of an effect.
pub(super) fn bounds(factor: &Factor) -> (f64, f64) {
    const Z: f64 = 1.2816;
    let away = (Z * factor.log_sd).exp();
    (factor.times / away, factor.times * away)
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Forecast => "forecast",
        Standing::Closed => "closed",
        Standing::Unseen => "weekday_never_seen",
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Model => "model",
        Method::Median => "median",
        Method::Mean => "mean",
    }
}

/// A name that leaves room for figures.
fn cut(name: String) -> String {
    const MOST: usize = 44;
    if name.chars().count() <= MOST {
        return name;
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}

/// To a thousandth.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A number to a millionth; JSON knows no `NaN`.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then(|| (value * 1e6).round() / 1e6)
}

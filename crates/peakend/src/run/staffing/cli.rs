//! `peakend staff`: counters for one load, or for each step of a table of arrivals.

use super::asked::TermsArgs;
use super::day::Day;
use super::read::{self, Given};
use super::report;
use super::single::Single;
use super::words::wants;
use crate::Error;
use crate::run::twin::hall_file::law::duration;
use crate::score::reading::tell_encoding;
use crate::ui::figure;
use crate::ui::output::{Output, OutputArgs, note, put};
use crate::ui::text::Texts;
use crate::ui::zone::zone;
use flow::staffing::{Crowd, Trial};
use flow::theory::{Demand, Fault, Quantity, Wants};
use std::path::PathBuf;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A table of arrivals by step of the day.
    #[arg(value_name = "TABLE")]
    pub table: Option<PathBuf>,
    /// Arrivals in an hour, instead of a table.
    #[arg(long, value_name = "N", conflicts_with = "table")]
    pub rate_per_hour: Option<f64>,
    /// Mean time of a service.
    #[arg(long, value_name = "TIME")]
    pub service: Option<String>,
    /// Mean time after which people give up.
    #[arg(long, value_name = "TIME")]
    pub patience: Option<String>,
    /// What is to be kept.
    #[command(flatten)]
    pub terms: TermsArgs,
    /// A number of counters to tell about.
    #[arg(long, value_name = "N", conflicts_with = "table", value_parser = clap::value_parser!(u32).range(1..))]
    pub counters: Option<u32>,
    /// Purposes that share counters.
    #[arg(long, value_name = "PURPOSES")]
    pub together: Vec<String>,
    /// Plan for the upper end of the forecast.
    #[arg(long)]
    pub high: bool,
    /// Length of a step.
    #[arg(long, value_name = "TIME")]
    pub step: Option<String>,
    /// Zone of the table's times.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Simulate so many days, and add counters where the target is missed.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub simulate: Option<u32>,
    /// The same seed gives the same days.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The result and the report.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Rounds of adding counters, at most: more are needed only where people do not fit at all.
const ROUNDS: u32 = 100;

/// Faults listed before the rest is only counted.
const LISTED: usize = 20;

/// Runs the command.
///
/// # Errors
/// The command line or the table cannot be used, or the result not be written.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let output = args.output.output();
    output.ready()?;
    if args.table.is_some() { day(args, &output, texts) } else { single(args, &output, texts) }
}

fn single(args: &Args, output: &Output<'_>, texts: &Texts) -> Result<(), Error> {
    let Some(rate) = args.rate_per_hour else {
        return Err(Error::Needs { option: "staff", needs: "TABLE | --rate-per-hour N" });
    };
    // said here, as clap drops what an option requires where that is in conflict with another
    let of_a_table = [
        ("--together", !args.together.is_empty()),
        ("--high", args.high),
        ("--step", args.step.is_some()),
        ("--zone", args.zone.is_some()),
        ("--simulate", args.simulate.is_some()),
        ("--report", args.output.report.is_some()),
    ];
    if let Some((option, _)) = of_a_table.into_iter().find(|(_, given)| *given) {
        return Err(Error::Needs { option, needs: "TABLE" });
    }
    let service_s = seconds("--service", args.service.as_ref(), texts)?
        .ok_or(Error::Needs { option: "--rate-per-hour", needs: "--service TIME" })?;
    let patience_s = seconds("--patience", args.patience.as_ref(), texts)?;
    let terms = args.terms.terms(texts)?;
    let load = rate / 3600.0 * service_s;
    if load > read::MOST_LOAD {
        let busy = if load < 1e15 { figure::grouped(load.round()) } else { shown(load) };
        let why = texts.say_with(
            "staffing-wants-fewer",
            &[("load", busy.into()), ("most", figure::grouped(read::MOST_LOAD).into())],
        );
        return Err(Error::BadValue { option: "--rate-per-hour", value: shown(rate), why });
    }
    let answer = || {
        let variation = Wants::ZeroOrMore.of(Quantity::Variation, args.terms.variation)?;
        let crowd = Crowd { demand: Demand::new(rate / 3600.0, service_s)?, patience_s, variation };
        Single::of(crowd, terms, args.counters)
    };
    let answer = answer().map_err(|fault| told(args, fault, texts))?;
    output.give(|| answer.table(texts), || answer.json(), || answer.sheet())
}

fn day(args: &Args, output: &Output<'_>, texts: &Texts) -> Result<(), Error> {
    let Some(file) = &args.table else { return Ok(()) };
    let terms = args.terms.terms(texts)?;
    let variation = Wants::ZeroOrMore.of(Quantity::Variation, args.terms.variation);
    let given = Given {
        service_s: seconds("--service", args.service.as_ref(), texts)?,
        patience_s: seconds("--patience", args.patience.as_ref(), texts)?,
        step_s: seconds("--step", args.step.as_ref(), texts)?,
        zone: zone(args.zone.as_deref(), texts)?,
        variation: variation.map_err(|fault| told(args, fault, texts))?,
        high: args.high,
    };
    let (read, chinese) = read::read(file, &given)?;
    if chinese {
        note(&tell_encoding(file, texts));
    }
    let arrivals = match read {
        Ok(arrivals) => arrivals,
        Err(faults) => {
            faults.iter().take(LISTED).for_each(|fault| note(&fault.tell(texts)));
            return Err(Error::refused(crate::RefusalKind::Invalid, "staffing-error-rows")
                .with("count", faults.len()));
        }
    };
    let mut day = Day::of(arrivals, terms, &args.together, texts)?;
    if let Some(days) = args.simulate {
        day.simulate(Trial { seed: args.seed, days, rounds: ROUNDS }, texts)?;
    }
    if let Some(to) = &args.output.report {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        put(Some(to), report::render(&day, &name, texts)?.as_bytes())?;
        if args.output.is_shown() {
            let written = texts.say_with("cli-report-written", &[("file", to.display().to_string().into())]);
            return put(None, format!("{}\n{written}\n", day.sentences(texts).join("\n")).as_bytes());
        }
    }
    output.give(|| day.table(texts), || day.json(), || day.sheet())
}

/// A number as it may have been typed: what is beyond all bounds not digit by digit.
fn shown(value: f64) -> String {
    if value.abs() < 1e15 { value.to_string() } else { format!("{value:e}") }
}

/// A time above zero as typed.
fn seconds(option: &'static str, value: Option<&String>, texts: &Texts) -> Result<Option<f64>, Error> {
    let Some(value) = value else { return Ok(None) };
    let read = duration(value).filter(|seconds| *seconds > 0.0);
    let why = || texts.say("staffing-time-how");
    read.map(Some).ok_or_else(|| Error::BadValue { option, value: value.clone(), why: why() })
}

/// A number that cannot be worked with, by the option that it came from.
fn told(args: &Args, fault: Fault, texts: &Texts) -> Error {
    let (option, value) = match fault.quantity {
        Quantity::Arrivals | Quantity::Load => ("--rate-per-hour", args.rate_per_hour.map(shown)),
        Quantity::Service => ("--service", args.service.clone()),
        Quantity::Patience => ("--patience", args.patience.clone()),
        Quantity::Variation => ("--variation", Some(shown(args.terms.variation))),
        Quantity::Counters => ("--counters", args.counters.map(|counters| counters.to_string())),
        _ => ("--target", Some(args.terms.target.clone())),
    };
    Error::BadValue { option, value: value.unwrap_or_default(), why: wants(fault, texts) }
}

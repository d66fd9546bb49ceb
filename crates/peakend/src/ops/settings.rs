//! `peakend config`: what is in force, and where each value comes from.

use super::DataArgs;
use crate::Error;
use crate::config::{Fault, InForce, Origin};
use crate::ui::output::{Columns, Side, note, put};
use crate::ui::text::Texts;

/// The command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only says whether the settings can be used.
    #[arg(long)]
    pub check: bool,
    /// Form of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Form,
    /// Where the settings are.
    #[command(flatten)]
    pub data: DataArgs,
}

/// The form in which settings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Form {
    /// For people.
    #[default]
    Table,
    /// A list of objects.
    Json,
    /// A file of settings.
    Toml,
}

/// Runs the command.
///
/// # Errors
/// A setting cannot be read or meant.
pub fn run(args: &Args, texts: &Texts) -> Result<(), Error> {
    let force = args.data.layers().read().map_err(Error::Settings)?;
    let text = match args.format {
        _ if args.check => format!("{}\n", texts.say("ops-settings-good")),
        Form::Table => table(&force, texts),
        Form::Json => json(&force),
        Form::Toml => toml(&force, texts),
    };
    put(None, text.as_bytes())
}

/// Says every fault of the settings on standard error.
pub(crate) fn tell(faults: &[Fault], texts: &Texts) {
    let red = anstyle::Style::new().fg_color(Some(anstyle::AnsiColor::Red.into()));
    let word = texts.say("cli-fault");
    for fault in faults {
        note(&format!("{red}{word}{red:#} {}", fault.tell(texts)));
    }
}

fn origin(origin: &Origin, texts: &Texts) -> String {
    if *origin == Origin::Default { texts.say("ops-origin-default") } else { origin.to_string() }
}

fn table(force: &InForce, texts: &Texts) -> String {
    let heads =
        ["ops-head-setting", "ops-head-value", "ops-head-origin"].map(|id| (texts.say(id), Side::Left));
    let mut columns = Columns::new(heads);
    for (key, value, from) in force.each() {
        columns.push(vec![key.to_owned(), value.toml(), origin(from, texts)]);
    }
    columns.show()
}

fn json(force: &InForce) -> String {
    let settings: Vec<_> = force
        .each()
        .map(|(key, value, from)| serde_json::json!({"key": key, "value": value.json(), "from": from.to_string()}))
        .collect();
    format!("{:#}\n", serde_json::Value::from(settings))
}

fn toml(force: &InForce, texts: &Texts) -> String {
    let (mut text, mut now) = (String::new(), "");
    for (key, value, from) in force.each() {
        let (section, name) = key.split_once('.').unwrap_or(("", key));
        if section != now {
            let gap = if now.is_empty() { "" } else { "\n" };
            text += &format!("{gap}[{section}]\n");
            now = section;
        }
        text += &format!("{name} = {} # {}\n", value.toml(), origin(from, texts));
    }
    text
}

//! `cargo xtask demo`: from a fresh checkout to a network of halls that is alive, or to a report of a simulated one.

use std::path::PathBuf;

use crate::clock::{Stopwatch, lasted};
use crate::house::House;
use crate::{Outcome, shell, web};

/// Builds what is missing, then runs the demo: `report` writes a report, anything else goes to `peakend demo`.
pub(crate) fn run(house: &House, rest: &[String]) -> Outcome<()> {
    if rest.first().is_some_and(|word| word == "report") {
        return report(house, &rest[1..]);
    }
    web::assets(house)?;
    house.build()?;
    // Ctrl-C reaches the server too, which stops by itself; dying first would leave it talking to nobody.
    ctrlc::set_handler(|| {}).map_err(|fault| format!("cannot hear Ctrl-C: {fault}"))?;
    shell::run(shell::command(house.program()).arg("demo").args(rest))
}

/// Simulates a network, scores it and writes the report.
fn report(house: &House, rest: &[String]) -> Outcome<()> {
    let wish = Wish::parse(rest)?;
    let watch = Stopwatch::start();
    web::assets(house)?;
    house.build()?;
    let folder = house.target.join("demo");
    std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
    let network = folder.join("network.parquet");
    let out = wish.out.unwrap_or_else(|| house.root.join("report.html"));
    shell::run(shell::command(house.program()).arg("sample").arg("--out").arg(&network))?;
    let mut score = shell::command(house.program());
    // the simulated halls are in China
    score.arg("score").arg(&network).args(["--zone", "Asia/Shanghai"]).arg("--report").arg(&out);
    if let Some(lang) = wish.lang {
        score.args(["--lang", &lang]);
    }
    shell::run(&mut score)?;
    if !out.is_file() {
        return Err(format!("`peakend score` ended well but left no report at {}", out.display()));
    }
    println!("\nThe report, after {}: {}", lasted(watch.seconds()), out.display());
    println!("Open it in any browser; it needs no network.");
    Ok(())
}

#[derive(Debug, Default, PartialEq)]
struct Wish {
    out: Option<PathBuf>,
    lang: Option<String>,
}

impl Wish {
    fn parse(words: &[String]) -> Outcome<Self> {
        let mut wish = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().cloned().ok_or_else(|| format!("`{word}` needs a value"));
            match word.as_str() {
                "--out" => wish.out = Some(PathBuf::from(value()?)),
                "--lang" => wish.lang = Some(value()?),
                other => {
                    return Err(format!("`demo report` knows --out FILE and --lang LANGUAGE, not `{other}`"));
                }
            }
        }
        Ok(wish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_passes_through_and_a_missing_value_is_named() {
        let wish = Wish::parse(&["--lang".into(), "en".into()]).unwrap();
        assert_eq!(wish, Wish { out: None, lang: Some("en".into()) });
        assert_eq!(Wish::parse(&["--out".into()]).unwrap_err(), "`--out` needs a value");
    }
}

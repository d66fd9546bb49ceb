//! How long something is, as people read it.

use crate::ui::figure;
use crate::ui::text::Texts;

/// Seconds as people read them: `12 s`, `3 min 20 s`, `1 h`, `1 h 5 min`.
pub fn span(seconds: f64, texts: &Texts) -> String {
    if !seconds.is_finite() {
        return figure::NONE.to_owned();
    }
    let whole = seconds.round();
    let say = |id: &str, a: f64, b: f64| {
        texts.say_with(id, &[("a", figure::grouped(a).into()), ("b", figure::grouped(b).into())])
    };
    if seconds > 0.0 && seconds < 9.95 {
        return texts.say_with("cli-span-s", &[("a", figure::decimal(seconds, 1).into())]);
    }
    match whole {
        s if s < 60.0 => say("cli-span-s", s, 0.0),
        s if s < 3600.0 && s % 60.0 == 0.0 => say("cli-span-minutes", s / 60.0, 0.0),
        s if s < 3600.0 => say("cli-span-min", (s / 60.0).floor(), s % 60.0),
        s if s % 3600.0 < 60.0 => say("cli-span-hours", (s / 3600.0).floor(), 0.0),
        s => say("cli-span-h", (s / 3600.0).floor(), (s % 3600.0 / 60.0).floor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn a_span_is_said_in_the_readers_units() {
        let said = |language| {
            let texts = Texts::of(language);
            [1.5, 45.0, 600.0, 200.0, 3600.0, 3900.0].map(|s| span(s, &texts))
        };
        assert_eq!(said(Language::En), ["1.5 s", "45 s", "10 min", "3 min 20 s", "1 h", "1 h 5 min"]);
        assert_eq!(
            said(Language::ZhCn),
            ["1.5 秒", "45 秒", "10 分钟", "3 分 20 秒", "1 小时", "1 小时 5 分"]
        );
    }
}

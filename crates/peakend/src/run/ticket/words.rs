//! What is told on a ticket, in words and small pictures.

use crate::config::Config;
use crate::kernel::Instant;
use crate::run::hall::Plan;
use crate::ui::text::Texts;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use flow::wait::{Minutes, Told, told_minutes};
use std::fmt::Write as _;

/// A wait as it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Wait {
    /// It cannot be said: no counter is open, say.
    Unknown,
    /// From here to there, in seconds.
    Between {
        /// At least.
        low_s: f64,
        /// At most.
        high_s: f64,
    },
}

/// A wait that begins before this and ends after [`LATE_S`] says nothing, in seconds.
const SOON_S: f64 = 5.0 * 60.0;
/// See [`SOON_S`].
const LATE_S: f64 = 30.0 * 60.0;

impl Wait {
    /// What the estimators say.
    pub(crate) fn of(told: &Told) -> Self {
        told.tell().known().map_or(Self::Unknown, |told| Self::between(told.low_s, told.high_s))
    }

    /// Between these, in seconds. From almost nothing to more than half an hour says nothing, as in a hall that knows little
    /// of itself yet: then it is honest to say that it is not known.
    pub(crate) fn between(low_s: f64, high_s: f64) -> Self {
        if low_s < SOON_S && high_s > LATE_S {
            return Self::Unknown;
        }
        Self::Between { low_s, high_s }
    }

    /// In whole minutes, if it is known.
    pub(crate) fn minutes(self) -> Option<Minutes> {
        match self {
            Self::Unknown => None,
            Self::Between { low_s, high_s } => told_minutes(low_s, high_s),
        }
    }

    /// In words: `约 8–14 分钟`.
    pub(crate) fn say(self, t: &Texts) -> String {
        match self.minutes() {
            None => t.say("ticket-wait-unknown"),
            Some(Minutes::LessThanOne) => t.say("ticket-wait-less"),
            Some(Minutes::Between { low, high }) if low == high => t.with("ticket-wait-one", "minutes", low),
            Some(Minutes::Between { low, high }) => {
                t.say_with("ticket-wait-between", &[("low", low.into()), ("high", high.into())])
            }
            Some(Minutes::FromToOverTwoHours { low }) => t.with("ticket-wait-from", "low", low),
            Some(Minutes::OverTwoHours) => t.say("ticket-wait-over"),
        }
    }
}

/// The wait as a line from now on; places are those of the drawing, 20 to 300.
pub(crate) struct Timeline {
    /// What the picture says.
    pub label: String,
    /// Where the interval begins.
    pub x: f64,
    /// Its width.
    pub width: f64,
    /// The middle of its words.
    pub words_x: f64,
    /// From when to when.
    pub words: String,
    /// Now.
    pub start: String,
    /// The end of the line.
    pub end: String,
}

impl Timeline {
    /// The line of a wait of at most two hours; none for what is not known or longer.
    pub(crate) fn of(t: &Texts, plan: &Plan, wait: Wait, now: Instant) -> Option<Self> {
        let (low, high) = match wait.minutes()? {
            Minutes::LessThanOne => (0, 1),
            Minutes::Between { low, high } => (low, high.max(low + 1)),
            Minutes::FromToOverTwoHours { .. } | Minutes::OverTwoHours => return None,
        };
        let most = (f64::from(high) * 1.25).ceil().max(5.0);
        let x = |minutes: f64| (20.0 + 280.0 * minutes / most).round();
        let clock = |minutes: f64| local_minute(plan, now.plus_seconds((minutes * 60.0) as i64));
        let (from, to) = (x(f64::from(low)), x(f64::from(high)));
        Some(Self {
            label: wait.say(t),
            x: from,
            width: to - from,
            words_x: f64::midpoint(from, to).clamp(60.0, 260.0),
            words: format!("{}–{}", clock(f64::from(low)), clock(f64::from(high))),
            start: t.with("ticket-now", "time", clock(0.0)),
            end: clock(most),
        })
    }
}

/// The local time of day: `9:24`.
pub(crate) fn local_minute(plan: &Plan, at: Instant) -> String {
    let local = at.local(&plan.zone);
    of_day(u32::from(local.hour().unsigned_abs()) * 60 + u32::from(local.minute().unsigned_abs()))
}

fn of_day(minute: u32) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// When a closed hall opens next.
pub(crate) struct Opening;

impl Opening {
    /// In words: `明天 9:00 开门`; nothing if it does not open within two weeks, or is shut by hand.
    pub(crate) fn say(t: &Texts, plan: &Plan, now: Instant) -> String {
        if let Some((_, why)) = &plan.shut {
            return if why.is_empty() { t.say("ticket-closed-by-hand") } else { why.clone() };
        }
        let local = now.local(&plan.zone);
        let minute =
            u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or_default();
        let mut date = local.date();
        for days in 0..14 {
            let opens =
                plan.hours_of(date).iter().map(|[from, _]| *from).find(|from| days > 0 || *from > minute);
            if let Some(opens) = opens {
                let time = of_day(opens.into());
                return match days {
                    0 => t.with("ticket-opens-today", "time", time),
                    1 => t.with("ticket-opens-tomorrow", "time", time),
                    _ => t.say_with(
                        "ticket-opens-on",
                        &[("day", weekday(t, date).into()), ("time", time.into())],
                    ),
                };
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        String::new()
    }
}

fn weekday(t: &Texts, date: jiff::civil::Date) -> String {
    t.say(&format!("ticket-weekday-{}", date.weekday().to_monday_one_offset()))
}

/// The hours of the seven days from today, day by day.
pub(crate) fn week(t: &Texts, plan: &Plan, now: Instant) -> Vec<(String, String)> {
    let today = now.local(&plan.zone).date();
    today
        .series(jiff::Span::new().days(1))
        .take(7)
        .map(|date| {
            let hours: Vec<String> = plan
                .hours_of(date)
                .iter()
                .map(|[from, to]| format!("{}–{}", of_day((*from).into()), of_day((*to).into())))
                .collect();
            let hours = if hours.is_empty() { t.say("ticket-day-closed") } else { hours.join("  ") };
            (weekday(t, date), hours)
        })
        .collect()
}

/// What somebody typed, without control characters, cut to a length that a screen can show.
pub(crate) fn clean(text: &str, most: usize) -> String {
    let kept: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect();
    kept.trim().to_owned()
}

/// An address of this server as a phone can open it: the public one that is set, or the name under which the page itself
/// was asked for.
pub(crate) fn address(config: &Config, headers: &HeaderMap, path: &str) -> String {
    if let Some(url) = &config.public_url {
        return format!("{url}{path}");
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    format!("{scheme}://{host}{path}")
}

/// A text as a QR code (ISO/IEC 18004), drawn as one path; empty if it is too long for one.
pub(crate) fn qr(text: &str) -> String {
    let Ok(code) = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium) else {
        return String::new();
    };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    format!(
        r##"<svg viewBox="-4 -4 {0} {0}" shape-rendering="crispEdges" aria-hidden="true"><rect x="-4" y="-4" width="{0}" height="{0}" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##,
        size + 8
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn what_is_typed_loses_control_characters_and_excess() {
        assert_eq!(clean("\u{0}a\u{7}b\r\n", 10), "a b");
        assert_eq!(clean(&"好".repeat(300), 200).chars().count(), 200);
    }

    #[test]
    fn a_wait_is_told_in_whole_minutes_that_promise_no_more_than_is_known() {
        let t = Texts::shared(Language::En);
        assert_eq!(Wait::Between { low_s: 470.0, high_s: 790.0 }.say(t), "about 7–14 minutes");
        assert_eq!(Wait::Between { low_s: 0.0, high_s: 30.0 }.say(t), "less than a minute");
    }

    #[test]
    fn a_wait_from_nothing_to_more_than_half_an_hour_is_not_known() {
        let t = Texts::shared(Language::En);
        assert_eq!(Wait::between(60.0, 2100.0).say(t), "the wait cannot be told yet");
        assert_eq!(Wait::between(60.0, 900.0).say(t), "about 1–15 minutes");
        assert_eq!(Wait::between(900.0, 2400.0).say(t), "about 15–40 minutes");
    }

    #[test]
    fn a_qr_code_is_square_and_has_its_quiet_zone() {
        let code = qr("https://example.org/t/0123456789abcdefghjkmnpq");
        assert!(code.starts_with("<svg viewBox=\"-4 -4 "), "{code}");
        assert!(code.contains("M0 0h1v1h-1z"), "the finder pattern begins in the corner");
    }
}

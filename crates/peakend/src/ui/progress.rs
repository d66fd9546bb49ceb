//! Progress for anything that takes longer than two seconds, and the wish to stop it.

use crate::ui::text::Texts;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(2);

static STOPPED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C asks the work to stop, so that nothing half-written stays behind; a second one kills.
pub fn stop_on_interrupt() {
    // Without a handler Ctrl-C kills at once, which is what a second press does too.
    let _ = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether the user asked to stop.
pub fn stopped() -> bool {
    STOPPED.load(Ordering::Relaxed)
}

/// Shows how far a piece of work is: share, rate and time left, on a terminal's standard error only.
pub struct Progress {
    what: String,
    began: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Begins; nothing is shown for two seconds.
    #[expect(clippy::disallowed_methods, reason = "progress measures how long the user has been waiting")]
    pub fn begin(what: &str, texts: &Texts) -> Self {
        Self { what: texts.say(what), began: Instant::now(), bar: OnceLock::new() }
    }

    /// Says how much is done; false = stop.
    pub fn tell(&self, done: u64, total: u64) -> bool {
        if self.began.elapsed() > PATIENCE {
            let bar = self.bar.get_or_init(|| {
                let bar = ProgressBar::new(total)
                    .with_message(self.what.clone())
                    .with_elapsed(self.began.elapsed());
                let style = "{msg} {wide_bar} {percent}% · {per_sec} · {eta}";
                bar.set_style(
                    ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
                );
                bar
            });
            bar.set_position(done);
        }
        !stopped()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

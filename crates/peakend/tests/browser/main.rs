//! What people see, in a real browser: the hall from the kiosk to the manager, and the report.
//!
//! `cargo xtask test` sets `PEAKEND_CHROMIUM` and `PEAKEND_CHROMEDRIVER`. Without them the tests say `SKIPPED:` and
//! pass, except in CI, where they fail. `PEAKEND_BROWSER_KEEP=DIR` keeps the pages and a picture of each.

mod driver;
#[path = "../../src/score/report/fixture.rs"]
mod fixture;
mod hall;
mod pages;
mod report;
mod town;

use peakend::score;
use std::time::Duration;

/// Widths in CSS pixels: a small phone, a tablet, a desk.
const WIDTHS: [u32; 3] = [360, 768, 1440];

/// How long a page may take to settle.
const PATIENCE: Duration = Duration::from_secs(20);

//! The report: drawn, walkable, narrow and wide, light and dark.

use crate::driver::{self, Browser, Outcome};
use crate::score;
use crate::{WIDTHS, fixture};
use peakend::ui::text::Language;
use std::path::PathBuf;

#[tokio::test]
async fn the_report_is_drawn_everywhere_and_nothing_overflows() -> Outcome {
    let Some(browser) = Browser::start().await? else { return Ok(()) };
    for (language, url) in pages("month", &fixture::month())? {
        for dark in [false, true] {
            for width in WIDTHS {
                let name = format!("{}-{}-{width}", language.tag(), if dark { "dark" } else { "light" });
                browser.show(&url, width, dark).await?;
                assert_eq!(browser.faults().await?, Vec::<String>::new(), "{name}: console");
                let drawn = browser
                    .number("return [...document.querySelectorAll('pe-chart')].filter(chart => chart.querySelectorAll('svg path, svg circle, svg rect').length > 5).length")
                    .await?;
                assert_eq!(drawn, 13.0, "{name}: pictures drawn");
                let over = browser
                    .number(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                    )
                    .await?;
                assert!(over <= 0.0, "{name}: {over} px too wide");
                browser.keep(&name).await?;
            }
        }
    }
    browser.stop().await
}

#[tokio::test]
async fn axe_finds_no_fault() -> Outcome {
    let Some(browser) = Browser::start().await? else { return Ok(()) };
    let axe = driver::axe()?;
    for (language, url) in pages("axe", &fixture::month())? {
        for dark in [false, true] {
            for width in [360, 1440] {
                browser.show(&url, width, dark).await?;
                browser
                    .run("document.querySelectorAll('details').forEach(details => details.open = true)")
                    .await?;
                let faults = browser.axe(&axe, 20).await?;
                assert!(faults.is_empty(), "{} dark {dark} {width}: {faults:#?}", language.tag());
            }
        }
    }
    browser.stop().await
}

#[tokio::test]
async fn the_curve_is_walked_by_keyboard() -> Outcome {
    let Some(browser) = Browser::start().await? else { return Ok(()) };
    let [(_, url), _] = pages("walk", &fixture::month())?;
    browser.show(&url, 1440, false).await?;
    browser.run("document.querySelector('pe-chart[kind=curve] .plot').focus()").await?;
    let spoken = "return document.querySelector('pe-chart[kind=curve] .spoken').textContent";
    let mut heard = Vec::new();
    for _ in 0..16 {
        browser.press("\u{E014}").await?; // the right arrow
        heard.push(browser.text(spoken).await?);
    }
    let order = ["店外寻找", "到达", "厅前", "进厅"];
    for (said, touchpoint) in heard.iter().zip(order) {
        assert!(said.starts_with(touchpoint), "{said}");
    }
    assert!(heard[2].contains("没有数据"), "a gap is said: {}", heard[2]);
    assert!(heard[13].contains("峰值"), "the peak is said: {}", heard[13]);
    assert!(heard[15].starts_with("离开"), "{}", heard[15]);
    browser.press("\u{E012}").await?; // the left arrow
    assert!(
        browser.text(spoken).await?.starts_with("办理") || browser.text(spoken).await?.starts_with("投诉")
    );
    let tip =
        browser.text("return document.querySelector('pe-chart[kind=curve] .tip strong').textContent").await?;
    assert_eq!(tip, "投诉异议", "the tip follows the walk");
    browser.keep("walk").await?;
    let outline = browser
        .text("return getComputedStyle(document.querySelector('pe-chart[kind=curve] .plot')).outlineStyle")
        .await?;
    assert_eq!(outline, "solid", "focus is visible");
    browser.stop().await
}

#[tokio::test]
async fn awkward_findings_are_shown_without_fault() -> Outcome {
    let Some(browser) = Browser::start().await? else { return Ok(()) };
    for (name, findings) in fixture::all() {
        for (language, url) in pages(name, &findings)? {
            let name = format!("{name}-{}", language.tag());
            for width in [360, 1440] {
                browser.show(&url, width, false).await?;
                assert_eq!(browser.faults().await?, Vec::<String>::new(), "{name}: console");
                let over = browser
                    .number(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                    )
                    .await?;
                assert!(over <= 0.0, "{name} {width}: {over} px too wide");
                let strangers =
                    browser.number("return document.querySelectorAll('img, iframe, b').length").await?;
                assert_eq!(strangers, 0.0, "{name}: an element was smuggled in");
            }
            browser.keep(&name).await?;
        }
    }
    browser.stop().await
}

#[tokio::test]
async fn tables_and_pictures_can_be_taken_away() -> Outcome {
    let Some(browser) = Browser::start().await? else { return Ok(()) };
    let [_, (_, url)] = pages("away", &fixture::month())?;
    browser.show(&url, 1440, false).await?;
    let taken = "window.taken = []; URL.createObjectURL = blob => { window.taken.push(blob); return 'blob:none' }; \
                 HTMLAnchorElement.prototype.click = function () {}; \
                 document.querySelectorAll('pe-chart[kind=funnel] .tools button').forEach(button => button.click())";
    browser.run(taken).await?;
    browser.until("return window.taken.length === 2").await?;
    let csv = browser.later("window.taken[0].text()").await?;
    let mut lines = csv.lines();
    let head = lines.next().unwrap_or_default();
    assert!(head.contains("Hall,Visits,Raw") && head.contains("(low)"), "{head}");
    assert_eq!(lines.count(), 40, "a line a hall");
    let png =
        browser.number("return window.taken[1].type === 'image/png' ? window.taken[1].size : 0").await?;
    assert!(png > 20_000.0, "a picture of {png} bytes");
    browser.stop().await
}

#[tokio::test]
async fn paper_is_light_and_has_the_tables_open() -> Outcome {
    let Some(browser) = Browser::start().await? else { return Ok(()) };
    let [(_, url), _] = pages("paper", &fixture::month())?;
    browser.show(&url, 1440, true).await?;
    browser.run("dispatchEvent(new Event('beforeprint'))").await?;
    let closed = browser.number("return document.querySelectorAll('details:not([open])').length").await?;
    assert_eq!(closed, 0.0);
    let widest = browser
        .number("return Math.max(...[...document.querySelectorAll('pe-chart svg')].map(svg => svg.getBoundingClientRect().width))")
        .await?;
    assert!(widest <= 690.0, "{widest} px do not fit on A4");
    let paper =
        browser.text("return getComputedStyle(document.documentElement).getPropertyValue('--paper')").await?;
    assert_eq!(paper.trim(), "#fcfaf6", "light, although the screen is dark");
    browser.run("dispatchEvent(new Event('afterprint'))").await?;
    browser.print("paper-zh-CN").await?;
    browser.stop().await
}

/// The report of `findings` as a file, in each language, with its address.
fn pages(
    name: &str,
    findings: &score::findings::Findings,
) -> Result<[(Language, String); 2], Box<dyn std::error::Error>> {
    let folder = match std::env::var_os("PEAKEND_BROWSER_KEEP") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
    };
    std::fs::create_dir_all(&folder)?;
    let write = |language: Language| -> Result<(Language, String), Box<dyn std::error::Error>> {
        let file = folder.join(format!("{name}-{}.html", language.tag()));
        std::fs::write(&file, score::report::render(findings, language)?)?;
        Ok((language, format!("file://{}", file.canonicalize()?.display())))
    };
    Ok([write(Language::ZhCn)?, write(Language::En)?])
}

impl Browser {
    /// Opens a page at a width, in the light or in the dark, and waits until its pictures are drawn.
    async fn show(&self, url: &str, width: u32, dark: bool) -> Outcome {
        self.light(dark).await?;
        self.wide(width).await?;
        self.goto(url).await?;
        self.until(
            "return [...document.querySelectorAll('pe-chart')].every(chart => chart.querySelector('svg'))",
        )
        .await
    }
}

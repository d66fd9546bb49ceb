//! A browser of our own for one test: ChromeDriver on a free port, a new profile, and few verbs.

use super::PATIENCE;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use thirtyfour::extensions::query::ElementQueryable as _;
use thirtyfour::{
    By, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver, WebElement,
};

/// How long it takes until a page is looked at again for what is not there yet.
const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_millis(20);

/// What a test of ours returns.
pub type Outcome = Result<(), Box<dyn Error>>;

/// What keeps Chromium quiet and away from the network.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

/// A running browser; dropped, it stops.
pub struct Browser {
    driver: Child,
    port: u16,
    page: WebDriver,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browser if it is asked to end, and leaves it running if it is killed: so a test that fails
        // asks first. There is nobody to tell if it has ended before.
        let _ = shut_down(self.port);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Asks the driver to end its browser and itself.
fn shut_down(port: u16) -> std::io::Result<()> {
    let mut line = TcpStream::connect(("127.0.0.1", port))?;
    line.set_read_timeout(Some(PATIENCE))?;
    write!(line, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    line.read_to_end(&mut Vec::new())?;
    Ok(())
}

impl Browser {
    /// A browser, or `None` where there is none and none is required.
    pub async fn start() -> Result<Option<Self>, Box<dyn Error>> {
        let (Some(chromium), Some(chromedriver)) =
            (std::env::var_os("PEAKEND_CHROMIUM"), std::env::var_os("PEAKEND_CHROMEDRIVER"))
        else {
            if std::env::var("CI").is_ok_and(|ci| ci == "true") {
                return Err(
                    "PEAKEND_CHROMIUM and PEAKEND_CHROMEDRIVER are not set: run cargo xtask test".into()
                );
            }
            eprintln!(
                "SKIPPED: PEAKEND_CHROMIUM and PEAKEND_CHROMEDRIVER are not set; cargo xtask test sets them"
            );
            return Ok(None);
        };
        let mut driver = Command::new(chromedriver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let port = match driver.stdout.take().and_then(port_of) {
            Some(port) => port,
            None => {
                driver.kill()?;
                return Err("ChromeDriver named no port".into());
            }
        };
        let profile = tempfile::tempdir()?;
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&chromium.to_string_lossy())?;
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await {
            Ok(page) => Ok(Some(Self { driver, port, page, _profile: profile })),
            Err(fault) => {
                let _ = shut_down(port);
                driver.kill()?;
                Err(fault.into())
            }
        }
    }

    /// Ends the session before the driver.
    pub async fn stop(self) -> Outcome {
        self.page.clone().quit().await?;
        Ok(())
    }

    pub async fn goto(&self, url: &str) -> Outcome {
        Ok(self.page.goto(url).await?)
    }

    /// A command of the browser's own protocol.
    pub async fn cdp(&self, command: &str, with: Value) -> Result<Value, Box<dyn Error>> {
        Ok(self.page.cdp().send_raw(command, with).await?)
    }

    /// Runs a script and gives what it returns.
    pub async fn run(&self, script: &str) -> Result<Value, Box<dyn Error>> {
        Ok(self.page.execute(script.to_owned(), Vec::<Value>::new()).await?.json().clone())
    }

    pub async fn number(&self, script: &str) -> Result<f64, Box<dyn Error>> {
        let value = self.run(script).await?;
        value.as_f64().ok_or_else(|| format!("no number: {value} from {script}").into())
    }

    pub async fn text(&self, script: &str) -> Result<String, Box<dyn Error>> {
        let value = self.run(script).await?;
        Ok(value.as_str().ok_or_else(|| format!("no text: {value} from {script}"))?.to_owned())
    }

    /// What a promise of the page comes to.
    pub async fn later(&self, promise: &str) -> Result<String, Box<dyn Error>> {
        let script = format!("const done = arguments[arguments.length - 1]; ({promise}).then(done)");
        let value = self.page.execute_async(script, Vec::<Value>::new()).await?.json().clone();
        Ok(value.as_str().ok_or("the promise gave no text")?.to_owned())
    }

    /// Waits until a condition of the page holds: the page itself looks again before every picture it paints. It may be
    /// another page by then.
    pub async fn until(&self, script: &str) -> Outcome {
        let look = format!(
            "new Promise((done) => {{
                const holds = () => {{ {script} }};
                const look = () => holds() === true ? done('holds') : requestAnimationFrame(look);
                look();
            }})"
        );
        let waiting = async {
            loop {
                match self.later(&look).await {
                    Err(fault) if is_turned(&fault.to_string()) => {}
                    Err(fault) => return Err(format!("{script}: {fault}").into()),
                    Ok(_) => return Ok(()),
                }
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(looked) => looked,
            Err(_) => {
                let there = self
                    .text("return location.href + '\\n' + document.body.innerText.slice(0, 1500)")
                    .await
                    .unwrap_or_default();
                Err(format!("never true: {script}\nat {there}").into())
            }
        }
    }

    /// Clicks on what a selector names.
    pub async fn click(&self, css: &str) -> Outcome {
        Ok(self.find(css).await?.click().await?)
    }

    /// Types into a field.
    pub async fn fill(&self, css: &str, text: &str) -> Outcome {
        Ok(self.find(css).await?.send_keys(text).await?)
    }

    /// The words of what a selector names.
    pub async fn words(&self, css: &str) -> Result<String, Box<dyn Error>> {
        Ok(self.find(css).await?.text().await?)
    }

    /// Waits until it is there: after a press the next page may still be on its way.
    async fn find(&self, css: &str) -> Result<WebElement, Box<dyn Error>> {
        let found = self.page.query(By::Css(css)).wait(PATIENCE, BETWEEN_LOOKS).first().await;
        Ok(found.map_err(|_| format!("{css} is not on the page"))?)
    }

    /// Where it is.
    pub async fn address(&self) -> Result<String, Box<dyn Error>> {
        Ok(self.page.current_url().await?.to_string())
    }

    /// A window of this width.
    pub async fn wide(&self, width: u32) -> Outcome {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await.map(drop)
    }

    /// In the light, or in the dark; without motion, in the middle of which colours are neither.
    pub async fn light(&self, dark: bool) -> Outcome {
        let scheme = json!([{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": scheme })).await.map(drop)
    }

    /// Cuts the network off, or gives it back.
    pub async fn offline(&self, off: bool) -> Outcome {
        self.cdp("Network.enable", json!({})).await?;
        let line = json!({ "offline": off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.cdp("Network.emulateNetworkConditions", line).await.map(drop)
    }

    /// From now on pages run no script.
    pub async fn without_scripts(&self) -> Outcome {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await.map(drop)
    }

    /// Carries a cookie to an address.
    pub async fn carry(&self, url: &str, name: &str, value: &str) -> Outcome {
        let cookie = json!({ "url": url, "name": name, "value": value, "httpOnly": true, "sameSite": "Lax" });
        self.cdp("Network.setCookie", cookie).await.map(drop)
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: &str) -> Outcome {
        Ok(self.page.active_element().await?.send_keys(key).await?)
    }

    /// Warnings and errors of the console since the last call.
    pub async fn faults(&self) -> Result<Vec<String>, Box<dyn Error>> {
        let log = self.page.get_log("browser").await?;
        let grave = log.iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        Ok(grave.map(|entry| entry.message.clone()).collect())
    }

    /// What axe finds wrong, one line a fault with the elements; `least` is how many rules a page must pass to count as
    /// looked at.
    pub async fn axe(&self, axe: &str, least: u32) -> Result<Vec<String>, Box<dyn Error>> {
        self.run(axe).await?;
        let found = self
            .later(
                &"axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) \
                 .then(found => JSON.stringify((found.passes.length < LEAST ? ['axe checked next to nothing'] : []).concat(found.violations.map(fault => fault.id + ': ' + fault.nodes.slice(0, 3).map(node => node.target + ' ' + node.failureSummary).join(' | ')))))"
                    .replace("LEAST", &least.to_string()),
            )
            .await?;
        Ok(serde_json::from_str(&found)?)
    }

    /// Keeps a picture of the whole page if pictures are wanted.
    pub async fn keep(&self, name: &str) -> Outcome {
        let Some(folder) = std::env::var_os("PEAKEND_BROWSER_KEEP") else { return Ok(()) };
        let shot = self.cdp("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await?;
        self.write(&PathBuf::from(folder).join(format!("{name}.png")), &shot)
    }

    /// Prints the page to PDF, kept if pictures are wanted.
    pub async fn print(&self, name: &str) -> Outcome {
        let printed = self.cdp("Page.printToPDF", json!({ "preferCSSPageSize": true })).await?;
        let Some(folder) = std::env::var_os("PEAKEND_BROWSER_KEEP") else { return Ok(()) };
        self.write(&PathBuf::from(folder).join(format!("{name}.pdf")), &printed)
    }

    fn write(&self, file: &Path, answer: &Value) -> Outcome {
        let data = answer["data"].as_str().ok_or("the browser gave no data")?;
        Ok(std::fs::write(file, base64(data))?)
    }
}

/// Whether a script went with its page, because another came.
fn is_turned(fault: &str) -> bool {
    [
        "document unloaded",
        "aborted by navigation",
        "Cannot find context",
        "context was destroyed",
        "navigated or closed",
        // what ChromeDriver says of it when the new page comes in the middle of its asking; waiting has an end of its own
        "script timeout",
    ]
    .iter()
    .any(|words| fault.contains(words))
}

/// The port that ChromeDriver chose, from what it prints.
fn port_of(stdout: std::process::ChildStdout) -> Option<u16> {
    let lines = BufReader::new(stdout).lines();
    let line = lines.map_while(Result::ok).find(|line| line.contains("started successfully on port"))?;
    line.rsplit(' ').next()?.trim_end_matches('.').parse().ok()
}

/// The source of axe, installed with the web assets.
pub fn axe() -> Result<String, Box<dyn Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file)
        .map_err(|_| "web/node_modules/axe-core is missing: run cargo xtask setup".into())
}

/// Bytes of a base64 text.
fn base64(text: &str) -> Vec<u8> {
    let sextet = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for value in text.bytes().filter_map(sextet) {
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

//! The hall in a day's work: everybody in a browser of their own, nobody loads a page anew.

use crate::driver::{Browser, Outcome};
use crate::town::Town;
use peakend::house::House;
use peakend::kernel::Clock;
use peakend::run::{counter, queue};
use peakend::staff::Actor;
use std::error::Error;

/// A browser, or the end of the test where there is none.
macro_rules! browser {
    () => {
        match Browser::start().await? {
            Some(browser) => browser,
            None => return Ok(()),
        }
    };
}

/// Marks a page, to see later that it was never loaded anew.
const MARK: &str = "window.same = true; return 0";

impl Browser {
    /// Opens a page that follows the hall, and waits until it does.
    async fn follow(&self, url: &str) -> Outcome {
        self.goto(url).await?;
        self.until("return document.querySelector('pe-live')?.dataset.state === 'open'").await?;
        self.run(MARK).await.map(drop)
    }

    /// Nobody has loaded the page anew, and its console is silent.
    async fn is_whole(&self, who: &str) -> Outcome {
        assert_eq!(self.run("return window.same === true").await?, true, "{who} had to load the page anew");
        assert_eq!(self.faults().await?, Vec::<String>::new(), "{who}: console");
        Ok(())
    }

    /// Takes a ticket for paying a bill where tickets are taken, and gives its number.
    async fn take(&self) -> Result<String, Box<dyn Error>> {
        self.click(".tiles .tile").await?;
        self.until("return !!document.querySelector('form[action*=\"/take\"] .primary, .issued .number')")
            .await?;
        if self.run("return !!document.querySelector('.issued')").await? == false {
            self.click("form[action*='/take'] .primary").await?;
        }
        self.until("return !!document.querySelector('.issued .number')").await?;
        self.words(".issued .number").await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_takes_a_ticket_is_called_served_and_asked() -> Outcome {
    let [kiosk, phone, clerk, board] = [browser!(), browser!(), browser!(), browser!()];
    let [evaluator, manager] = [browser!(), browser!()];
    let town = Town::open(Clock::System, 0).await?;
    town.sign_in(&manager, "manager").await?;
    for (device, kind, counter) in
        [(&kiosk, "kiosk", ""), (&board, "board", ""), (&evaluator, "evaluator", "1")]
    {
        town.pair(device, &manager, kind, counter).await?;
    }
    assert!(kiosk.address().await?.contains("/k/wensan"), "a paired kiosk goes to its own page");
    board.wide(1440).await?;
    board.follow(&town.at("/b/wensan?lang=zh-CN")).await?;
    board.click("pe-call-voice button").await?;
    evaluator.follow(&town.at(&format!("/e/{}?lang=zh-CN", town.counters[0]))).await?;
    manager.wide(1440).await?;
    manager.follow(&town.at("/run/wensan?lang=zh-CN")).await?;
    clerk.wide(1440).await?;
    town.sign_in(&clerk, "clerk1").await?;
    assert!(clerk.address().await?.contains("/run/wensan/desk"), "a clerk is led to the desk");

    kiosk.wide(1080).await?;
    kiosk.goto(&town.at("/k/wensan?lang=zh-CN")).await?;
    let number = kiosk.take().await?;
    kiosk.keep("story-issued").await?;
    let own = town.ticket_page(&number).await?;
    let drawn = kiosk.text("return document.querySelector('.qr path').getAttribute('d')").await?;
    assert_eq!(drawn, code(&own)?, "the code on the kiosk leads to the customer's page");
    phone.wide(390).await?;
    phone.follow(&own).await?;
    assert!(phone.words("#ticket").await?.contains(&number), "the phone shows the number");
    phone.keep("story-phone-waiting").await?;
    manager
        .until(&format!("return document.querySelector('ol.line')?.innerText.includes('{number}')"))
        .await?;
    manager.keep("story-live-waiting").await?;

    clerk.click("#desk li:first-child form button").await?;
    clerk.until("return !!document.querySelector('.now.idle')").await?;
    clerk.run(MARK).await?;
    clerk.press("n").await?;
    clerk
        .until(&format!("return document.querySelector('.now h1.number')?.innerText === '{number}'"))
        .await?;
    clerk.keep("story-desk-called").await?;
    board
        .until(&format!(
            "const call = document.querySelector('#now .call');
             return call?.querySelector('.number')?.innerText === '{number}' && call.querySelector('.to').innerText.startsWith('1')"
        ))
        .await?;
    // in Chinese and in English
    board.until("return Number(document.querySelector('pe-call-voice').dataset.spoken) === 2").await?;
    board.keep("story-board-called").await?;
    phone.until("return document.querySelector('.hero.called .ahead')?.innerText === '1'").await?;
    phone.keep("story-phone-called").await?;

    clerk.press("s").await?;
    clerk.until("return document.querySelector('[data-key=s]')?.disabled && !document.querySelector('[data-key=p]').disabled").await?;
    clerk.keep("story-desk-serving").await?;
    phone.until("return !document.querySelector('.hero.called')").await?;
    clerk.press("1").await?;
    clerk.until("return !!document.querySelector('.now.idle')").await?;

    evaluator.until("return document.querySelector('#ask')?.dataset.shows === 'faces'").await?;
    evaluator.keep("story-faces").await?;
    evaluator.is_whole("evaluator").await?;
    evaluator.click(".face[data-level='2']").await?;
    evaluator.until("return document.querySelector('#ask')?.dataset.shows === 'why'").await?;
    evaluator.keep("story-why").await?;
    evaluator.click(".reasons .tile").await?;
    evaluator.until("return document.querySelector('#ask')?.dataset.shows === 'thanks'").await?;
    evaluator.keep("story-thanks").await?;

    manager.until(&format!("return [...document.querySelectorAll('.alarms li')].some(one => one.querySelector('.badge.alarm') && one.innerText.includes('{number}'))")).await?;
    manager.keep("story-alarm").await?;
    manager.click(".alarms form[action$='/see'] button").await?;
    manager.until("return !!document.querySelector('.alarms li.mild')").await?;
    for (browser, who) in [(&board, "board"), (&phone, "phone"), (&clerk, "clerk"), (&manager, "manager")] {
        browser.is_whole(who).await?;
    }
    for (browser, who) in [(&kiosk, "kiosk"), (&evaluator, "evaluator")] {
        assert_eq!(browser.faults().await?, Vec::<String>::new(), "{who}: console");
    }

    manager.goto(&town.at("/run/wensan/visits")).await?;
    manager.click("table tbody th a").await?;
    manager.until("return document.querySelectorAll('pe-chart[kind=curve] svg path, pe-chart[kind=curve] svg circle').length > 5").await?;
    assert!(manager.words("main").await?.contains(&number));
    manager.keep("story-visit").await?;
    assert_eq!(manager.faults().await?, Vec::<String>::new(), "visit: console");
    for browser in [kiosk, phone, clerk, board, evaluator, manager] {
        browser.stop().await?;
    }
    Ok(())
}

/// Does something in one transaction.
async fn act<T: Send + 'static>(
    town: &Town,
    mut act: impl FnMut(&House, &mut db::Tx<'_>) -> Result<T, peakend::Error> + Send + 'static,
) -> Result<T, peakend::Error> {
    let house = town.house.clone();
    town.house.db.write(move |tx| act(&house, tx)).await
}

/// Clerk 1 at counter 1.
async fn open_counter(town: &Town) -> Outcome {
    let (person, counter) = (town.person("clerk1").await?, town.counters[0]);
    act(town, move |house, tx| counter::act::open(house, tx, &Actor::system(), counter, person)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_was_cut_off_shows_the_call_when_it_is_back() -> Outcome {
    let phone = browser!();
    let town = Town::open(Clock::System, 0).await?;
    open_counter(&town).await?;
    phone.wide(390).await?;
    phone.goto(&town.at("/q/wensan?lang=zh-CN")).await?;
    phone.click(".tiles .tile").await?;
    phone.until("return !!document.querySelector('form[action*=\"/take\"] .primary')").await?;
    phone.click("form[action*='/take'] .primary").await?;
    phone.until("return document.querySelector('pe-live')?.dataset.state === 'open'").await?;
    phone.run(MARK).await?;
    phone.offline(true).await?;
    phone.until("return document.querySelector('pe-live').dataset.state === 'lost'").await?;
    phone.until("return document.querySelector('pe-live').innerText.trim() !== ''").await?;
    phone.keep("offline-phone").await?;
    let counter = town.counters[0];
    act(&town, move |house, tx| queue::act::call_next(house, tx, &Actor::system(), counter)).await?;
    assert_eq!(phone.number("return document.querySelectorAll('.hero.called').length").await?, 0.0);
    phone.offline(false).await?;
    phone.until("return document.querySelector('.hero.called .ahead')?.innerText === '1'").await?;
    assert_eq!(phone.run("return window.same === true").await?, true, "without loading the page anew");
    phone.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_script_a_ticket_is_taken_called_served_and_rated() -> Outcome {
    let [phone, clerk] = [browser!(), browser!()];
    let town = Town::open(Clock::System, 0).await?;
    phone.without_scripts().await?;
    clerk.without_scripts().await?;
    clerk.wide(1440).await?;
    town.sign_in_without_scripts(&clerk, "clerk1").await?;
    clerk.click("#desk li:first-child form button").await?;

    phone.goto(&town.at("/q/wensan?lang=zh-CN")).await?;
    phone.click(".tiles .tile").await?;
    phone.click("form[action*='/take'] .primary").await?;
    // the number is waited for, and then the address is the ticket's
    let number = phone.words("#ticket .mine b").await?;
    let own = phone.address().await?;
    assert!(own.contains("/t/"), "{own}");

    clerk.click("form[action$='/desk/call'] button").await?;
    assert_eq!(clerk.words(".now h1.number").await?, number);
    phone.goto(&own).await?;
    assert_eq!(phone.words(".hero.called .ahead").await?, "1");
    clerk.click("form[action$='/desk/start'] button").await?;
    clerk.click("#more button[name=result][value=done]").await?;
    assert!(!clerk.words(".now.idle").await?.is_empty(), "the counter is free again");
    phone.goto(&own).await?;
    phone.click(".face[data-level='2']").await?;
    phone.click("form[action*='/explain'] .choice input").await?;
    phone.click("form[action*='/explain'] .primary").await?;
    assert_eq!(phone.words(".hero.over .mine b").await?, number);
    let hall = town.hall;
    let (state, level): (String, i64) = town
        .house
        .db
        .read(move |tx| tx.one("select state, level from rating where hall = ?1", &[hall.into()]))
        .await?;
    assert_eq!((state.as_str(), level), ("answered", 2));
    for browser in [phone, clerk] {
        assert_eq!(browser.faults().await?, Vec::<String>::new(), "console");
        browser.stop().await?;
    }
    Ok(())
}

/// The outline of a code of squares that leads to an address.
fn code(address: &str) -> Result<String, Box<dyn Error>> {
    let code = qrcodegen::QrCode::encode_text(address, qrcodegen::QrCodeEcc::Medium)
        .map_err(|_| "the address is too long for a code")?;
    let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    Ok(dark.filter(|&(x, y)| code.get_module(x, y)).map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect())
}

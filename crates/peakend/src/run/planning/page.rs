//! Forms of what plans go by: those of the places above the halls on the page of the network, a hall's own among its parts.

use super::{Own, Target, act, pay_days, show_pay_days, spans, store};
use crate::Error;
use crate::house::House;
use crate::http::form::Fields;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::page::View;
use crate::run::hall::sheet::{Block, Field, Form, Line, Sheet, Table};
use crate::run::network::{self, Place};
use crate::staff::Actor;
use crate::staff::rights::Act;
use crate::ui::text::Texts;
use db::Tx;
use jiff::civil::Date;

/// Does what a form asks for at a place; returns what is said of it.
pub(crate) fn change(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    place: PlaceId,
    sent: &Fields,
) -> Result<&'static str, Error> {
    let days = || {
        let first = date("date", sent.get("date"))?;
        let last = sent.maybe("until").map_or(Ok(first), |text| date("until", text))?;
        Ok::<_, Error>((first, last))
    };
    match sent.get("act") {
        "planning" => act::set_own(house, tx, actor, place, &own(sent)?).map(|()| "hall-said-saved"),
        "name_days" => {
            act::name_days(house, tx, actor, place, days()?, sent.get("name")).map(|()| "hall-said-saved")
        }
        "unname" => act::unname(house, tx, actor, place, days()?).map(|()| "hall-said-removed"),
        _ => Err(Error::not_found("frame-error-not-found")),
    }
}

/// A day as `2026-10-01`.
///
/// # Errors
/// It is none; `field` is the field at fault.
pub(crate) fn date(field: &'static str, text: &str) -> Result<Date, Error> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    text.trim().parse().map_err(|_| Error::invalid(field, "hall-error-day").with("value", shown))
}

fn own(sent: &Fields) -> Result<Own, Error> {
    Ok(Own {
        pay_days: pay_days(sent.get("pay_days"))?,
        target: Target::own(sent.maybe("share"), sent.maybe("within"))?,
    })
}

/// What is set at a place above the halls.
pub(crate) fn of_place(
    tx: &mut Tx<'_>,
    texts: &Texts,
    place: &Place,
    name: &str,
) -> Result<Vec<Block>, Error> {
    let named = store::holidays(tx, place.id)?;
    let key = || ("key", place.code.clone());
    let rows = spans(named.iter().map(|holiday| (holiday.day, holiday.name.as_str())));
    let rows = rows.into_iter().map(|(first, last, name)| {
        let days = [("date", first.to_string()), ("until", last.to_string())];
        let hidden = [("act", "unname".to_owned()), key()].into_iter().chain(days).collect();
        Line { acts: vec![(hidden, texts.say("hall-remove"))], ..holiday(first, last, name) }
    });
    let table = Table {
        title: texts.with("planning-holidays-of", "name", name),
        rows: rows.collect(),
        ..holidays(texts)
    };
    let add = Form {
        title: texts.say("planning-add-holiday"),
        intro: texts.say("planning-add-holiday-intro"),
        hidden: vec![("act", "name_days".to_owned()), key()],
        fields: vec![
            Field::text("date", texts.say("planning-field-date"), "").kind("date"),
            Field::text("until", texts.say("planning-field-until"), "")
                .kind("date")
                .hint(texts.say("planning-until-hint")),
            Field::text("name", texts.say("planning-field-name"), "").hint(texts.say("planning-name-hint")),
        ],
        submit: texts.say("hall-save"),
        open: named.is_empty(),
        ..Form::default()
    };
    Ok(vec![Block::Table(table), Block::Form(add), Block::Form(form(tx, texts, place, Some(key()))?)])
}

/// What is set at a hall, and the holidays that hold there.
pub(crate) fn of_hall(view: &View<'_>, tx: &mut Tx<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let (plan, texts) = (view.plan, view.asker.texts());
    let place = network::store::get(tx, plan.hall)?.ok_or_else(|| Error::not_found("run-error-no-hall"))?;
    sheet.blocks.push(Block::Form(form(tx, texts, &place, None)?));
    let today = view.house.clock.now().local(&plan.zone).date();
    let above = network::store::along(tx, &plan.path)?;
    let may = above.iter().find(|place| view.asker.actor.may(Act::SetUpNetwork, &place.path));
    let href = may.map_or_else(String::new, |place| format!("/network?edit={}", place.code));
    let rows = spans(plan.calendar.holidays_from(today)).into_iter();
    let rows = rows.map(|(first, last, name)| Line { href: href.clone(), ..holiday(first, last, name) });
    sheet.blocks.push(Block::Table(Table {
        title: texts.say("planning-holidays-here"),
        rows: rows.collect(),
        empty: texts.say("planning-no-holidays-here"),
        ..holidays(texts)
    }));
    Ok(())
}

/// The target of a hall in a few words.
pub(crate) fn summary(view: &View<'_>) -> String {
    let target = view.plan.target;
    let values = [("share", target.percent().into()), ("within", target.minutes().into())];
    view.asker.texts().say_with("hall-now-planning", &values)
}

fn holidays(texts: &Texts) -> Table {
    Table {
        head: ["planning-head-days", "planning-field-name"].map(|id| texts.say(id)).to_vec(),
        empty: texts.say("planning-no-holidays"),
        ..Table::default()
    }
}

fn holiday(first: Date, last: Date, name: &str) -> Line {
    let days = if first == last { first.to_string() } else { format!("{first} – {last}") };
    Line { cells: vec![days, name.to_owned()], ..Line::default() }
}

/// Target and pay-days of a place, with what holds where it says nothing.
fn form(
    tx: &mut Tx<'_>,
    texts: &Texts,
    place: &Place,
    key: Option<(&'static str, String)>,
) -> Result<Form, Error> {
    let own = store::own(tx, place.id)?;
    let parent = place.path.trim_end_matches('/').rfind('/').map_or("/", |at| &place.path[..=at]);
    let above = store::in_force(tx, parent)?;
    let number = |of: fn(Target) -> u32| own.target.map(|target| of(target).to_string()).unwrap_or_default();
    let pay = match above.calendar.pay_days() {
        [] => texts.say("planning-no-pay-days"),
        days => show_pay_days(days),
    };
    let usual = [("share", above.target.percent().into()), ("within", above.target.minutes().into())];
    Ok(Form {
        title: texts.say("planning-target"),
        intro: texts.say_with("planning-target-intro", &usual),
        hidden: std::iter::once(("act", "planning".to_owned())).chain(key).collect(),
        fields: vec![
            Field::text("share", texts.say("planning-field-share"), number(Target::percent)).kind("number"),
            Field::text("within", texts.say("planning-field-within"), number(Target::minutes)).kind("number"),
            Field::text(
                "pay_days",
                texts.say("planning-field-pay-days"),
                own.pay_days.as_deref().map(show_pay_days).unwrap_or_default(),
            )
            .hint(texts.with("planning-pay-days-hint", "above", pay)),
        ],
        submit: texts.say("hall-save"),
        open: true,
        ..Form::default()
    })
}

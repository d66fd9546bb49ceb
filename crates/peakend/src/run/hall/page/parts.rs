//! What each part of the set-up shows.

use super::{Part, View};
use crate::Error;
use crate::run::appointment;
use crate::run::counter::{self, Counter, CounterState};
use crate::run::hall::act::{OfferSpec, waiting_for};
use crate::run::hall::sheet::{Block, Field, Form, Line, Sheet, Table};
use crate::run::hall::{OrderWord, hours, store};
use crate::run::planning;
use crate::ui::text::Language;
use blueprint::{Blueprint, Lang};
use db::Tx;

/// A part in a few words, for the overview.
pub(super) fn summary(view: &View<'_>, tx: &mut Tx<'_>, part: Part) -> Result<String, Error> {
    let plan = view.plan;
    let t = view.asker.texts();
    Ok(match part {
        Part::Today => view.say(if plan.shut.is_some() { "hall-now-shut" } else { "hall-now-not-shut" }),
        Part::Facts => {
            let zone = plan.zone.iana_name().unwrap_or_default();
            let address = plan.address(view.asker.actor.language);
            [address, &plan.phone, zone]
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Part::Counters => t.with("hall-now-counters", "count", counter::store::of_hall(tx, plan.hall)?.len()),
        Part::Purposes => {
            t.with("hall-now-purposes", "count", plan.offers.iter().filter(|offer| offer.offered).count())
        }
        Part::Hours => {
            let today = view.house.clock.now().local(&plan.zone).date();
            let spans = hours::show(plan.hours_of(today));
            t.with("hall-now-hours", "hours", if spans.is_empty() { view.say("hall-closed") } else { spans })
        }
        Part::Rule => view.say(&format!("hall-order-{}", dashed(plan.rule_spec.order))),
        Part::Planning => planning::page::summary(view),
        Part::Appointments => {
            t.with("hall-now-appointments", "count", appointment::act::specs(tx, plan.hall)?.len())
        }
    })
}

fn dashed(order: OrderWord) -> String {
    order.word().replace('_', "-")
}

/// The tables and forms of a part.
pub(super) fn blocks(
    view: &View<'_>,
    tx: &mut Tx<'_>,
    part: Part,
    edit: &str,
    sheet: &mut Sheet,
) -> Result<(), Error> {
    sheet.answer = view.say(&format!("hall-intro-{part}"));
    match part {
        Part::Today => today(view, sheet),
        Part::Facts => facts(view, sheet),
        Part::Counters => counters(view, tx, edit, sheet)?,
        Part::Purposes => purposes(view, tx, edit, sheet)?,
        Part::Hours => opening(view, tx, sheet)?,
        Part::Rule => rule(view, sheet),
        Part::Appointments => appointments(view, tx, sheet)?,
        Part::Planning => planning::page::of_hall(view, tx, sheet)?,
    }
    Ok(())
}

fn act(verb: &str) -> Vec<(&'static str, String)> {
    vec![("act", verb.to_owned())]
}

fn act_on(verb: &str, key: &str) -> Vec<(&'static str, String)> {
    vec![("act", verb.to_owned()), ("key", key.to_owned())]
}

fn today(view: &View<'_>, sheet: &mut Sheet) {
    let shut = view.plan.shut.is_some();
    sheet.blocks.push(Block::Form(Form {
        title: view.say(if shut { "hall-open-title" } else { "hall-shut-title" }),
        intro: view.say("hall-shut-intro"),
        hidden: act(if shut { "open" } else { "shut" }),
        fields: if shut { Vec::new() } else { vec![Field::text("why", view.field("why"), "")] },
        submit: view.say(if shut { "hall-open-act" } else { "hall-shut-act" }),
        open: true,
        ..Form::default()
    }));
    sheet.blocks.push(Block::Form(Form {
        title: view.field("broadcast"),
        hidden: act("broadcast"),
        fields: vec![
            Field::text(
                "broadcast",
                view.field("broadcast"),
                view.plan.broadcast.clone().unwrap_or_default(),
            )
            .hint(view.say("hall-broadcast-hint")),
        ],
        submit: view.say("hall-save"),
        open: true,
        ..Form::default()
    }));
}

fn facts(view: &View<'_>, sheet: &mut Sheet) {
    let plan = view.plan;
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-part-facts"),
        hidden: act("save"),
        fields: vec![
            Field::text("address_zh", view.field("address_zh"), &*plan.address_zh),
            Field::text("address_en", view.field("address_en"), &*plan.address_en),
            Field::text("phone", view.field("phone"), &*plan.phone),
            Field::text("zone", view.field("zone"), plan.zone.iana_name().unwrap_or_default())
                .hint(view.say("hall-zone-hint")),
        ],
        submit: view.say("hall-save"),
        open: true,
        ..Form::default()
    }));
}

/// The purposes to choose from.
fn choices(view: &View<'_>, chosen: &[String]) -> Vec<(String, String, bool)> {
    let language = view.asker.actor.language;
    let offers = view.plan.offers.iter();
    offers
        .map(|offer| {
            (offer.purpose.clone(), offer.name(language).to_owned(), chosen.contains(&offer.purpose))
        })
        .collect()
}

fn counters(view: &View<'_>, tx: &mut Tx<'_>, edit: &str, sheet: &mut Sheet) -> Result<(), Error> {
    let there = counter::store::of_hall(tx, view.plan.hall)?;
    let language = view.asker.actor.language;
    let takes = |counter: &Counter| match &counter.purposes {
        None => view.say("hall-everything"),
        Some(purposes) => {
            let name =
                |purpose: &String| view.plan.offer(purpose).map(|offer| offer.name(language).to_owned());
            purposes.iter().filter_map(name).collect::<Vec<_>>().join(" · ")
        }
    };
    let state = |state: CounterState| view.say(&format!("hall-counter-{state}"));
    let rows = there.iter().map(|counter| {
        let key = counter.id.to_string();
        Line {
            cells: vec![counter.label.clone(), state(counter.state), takes(counter)],
            href: format!("/run/{}/set-up/counters?edit={key}", view.plan.code),
            off: false,
            acts: vec![
                (act_on("up", &key), view.say("hall-up")),
                (act_on("remove", &key), view.say("hall-remove-counter")),
            ],
        }
    });
    sheet.blocks.push(Block::Table(Table {
        head: ["hall-head-counter", "hall-head-state", "hall-head-takes"].map(|id| view.say(id)).to_vec(),
        rows: rows.collect(),
        empty: view.say("hall-no-counters"),
        ..Table::default()
    }));
    let form = |counter: Option<&Counter>| {
        let chosen = counter.and_then(|counter| counter.purposes.clone()).unwrap_or_default();
        Block::Form(Form {
            title: view.say(if counter.is_some() { "hall-change-counter" } else { "hall-add-counter" }),
            hidden: counter.map_or_else(|| act("add"), |counter| act_on("change", &counter.id.to_string())),
            fields: vec![
                Field::text(
                    "label",
                    view.field("label"),
                    counter.map(|c| c.label.clone()).unwrap_or_default(),
                )
                .hint(view.say("hall-label-hint")),
                Field::text("purposes", view.field("purposes"), "")
                    .hint(view.say("hall-purposes-hint"))
                    .options("checks", choices(view, &chosen)),
            ],
            submit: view.say("hall-save"),
            open: counter.is_some() || there.is_empty(),
            ..Form::default()
        })
    };
    if let Some(counter) = there.iter().find(|counter| counter.id.to_string() == edit) {
        sheet.blocks.push(form(Some(counter)));
    }
    sheet.blocks.push(form(None));
    Ok(())
}

fn purposes(view: &View<'_>, tx: &mut Tx<'_>, edit: &str, sheet: &mut Sheet) -> Result<(), Error> {
    let language = view.asker.actor.language;
    let t = view.asker.texts();
    let mut rows = Vec::new();
    for offer in &view.plan.offers {
        let waiting = waiting_for(tx, view.plan.hall, &offer.purpose)?;
        let state = match (offer.offered, waiting) {
            (true, _) => view.say("hall-offered"),
            (false, 0) => view.say("hall-not-offered"),
            (false, waiting) => t.with("hall-not-offered-waiting", "count", waiting),
        };
        let verb =
            if offer.offered { ("remove", "hall-remove-offer") } else { ("again", "hall-offer-again") };
        rows.push(Line {
            cells: vec![
                offer.name(language).to_owned(),
                offer.letter.clone(),
                t.with("hall-minutes", "count", (offer.norm_s / 60.0).round()),
                state,
            ],
            href: format!("/run/{}/set-up/purposes?edit={}", view.plan.code, offer.purpose),
            off: !offer.offered,
            acts: vec![
                (act_on("up", &offer.purpose), view.say("hall-up")),
                (act_on(verb.0, &offer.purpose), view.say(verb.1)),
            ],
        });
    }
    sheet.blocks.push(Block::Table(Table {
        head: ["hall-head-purpose", "hall-head-letter", "hall-head-norm", "hall-head-state"]
            .map(|id| view.say(id))
            .to_vec(),
        rows,
        empty: view.say("hall-no-purposes"),
        ..Table::default()
    }));
    let there = store::offers(tx, view.plan.hall)?;
    if let Some(own) = there.iter().find(|offer| offer.purpose == edit) {
        sheet.blocks.push(offer_form(view, own, true));
    }
    for purpose in &Blueprint::service_hall().purposes {
        if !there.iter().any(|offer| offer.purpose == purpose.id) {
            let used: Vec<&str> = there.iter().map(|offer| offer.letter.as_str()).collect();
            let letter = ('A'..='Z').find(|c| !used.contains(&c.to_string().as_str())).unwrap_or('Z');
            sheet.blocks.push(offer_form(view, &OfferSpec::plain(&purpose.id, letter), false));
        }
    }
    Ok(())
}

fn offer_form(view: &View<'_>, own: &OfferSpec, there: bool) -> Block {
    let blueprint = Blueprint::service_hall();
    let lang = if view.asker.actor.language == Language::En { Lang::En } else { Lang::Zh };
    let purpose = blueprint.purpose(&own.purpose);
    let name = purpose.map_or_else(|| own.purpose.clone(), |purpose| purpose.name.get(lang).to_owned());
    let lines = |list: &Option<Vec<String>>| list.as_ref().map(|lines| lines.join("\n")).unwrap_or_default();
    let given = |of: &[blueprint::Named], own: &Option<Vec<String>>, default: Option<&Vec<String>>| {
        let chosen = own.as_ref().or(default).cloned().unwrap_or_default();
        of.iter().map(|it| (it.id.clone(), it.name.get(lang).to_owned(), chosen.contains(&it.id))).collect()
    };
    let area = |field: &'static str, list: &Option<Vec<String>>| {
        Field::text(field, view.field(field), lines(list)).kind("area").hint(view.say("hall-lines-hint"))
    };
    let own_choice = vec![
        ("skills".to_owned(), view.field("skills"), own.skills.is_some()),
        ("channels".to_owned(), view.field("channels"), own.channels.is_some()),
    ];
    let norm = own.norm_s.map(|seconds| (seconds / 60).to_string()).unwrap_or_default();
    let mut hidden = act_on("save", &own.purpose);
    hidden.push(("purpose", own.purpose.clone()));
    let title = if there { "hall-change-offer" } else { "hall-add-offer" };
    Block::Form(Form {
        title: view.asker.texts().with(title, "name", name),
        hidden,
        fields: vec![
            Field::text("letter", view.field("letter"), &*own.letter),
            Field::text("norm_min", view.field("norm_min"), norm)
                .kind("number")
                .hint(view.say("hall-norm-hint")),
            Field::text("own", view.field("own"), "")
                .hint(view.say("hall-own-hint"))
                .options("checks", own_choice),
            Field::text("skills", view.field("skills"), "")
                .options("checks", given(&blueprint.skills, &own.skills, purpose.map(|p| &p.skills))),
            Field::text("channels", view.field("channels"), "")
                .options("checks", given(&blueprint.channels, &own.channels, purpose.map(|p| &p.channels))),
            area("documents_zh", &own.documents_zh),
            area("documents_en", &own.documents_en),
            area("preparation_zh", &own.preparation_zh),
            area("preparation_en", &own.preparation_en),
        ],
        submit: view.say("hall-save"),
        open: there,
        ..Form::default()
    })
}

fn opening(view: &View<'_>, tx: &mut Tx<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let day = |(name, spans): (&'static str, &Vec<[u16; 2]>)| {
        Field::text(name, view.field(name), hours::show(spans))
    };
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-week"),
        intro: view.say("hall-hours-hint"),
        hidden: act("week"),
        fields: hours::WEEKDAYS.into_iter().zip(&view.plan.hours.0).map(day).collect(),
        submit: view.say("hall-save"),
        open: true,
        ..Form::default()
    }));
    let today = view.plan.day(view.house.clock.now());
    let rows = store::exceptions(tx, view.plan.hall, &today)?.into_iter().map(|row| {
        let spans = hours::show(&row.hours);
        let spans = if spans.is_empty() { view.say("hall-closed") } else { spans };
        let acts = vec![(act_on("remove", &row.day), view.say("hall-remove"))];
        Line { cells: vec![row.day, spans, row.note], acts, ..Line::default() }
    });
    sheet.blocks.push(Block::Table(Table {
        title: view.say("hall-exceptions"),
        head: ["hall-field-day", "hall-field-hours", "hall-field-note"].map(|id| view.say(id)).to_vec(),
        rows: rows.collect(),
        empty: view.say("hall-no-exceptions"),
    }));
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-add-exception"),
        hidden: act("except"),
        fields: vec![
            Field::text("day", view.field("day"), "").kind("date"),
            Field::text("hours", view.field("hours"), "").hint(view.say("hall-exception-hint")),
            Field::text("note", view.field("note"), ""),
        ],
        submit: view.say("hall-save"),
        ..Form::default()
    }));
    Ok(())
}

fn rule(view: &View<'_>, sheet: &mut Sheet) {
    let spec = &view.plan.rule_spec;
    let order = |order: &OrderWord| {
        (order.to_string(), view.say(&format!("hall-order-{}", dashed(*order))), *order == spec.order)
    };
    let class = |class: &crate::run::hall::ClassSpec| {
        format!("{} {} {} {}", class.class, class.turns, class.start, class.per_minute)
    };
    sheet.blocks.push(Block::Text(view.asker.texts().with(
        "hall-cap-bound",
        "minutes",
        spec.longest_wait_min,
    )));
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-part-rule"),
        hidden: act("save"),
        fields: vec![
            Field::text("order", view.field("order"), "")
                .options("select", OrderWord::ALL.iter().map(order).collect()),
            Field::text(
                "longest_wait_min",
                view.field("longest_wait_min"),
                spec.longest_wait_min.to_string(),
            )
            .kind("number"),
            Field::text(
                "classes",
                view.field("classes"),
                spec.classes.iter().map(class).collect::<Vec<_>>().join("\n"),
            )
            .kind("area")
            .hint(view.say("hall-classes-hint")),
        ],
        submit: view.say("hall-save"),
        open: true,
        ..Form::default()
    }));
}

fn appointments(view: &View<'_>, tx: &mut Tx<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let language = view.asker.actor.language;
    let specs = appointment::act::specs(tx, view.plan.hall)?;
    let rows = specs.iter().map(|spec| Line {
        cells: vec![
            view.plan
                .offer(&spec.purpose)
                .map_or_else(|| spec.purpose.clone(), |o| o.name(language).to_owned()),
            spec.length_min.to_string(),
            spec.seats.to_string(),
            spec.days.to_string(),
        ],
        acts: vec![(act_on("remove", &spec.purpose), view.say("hall-no-more-appointments"))],
        ..Line::default()
    });
    let head = ["hall-head-purpose", "hall-field-length-min", "hall-field-seats", "hall-field-days"];
    sheet.blocks.push(Block::Table(Table {
        head: head.map(|id| view.say(id)).to_vec(),
        rows: rows.collect(),
        empty: view.say("hall-no-appointments"),
        ..Table::default()
    }));
    sheet.blocks.push(Block::Form(Form {
        title: view.say("hall-add-appointments"),
        hidden: act("save"),
        fields: vec![
            Field::text("purpose", view.say("hall-head-purpose"), "").options("select", choices(view, &[])),
            Field::text("length_min", view.field("length_min"), "15").kind("number"),
            Field::text("seats", view.field("seats"), "1").kind("number"),
            Field::text("days", view.field("days"), "14").kind("number"),
        ],
        submit: view.say("hall-save"),
        open: specs.is_empty(),
        ..Form::default()
    }));
    Ok(())
}

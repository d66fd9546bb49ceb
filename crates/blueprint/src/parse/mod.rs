//! From TOML texts to a [`Blueprint`], or to every fault in them.
//!
//! Each file may hold any sections; what belongs together is up to whoever writes them. The files are read in the
//! order given, and only the sections' own order matters: touchpoints carry their place in the journey, rules
//! follow their touchpoints. A file that is not TOML at all yields one fault, at the first place where it stops
//! being TOML; the other files are still read, but references are then not checked, since what they name may
//! stand in the broken file. The same goes for a section whose name is misspelt.

mod fields;
mod names;
mod report;
mod sections;

use toml_span::ErrorKind;

use self::fields::Fields;
use self::names::{Kind, Names};
use self::report::{Place, Placed, Report, Source, did_you_mean};
use self::sections::{Head, RuleDraft, TouchpointDraft};
use crate::fault::nearest;
use crate::model::{Blueprint, Hypotheses, Named, Purpose, Role, Touchpoint};
use crate::{Fault, Rule};

/// The largest file that is read, in bytes: some ten times the largest of the default blueprint.
const LARGEST_FILE: usize = 256 * 1024;

const SECTIONS: &[&str] =
    &["blueprint", "role", "skill", "channel", "purpose", "touchpoint", "rule", "hypotheses"];

impl Blueprint {
    /// Reads a blueprint from its files, each a name (for faults) and a text.
    ///
    /// # Errors
    ///
    /// Every fault of every file, in the order of the files and of their lines: bad TOML, unknown keys and
    /// references, missing or empty fields and languages, wrong types, ids that are malformed or taken, affects
    /// outside [−1, 1], curves and tables that say nothing or contradict their unit, gaps in the journey, rules
    /// for signals that no touchpoint lists. A listed signal without a rule is a fault too, unless it says
    /// `scored = false`: what is not scored is left out on purpose, never by oversight.
    pub fn parse<N: AsRef<str>, T: AsRef<str>>(files: &[(N, T)]) -> Result<Self, Vec<Fault>> {
        let sources = files.iter().map(|(name, text)| Source::new(name.as_ref(), text.as_ref())).collect();
        let mut report = Report::new(sources);
        let mut names = Names::default();
        let mut drafts = Drafts::default();
        let mut whole = true;
        for (index, (_, text)) in files.iter().enumerate() {
            whole &= drafts.read(index, text.as_ref(), &mut report, &mut names);
        }
        if whole {
            names.resolve(&mut report);
            drafts.check(&names, &mut report);
        }
        match drafts.build() {
            Some(blueprint) if report.is_clean() => Ok(blueprint),
            _ => Err(report.into_faults()),
        }
    }
}

/// What was read so far, faulty fields replaced by empty ones.
#[derive(Default)]
struct Drafts {
    head: Option<Placed<Head>>,
    roles: Vec<Role>,
    skills: Vec<Named>,
    channels: Vec<Named>,
    purposes: Vec<Purpose>,
    touchpoints: Vec<TouchpointDraft>,
    rules: Vec<RuleDraft>,
    hypotheses: Option<Placed<Hypotheses>>,
}

impl Drafts {
    /// Reads one file; false if it, or a section of it, could not be read.
    fn read(&mut self, file: usize, text: &str, report: &mut Report<'_>, names: &mut Names) -> bool {
        let start = Place { file, at: 0 };
        if text.len() > LARGEST_FILE {
            let message = format!("the file has {} bytes, more than {LARGEST_FILE}", text.len());
            report.fault(start, message, Some("split it into several".to_owned()));
            return false;
        }
        let root = match toml_span::parse(text) {
            Ok(root) => root,
            Err(error) => {
                syntax_fault(file, &error, report);
                return false;
            }
        };
        let Some(mut root) = Fields::open(&root, start, "the file", SECTIONS, report, names) else {
            return false;
        };
        let head_place = root.key_place("blueprint");
        if let Some(head) = root.table("blueprint", "[blueprint]", sections::HEAD_KEYS, sections::head) {
            once(&mut self.head, head, head_place, "[blueprint]", root.report);
        }
        self.roles.extend(root.tables("role", "[[role]]", sections::ROLE_KEYS, sections::role));
        let skill = |fields: &mut Fields<'_, '_, '_, '_>| sections::named(fields, Kind::Skill);
        self.skills.extend(root.tables("skill", "[[skill]]", sections::NAMED_KEYS, skill));
        let channel = |fields: &mut Fields<'_, '_, '_, '_>| sections::named(fields, Kind::Channel);
        self.channels.extend(root.tables("channel", "[[channel]]", sections::NAMED_KEYS, channel));
        self.purposes.extend(root.tables(
            "purpose",
            "[[purpose]]",
            sections::PURPOSE_KEYS,
            sections::purpose,
        ));
        let keys = sections::TOUCHPOINT_KEYS;
        self.touchpoints.extend(root.tables("touchpoint", "[[touchpoint]]", keys, sections::touchpoint));
        self.rules.extend(root.tables("rule", "[[rule]]", sections::RULE_KEYS, sections::rule));
        let place = root.key_place("hypotheses");
        let keys = sections::HYPOTHESES_KEYS;
        if let Some(hypotheses) = root.table("hypotheses", "[hypotheses]", keys, sections::hypotheses) {
            once(&mut self.hypotheses, hypotheses, place, "[hypotheses]", root.report);
        }
        !root.lost_section
    }

    /// Checks what concerns several sections.
    fn check(&self, names: &Names, report: &mut Report<'_>) {
        let start = Place { file: 0, at: 0 };
        if self.head.is_none() {
            let suggestion = Some("add [blueprint] with id, version, name and layer".to_owned());
            report.fault(start, "no file has a [blueprint] section", suggestion);
        }
        if self.hypotheses.is_none() {
            let suggestion = Some("add [hypotheses] with `end = \"…\"`".to_owned());
            report.fault(start, "no file has a [hypotheses] section", suggestion);
        }
        if self.touchpoints.is_empty() {
            let suggestion = Some("add a [[touchpoint]]".to_owned());
            report.fault(start, "no file has a [[touchpoint]]", suggestion);
        }
        self.check_order(report);
        self.check_responsible(names, report);
        self.check_rules(report);
        self.check_signals(report);
    }

    /// Orders run 1, 2, 3, … without gap or tie.
    fn check_order(&self, report: &mut Report<'_>) {
        let mut orders: Vec<_> =
            self.touchpoints.iter().filter_map(|draft| Some((draft, draft.order.as_ref()?))).collect();
        orders.sort_by_key(|(_, order)| (order.value, order.place));
        let mut before: Option<(&TouchpointDraft, u32)> = None;
        for (draft, order) in orders {
            let expected = before.map_or(1, |(_, before)| before + 1);
            match before {
                Some((taker, number)) if number == order.value => {
                    let taker = &taker.touchpoint.id;
                    let message = format!("order {number} is taken by touchpoint `{taker}`");
                    report.fault(order.place, message, Some("number the touchpoints 1, 2, 3, …".to_owned()));
                }
                _ if order.value != expected => {
                    let message = format!("no touchpoint has the order {expected}, found {}", order.value);
                    report.fault(order.place, message, Some("number the touchpoints 1, 2, 3, …".to_owned()));
                }
                _ => {}
            }
            before = Some((draft, order.value));
        }
    }

    /// Whoever answers for a touchpoint is told there what to do.
    fn check_responsible(&self, names: &Names, report: &mut Report<'_>) {
        for draft in &self.touchpoints {
            for role in &draft.responsible {
                // An unknown role, or no guide at all, has been reported as such.
                let guides_known =
                    !draft.touchpoint.guides.is_empty() && names.knows(Kind::Role, &role.value);
                if guides_known && draft.touchpoint.guide(&role.value).is_none() {
                    let message = format!("role `{}` answers for it but has no guide", role.value);
                    let suggestion = format!("add a [[touchpoint.guide]] with `role = \"{}\"`", role.value);
                    report.fault(role.place, message, Some(suggestion));
                }
            }
        }
    }

    /// A rule's signal is one that its touchpoint lists as scored, and no other rule has it.
    fn check_rules(&self, report: &mut Report<'_>) {
        for (index, draft) in self.rules.iter().enumerate() {
            let (Some(_), Some(place)) = (draft.touchpoint, draft.signal) else { continue };
            let Rule { touchpoint: touchpoint_id, signal: id, .. } = &draft.rule;
            let same =
                |other: &&RuleDraft| other.rule.touchpoint == *touchpoint_id && other.rule.signal == *id;
            if let Some(first) = self.rules[..index].iter().find(same).and_then(|first| first.signal) {
                let first = report.whereabouts(first, place);
                let message =
                    format!("`{}` has a rule in {first} already", fields::shortened(&draft.rule.id()));
                report.fault(place, message, Some("keep one".to_owned()));
            }
            // An unknown touchpoint has been reported as such.
            let Some(touchpoint) = self.touchpoints.iter().find(|t| t.touchpoint.id == *touchpoint_id) else {
                continue;
            };
            let touchpoint = &touchpoint.touchpoint;
            match touchpoint.signal(id) {
                None => {
                    let near = touchpoint.meant(id);
                    let list = || Some("list it there as [[touchpoint.signal]]".to_owned());
                    let message =
                        format!("touchpoint `{touchpoint_id}` lists no signal `{}`", fields::shortened(id));
                    report.fault(place, message, did_you_mean(near).or_else(list));
                }
                Some(signal) if !signal.scored => {
                    let message = format!("signal `{touchpoint_id}.{id}` is listed with `scored = false`");
                    report.fault(
                        place,
                        message,
                        Some("remove the rule, or `scored = false` there".to_owned()),
                    );
                }
                Some(_) => {}
            }
        }
    }

    /// Every signal that a touchpoint lists has a rule, unless it says that it has none.
    fn check_signals(&self, report: &mut Report<'_>) {
        for draft in &self.touchpoints {
            let id = &draft.touchpoint.id;
            for (signal, &place) in draft.touchpoint.signals.iter().zip(&draft.signal_places) {
                // A rule whose signal is misspelt has been reported there.
                let is_its_rule = |RuleDraft { rule, .. }: &RuleDraft| {
                    rule.touchpoint == *id && draft.touchpoint.meant(&rule.signal) == Some(signal.id.as_str())
                };
                if signal.scored && !signal.id.is_empty() && !self.rules.iter().any(is_its_rule) {
                    let message = format!("signal `{id}.{}` has no rule", signal.id);
                    report.fault(place, message, Some("add a [[rule]], or `scored = false` here".to_owned()));
                }
            }
        }
    }

    fn build(self) -> Option<Blueprint> {
        let head = self.head?.value;
        let mut touchpoints: Vec<_> = self.touchpoints.into_iter().map(|draft| draft.touchpoint).collect();
        touchpoints.sort_by_key(|touchpoint| touchpoint.order);
        let journey = |rule: &Rule| touchpoints.iter().position(|t| t.id == rule.touchpoint);
        let mut rules: Vec<_> = self.rules.into_iter().map(|draft| draft.rule).collect();
        rules.sort_by_cached_key(|rule| (journey(rule), rule.signal.clone()));
        Some(Blueprint {
            id: head.id,
            version: head.version,
            name: head.name,
            layer: head.layer?,
            roles: self.roles,
            skills: self.skills,
            channels: self.channels,
            purposes: self.purposes,
            touchpoints,
            rules_fingerprint: Blueprint::fingerprint_of(&rules),
            rules,
            hypotheses: self.hypotheses?.value,
        })
    }
}

impl Touchpoint {
    /// The listed signal that a rule for `word` means: that id, or the one nearest to it.
    fn meant(&self, word: &str) -> Option<&str> {
        let ids = || self.signals.iter().map(|signal| signal.id.as_str());
        ids().find(|id| *id == word).or_else(|| nearest(word, ids()))
    }
}

/// Keeps a section that only one file may have.
fn once<T>(kept: &mut Option<Placed<T>>, value: T, place: Place, what: &str, report: &mut Report<'_>) {
    match kept {
        Some(first) => {
            let message = format!("{what} is already in {}", report.whereabouts(first.place, place));
            report.fault(place, message, Some("keep one".to_owned()));
        }
        None => *kept = Some(Placed { value, place }),
    }
}

fn syntax_fault(file: usize, error: &toml_span::Error, report: &mut Report<'_>) {
    let place = Place { file, at: error.span.start };
    let earlier = |first: &toml_span::Span| Place { file, at: first.start };
    let suggestion = match &error.kind {
        ErrorKind::UnquotedString => Some("put the text into \"quotes\"".to_owned()),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString('\n') => {
            Some("close the text with a \"quote\"".to_owned())
        }
        ErrorKind::InvalidEscape(_) => Some("write `\\\\` for a backslash".to_owned()),
        ErrorKind::DuplicateKey { first, .. } | ErrorKind::DottedKeyInvalidType { first } => {
            Some(format!("it is first defined in {}", report.whereabouts(earlier(first), place)))
        }
        ErrorKind::DuplicateTable { name, first } => {
            let first = report.whereabouts(earlier(first), place);
            Some(format!("it is first defined in {first}; write [[{name}]] for one of several"))
        }
        _ => None,
    };
    let message = match &error.kind {
        ErrorKind::UnquotedString => "a text without quotes".to_owned(),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString('\n') => {
            "the text does not end".to_owned()
        }
        _ => error.to_string(),
    };
    report.fault(place, format!("not TOML: {message}"), suggestion);
}

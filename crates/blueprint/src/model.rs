//! The parts of a blueprint. Only [`Blueprint::parse`] makes one, so whatever is here has been checked: ids are
//! unique and known, texts are there in both languages, every rule's touchpoint lists the rule's signal.

use serde::Serialize;

use crate::fault::nearest;
use crate::rule::{Fingerprint, Rule};
use crate::text::{Lang, Text};

/// What a visit should be, and how what was observed turns into affect.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Blueprint {
    /// Its id, as `service-hall`.
    pub id: String,
    /// Its version, as `1.0.0`; every version that was in force is kept by whoever runs it.
    pub version: String,
    /// Its name.
    pub name: Text,
    /// The layer it belongs to.
    pub layer: Layer,
    /// The people who serve.
    pub roles: Vec<Role>,
    /// What a member of staff must be able to do to serve a purpose.
    pub skills: Vec<Named>,
    /// The ways to be served without a counter.
    pub channels: Vec<Named>,
    /// What people come for.
    pub purposes: Vec<Purpose>,
    /// The touchpoints in the order of the journey.
    pub touchpoints: Vec<Touchpoint>,
    /// The affect rules, in the order of the journey.
    pub rules: Vec<Rule>,
    /// Where the peak and the end are supposed to be, until the operator's own data say.
    pub hypotheses: Hypotheses,
    /// Sixteen hexadecimal digits over the fingerprints of all rules: equal if and only if (bar chance) every
    /// signal has the same affect.
    pub rules_fingerprint: String,
}

impl Blueprint {
    /// The touchpoint of this id.
    pub fn touchpoint(&self, id: &str) -> Option<&Touchpoint> {
        self.touchpoints.iter().find(|touchpoint| touchpoint.id == id)
    }

    /// The id of the touchpoint that somebody who wrote `word` is likely to have meant: its id misspelt, or its
    /// name in either language.
    pub fn nearest_touchpoint(&self, word: &str) -> Option<&str> {
        let named = self.touchpoints.iter().find(|touchpoint| touchpoint.name.is(word));
        let ids = self.touchpoints.iter().map(|touchpoint| touchpoint.id.as_str());
        named.map(|touchpoint| touchpoint.id.as_str()).or_else(|| nearest(word, ids))
    }

    /// The purpose of this id.
    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.id == id)
    }

    /// The id of the purpose that somebody who wrote `word` is likely to have meant.
    pub fn nearest_purpose(&self, word: &str) -> Option<&str> {
        let named = self.purposes.iter().find(|purpose| purpose.name.is(word));
        let ids = self.purposes.iter().map(|purpose| purpose.id.as_str());
        named.map(|purpose| purpose.id.as_str()).or_else(|| nearest(word, ids))
    }

    /// The role of this id.
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The rule for one signal of one touchpoint.
    pub fn rule(&self, touchpoint: &str, signal: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.touchpoint == touchpoint && rule.signal == signal)
    }

    /// The rules of one touchpoint.
    pub fn rules_of<'a>(&'a self, touchpoint: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |rule| rule.touchpoint == touchpoint)
    }

    /// The touchpoint at which a visit of this purpose is supposed to peak, if anybody has supposed anything.
    pub fn supposed_peak(&self, purpose: &str) -> Option<&str> {
        let peaks = &self.hypotheses.peaks;
        let peak = peaks.iter().find(|peak| peak.purposes.iter().any(|id| id == purpose))?;
        Some(&peak.touchpoint)
    }

    pub(crate) fn fingerprint_of(rules: &[Rule]) -> String {
        let mut fingerprint = Fingerprint::default();
        for rule in rules {
            fingerprint.word(&rule.fingerprint);
        }
        fingerprint.hex()
    }
}

impl Text {
    /// Whether `word` is this text in either language, whatever the case.
    fn is(&self, word: &str) -> bool {
        let word = word.trim().to_lowercase();
        Lang::ALL.into_iter().any(|lang| self.get(lang).to_lowercase() == word)
    }
}

/// Where in the organisation a blueprint holds. A lower layer may add and tighten, never remove or loosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The whole network of halls.
    Network,
    /// A province.
    Province,
    /// A city.
    City,
    /// A single hall.
    Hall,
}

impl Layer {
    /// Every layer, from the top down.
    pub const ALL: [Self; 4] = [Self::Network, Self::Province, Self::City, Self::Hall];

    /// The layer's name in a blueprint's files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Province => "province",
            Self::City => "city",
            Self::Hall => "hall",
        }
    }
}

/// Something that has only an id and a name: a skill, a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// Somebody who serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What the role is for.
    pub about: Text,
}

/// A place in the journey where an impression forms (触点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Touchpoint {
    /// Its id.
    pub id: String,
    /// Its place in the journey, counted from 1 without gaps.
    pub order: u32,
    /// A keyword from which a picture can be chosen.
    pub icon: String,
    /// Its name.
    pub name: Text,
    /// What happens there, from the customer's side.
    pub happens: Text,
    /// The customer's core need.
    pub need: Text,
    /// Where the service can be felt; at least one.
    pub service_points: Vec<Text>,
    /// What it is about, in detail.
    pub detail: Text,
    /// Who answers for it, the first before the others; each has a guide.
    pub responsible: Vec<String>,
    /// What each role concerned does; at least one, a role at most once.
    pub guides: Vec<Guide>,
    /// Hints for carrying it out; at least one.
    pub hints: Vec<Text>,
    /// What can be observed there.
    pub signals: Vec<Observable>,
}

impl Touchpoint {
    /// The guide for one role.
    pub fn guide(&self, role: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.role == role)
    }

    /// The observable signal of this id.
    pub fn signal(&self, id: &str) -> Option<&Observable> {
        self.signals.iter().find(|signal| signal.id == id)
    }
}

/// What one role does at a touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// The role's id.
    pub role: String,
    /// The steps in order; at least one.
    pub steps: Vec<Text>,
}

/// Something that can be observed at a touchpoint. When it has been, it is a [`Signal`](crate::Signal).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Observable {
    /// Its id, unique within the touchpoint.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Where it is observed.
    pub source: Text,
    /// Whether it says how a visit felt, and so has a rule. What is merely counted (how often the directory was
    /// searched) has none, and must say so in the file with `scored = false`.
    pub scored: bool,
}

/// What somebody comes for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Purpose {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Norm of the service time at the counter, in minutes; positive.
    pub norm_min: f64,
    /// Ids of the skills needed to serve it.
    pub skills: Vec<String>,
    /// Documents to bring; empty if none.
    pub documents: Vec<Text>,
    /// Steps that staff can take before the turn comes; empty if none.
    pub preparation: Vec<Text>,
    /// What customers can be asked before their turn, in words for them; empty if nothing.
    pub questions: Vec<Text>,
    /// Ids of the channels that could do it instead; empty if only a counter can.
    pub channels: Vec<String>,
}

/// Where the peak and the end of a visit are supposed to be. To be checked on the operator's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hypotheses {
    /// The touchpoint supposed to be the end.
    pub end: String,
    /// The touchpoints supposed to be peaks, each for its purposes; a purpose is in at most one.
    pub peaks: Vec<PeakHypothesis>,
}

/// One supposed peak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeakHypothesis {
    /// The touchpoint's id.
    pub touchpoint: String,
    /// Ids of the purposes for which it is supposed to be the peak; at least one.
    pub purposes: Vec<String>,
    /// Why.
    pub why: Text,
}

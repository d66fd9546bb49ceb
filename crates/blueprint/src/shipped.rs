//! The default blueprint, built into the program.

use std::sync::OnceLock;

use crate::Blueprint;

/// A file of the default blueprint: its name within the folder, and its text.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../blueprints/service-hall/", $name)))
    };
}

/// The files of the default blueprint, as they stand in `blueprints/service-hall`.
pub(crate) const SERVICE_HALL: &[(&str, &str)] = &[
    file!("blueprint.toml"),
    file!("purposes.toml"),
    file!("rules.toml"),
    file!("touchpoints/01-locate.toml"),
    file!("touchpoints/02-arrive.toml"),
    file!("touchpoints/03-storefront.toml"),
    file!("touchpoints/04-enter.toml"),
    file!("touchpoints/05-environment.toml"),
    file!("touchpoints/06-wander.toml"),
    file!("touchpoints/07-consult.toml"),
    file!("touchpoints/08-experience.toml"),
    file!("touchpoints/09-self-service.toml"),
    file!("touchpoints/10-purchase.toml"),
    file!("touchpoints/11-queue.toml"),
    file!("touchpoints/12-transact-talk.toml"),
    file!("touchpoints/13-transact-wait.toml"),
    file!("touchpoints/14-transact-result.toml"),
    file!("touchpoints/15-objection.toml"),
    file!("touchpoints/16-leave.toml"),
];

impl Blueprint {
    /// The default blueprint of a service hall: sixteen touchpoints, in Chinese and English.
    pub fn service_hall() -> &'static Self {
        static SHIPPED: OnceLock<Blueprint> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            Self::parse(SERVICE_HALL).expect("the shipped blueprint has no fault, as its test shows")
        })
    }

    /// The files of the default blueprint, each a name and a text: a beginning for one's own.
    pub fn service_hall_files() -> &'static [(&'static str, &'static str)] {
        SERVICE_HALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn tmp() {
        if let Err(f) = Blueprint::parse(SERVICE_HALL) {
            for f in f { eprintln!("{f}"); }
            panic!();
        }
    }
}

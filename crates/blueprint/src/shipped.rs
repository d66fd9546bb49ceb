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
    file!("touchpoint-01-locate.toml"),
    file!("touchpoint-02-arrive.toml"),
    file!("touchpoint-03-storefront.toml"),
    file!("touchpoint-04-enter.toml"),
    file!("touchpoint-05-environment.toml"),
    file!("touchpoint-06-wander.toml"),
    file!("touchpoint-07-consult.toml"),
    file!("touchpoint-08-experience.toml"),
    file!("touchpoint-09-self-service.toml"),
    file!("touchpoint-10-purchase.toml"),
    file!("touchpoint-11-queue.toml"),
    file!("touchpoint-12-transact-talk.toml"),
    file!("touchpoint-13-transact-wait.toml"),
    file!("touchpoint-14-transact-result.toml"),
    file!("touchpoint-15-objection.toml"),
    file!("touchpoint-16-leave.toml"),
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
    use crate::{Form, Lang, Signal};

    /// The order of the domain brief.
    const JOURNEY: [&str; 16] = [
        "locate",
        "arrive",
        "storefront",
        "enter",
        "environment",
        "wander",
        "consult",
        "experience",
        "self_service",
        "purchase",
        "queue",
        "transact_talk",
        "transact_wait",
        "transact_result",
        "objection",
        "leave",
    ];

    #[test]
    fn the_shipped_blueprint_has_no_fault() {
        let faults = Blueprint::parse(SERVICE_HALL).err().unwrap_or_default();
        assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn the_journey_has_the_sixteen_touchpoints_in_order() {
        let hall = Blueprint::service_hall();
        let ids: Vec<_> = hall.touchpoints.iter().map(|touchpoint| touchpoint.id.as_str()).collect();
        assert_eq!(ids, JOURNEY);
        assert!(hall.touchpoints.iter().zip(1..).all(|(touchpoint, order)| touchpoint.order == order));
    }

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../blueprints/service-hall");
        let entries = std::fs::read_dir(folder).unwrap();
        let mut found: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        found.retain(|name| name.ends_with(".toml"));
        found.sort();
        assert_eq!(found, SERVICE_HALL.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn chinese_texts_are_chinese_and_english_texts_are_not() {
        fn is_han(c: char) -> bool {
            matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}')
        }
        let mut pairs = 0;
        for_each_text(&mut |text| {
            assert!(text.get(Lang::Zh).chars().any(is_han), "no Chinese in {text:?}");
            assert!(!text.get(Lang::En).chars().any(is_han), "Chinese in the English of {text:?}");
            assert!(text.get(Lang::En).chars().any(|c| c.is_ascii_alphabetic()), "no English in {text:?}");
            pairs += 1;
        });
        assert!(pairs > 500, "only {pairs} texts were looked at");
    }

    /// Every text of the shipped blueprint.
    fn for_each_text(look: &mut dyn FnMut(&crate::Text)) {
        let hall = Blueprint::service_hall();
        look(&hall.name);
        for role in &hall.roles {
            look(&role.name);
            look(&role.about);
        }
        for named in hall.skills.iter().chain(&hall.channels) {
            look(&named.name);
        }
        for purpose in &hall.purposes {
            look(&purpose.name);
            purpose
                .documents
                .iter()
                .chain(&purpose.preparation)
                .chain(&purpose.questions)
                .for_each(&mut *look);
        }
        for touchpoint in &hall.touchpoints {
            let t = touchpoint;
            [&t.name, &t.happens, &t.need, &t.detail].into_iter().for_each(&mut *look);
            t.service_points.iter().chain(&t.hints).for_each(&mut *look);
            t.guides.iter().flat_map(|guide| &guide.steps).for_each(&mut *look);
            t.signals.iter().flat_map(|signal| [&signal.name, &signal.source]).for_each(&mut *look);
        }
        for rule in &hall.rules {
            look(&rule.why);
            if let Form::Table(table) = &rule.form {
                table.categories().iter().for_each(|category| look(&category.name));
            }
        }
        hall.hypotheses.peaks.iter().for_each(|peak| look(&peak.why));
    }

    #[test]
    fn the_supposed_peaks_are_those_of_the_field_study() {
        let hall = Blueprint::service_hall();
        for purpose in ["pay_bill", "open_line", "account"] {
            assert_eq!(hall.supposed_peak(purpose), Some("transact_result"));
        }
        assert_eq!(hall.supposed_peak("data_service"), Some("experience"));
        assert_eq!(hall.supposed_peak("handset"), Some("purchase"));
        assert_eq!(hall.supposed_peak("consultation"), None);
        assert_eq!(hall.hypotheses.end, "leave");
    }

    #[test]
    fn nobody_coaches_with_more_than_the_brief_allows() {
        let rule = Blueprint::service_hall().rule("experience", "session_length").unwrap();
        let affect = |minutes| rule.affect(&Signal::Quantity(minutes)).unwrap();
        assert!(affect(3.0) > affect(1.0) && affect(3.0) > affect(8.0));
    }

    #[test]
    fn a_touchpoint_is_found_by_a_misspelt_id_or_by_its_name() {
        let hall = Blueprint::service_hall();
        assert_eq!(hall.nearest_touchpoint("transact_reslt"), Some("transact_result"));
        assert_eq!(hall.nearest_touchpoint("排队"), Some("queue"));
        assert_eq!(hall.nearest_touchpoint("Self-service"), Some("self_service"));
        assert_eq!(hall.nearest_touchpoint("zzz"), None);
        assert_eq!(hall.nearest_purpose("缴费"), Some("pay_bill"));
    }
}

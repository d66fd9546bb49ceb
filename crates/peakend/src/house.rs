//! The house: what every act, page and job is given.

use crate::Error;
use crate::config::Config;
use crate::http::live::Bus;
use crate::http::metrics::Figures;
use crate::kernel::kinds::PlaceId;
use crate::kernel::{Chance, Clock};
use crate::run::board::Boards;
use crate::run::foresight::Foresight;
use crate::run::hall::Plan;
use crate::run::wait::{Lore, simulated::Words};
use db::Db;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The house. Cloning it is cheap; all clones are one house.
#[derive(Clone)]
pub struct House(Arc<Parts>);

/// What the house holds.
pub struct Parts {
    /// The rows.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// What is set.
    pub config: Config,
    /// Who is told that a hall has changed.
    pub bus: Bus,
    /// Shown where the server was started, and asked for at the first set-up, so that a stranger on the network cannot take it.
    pub set_up_code: String,
    /// What halls have taught about waits.
    pub lore: Lore,
    /// What simulated halls say of waits.
    pub(crate) words: Words,
    /// The boards that were put together last.
    pub(crate) boards: Boards,
    /// What is foreseen, and the line in which that is computed.
    pub(crate) foresight: Foresight,
    /// What is counted.
    pub figures: Figures,
    plans: RwLock<HashMap<PlaceId, Arc<Plan>>>,
}

impl std::ops::Deref for House {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The schema, step by step.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "0001_foundation", sql: include_str!("../migrations/0001_foundation.sql") },
    db::Migration { name: "0002_hall", sql: include_str!("../migrations/0002_hall.sql") },
    db::Migration { name: "0003_visit", sql: include_str!("../migrations/0003_visit.sql") },
    db::Migration { name: "0004_rating", sql: include_str!("../migrations/0004_rating.sql") },
    db::Migration { name: "0005_staff", sql: include_str!("../migrations/0005_staff.sql") },
    db::Migration { name: "0006_appointment", sql: include_str!("../migrations/0006_appointment.sql") },
    db::Migration { name: "0007_floor", sql: include_str!("../migrations/0007_floor.sql") },
    db::Migration { name: "0008_public", sql: include_str!("../migrations/0008_public.sql") },
    db::Migration { name: "0009_experience", sql: include_str!("../migrations/0009_experience.sql") },
    db::Migration { name: "0010_webhook", sql: include_str!("../migrations/0010_webhook.sql") },
    db::Migration { name: "0011_lean", sql: include_str!("../migrations/0011_lean.sql") },
    db::Migration { name: "0012_waits", sql: include_str!("../migrations/0012_waits.sql") },
    db::Migration { name: "0013_simulated", sql: include_str!("../migrations/0013_simulated.sql") },
    db::Migration { name: "0014_planning", sql: include_str!("../migrations/0014_planning.sql") },
];

impl House {
    /// A house over a database, whose schema is brought up to date.
    ///
    /// # Errors
    /// The schema cannot be brought up to date.
    pub fn over(db: Db, config: Config, clock: Clock, chance: Chance) -> Result<Self, Error> {
        db.migrate(MIGRATIONS)?;
        let set_up_code = chance.code(8);
        let (bus, boards, plans) = (Bus::default(), Boards::default(), RwLock::default());
        let (lore, figures) = (Lore::default(), Figures::default());
        Ok(Self(Arc::new(Parts {
            db,
            clock,
            chance,
            config,
            bus,
            set_up_code,
            figures,
            boards,
            lore,
            words: Words::default(),
            foresight: Foresight::default(),
            plans,
        })))
    }

    /// The plan of a hall, if the one at hand is of this version.
    pub(crate) fn plan_at(&self, hall: PlaceId, version: i64) -> Option<Arc<Plan>> {
        let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        plans.get(&hall).filter(|plan| plan.version == version).cloned()
    }

    /// Keeps a plan for the next who asks.
    pub(crate) fn keep_plan(&self, plan: &Arc<Plan>) {
        let mut plans = self.plans.write().unwrap_or_else(PoisonError::into_inner);
        plans.insert(plan.hall, Arc::clone(plan));
    }
}

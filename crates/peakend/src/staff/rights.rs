//! Rights: role × act × place in the tree.
//!
//! One table says which role may do which act; a grant says where. The golden test names every act, so that a new one
//! without rights is a failing test.

use super::{Actor, Who};
use crate::kernel::words;

words! {
    /// What one can be.
    pub enum Role {
        /// Accounts, integrations, backup; does not run halls by itself.
        Administrator = "administrator",
        /// Everything in the network's halls.
        NetworkManager = "network_manager",
        /// Everything in the halls of a province or city.
        RegionManager = "region_manager",
        /// Everything in one hall.
        HallManager = "hall_manager",
        /// The lobby guide.
        Guide = "guide",
        /// At the counter.
        Clerk = "clerk",
        /// Sees figures, changes nothing.
        Analyst = "analyst",
        /// Sees who did what, changes nothing.
        Auditor = "auditor",
        /// A kiosk, evaluator or board.
        Device = "device",
    }
}

words! {
    /// What one can do. Those of the customer need no right but the secret of their own page.
    pub enum Act {
        /// See the floor of a hall: queue, counters, alarms.
        SeeFloor = "see_floor",
        /// See a visit's page with its curve.
        SeeVisit = "see_visit",
        /// See figures: waits told, days, counts.
        SeeFigures = "see_figures",
        /// Show the board of a hall.
        ShowBoard = "show_board",
        /// Take a ticket for a customer.
        TakeTicket = "take_ticket",
        /// Open, pause and close a counter for oneself.
        WorkCounter = "work_counter",
        /// Call, recall, start, park, transfer, finish at one's own counter.
        Serve = "serve",
        /// Send a visit elsewhere, prepare it, offer another channel.
        Guide = "guide",
        /// Show the evaluator and take its answer.
        Evaluate = "evaluate",
        /// Close a colleague's counter; end the wait of who is not coming; see to alarms.
        RunFloor = "run_floor",
        /// Shut and open a hall; put a line on its board.
        RunHall = "run_hall",
        /// Book and cancel appointments for others.
        Book = "book",
        /// Change counters, purposes, hours, the calling rule.
        SetUpHall = "set_up_hall",
        /// Change the tree: provinces, cities, halls.
        SetUpNetwork = "set_up_network",
        /// Change people, roles, skills.
        ManageStaff = "manage_staff",
        /// Pair and revoke devices.
        ManageDevices = "manage_devices",
        /// Make and revoke keys for the API.
        ManageTokens = "manage_tokens",
        /// Change webhooks and send again what was not delivered.
        ManageWebhooks = "manage_webhooks",
        /// See who did what.
        SeeAudit = "see_audit",
        /// Take data out: moments, events.
        Export = "export",
    }
}

/// The id of the text that names the act of this word.
pub fn text_of(act: &str) -> String {
    format!("staff-act-{}", act.replace('_', "-"))
}

impl Role {
    /// How far a role reaches. Nobody gives, changes or takes away a role that reaches further than theirs: [`may_grant`].
    pub const fn reach(self) -> u8 {
        match self {
            Self::Administrator => 4,
            Self::NetworkManager | Self::Auditor => 3,
            Self::RegionManager => 2,
            Self::HallManager => 1,
            Self::Guide | Self::Clerk | Self::Analyst | Self::Device => 0,
        }
    }
}

/// Whether somebody may give this role at the place of this path, or take it away: they manage staff there by a role that
/// reaches as far. So a manager of a region makes hall managers in it, and nobody makes themselves more than they are. The
/// role of devices is not for people.
pub fn may_grant(actor: &Actor, role: Role, path: &str) -> bool {
    role != Role::Device
        && (actor.who == Who::System
            || actor.may(Act::ManageStaff, path)
                && actor.grants.iter().any(|mine| {
                    path.starts_with(&mine.path)
                        && allows(mine.role, Act::ManageStaff)
                        && mine.role.reach() >= role.reach()
                }))
}

/// Whether the role may do the act, where it is held.
pub const fn allows(role: Role, act: Act) -> bool {
    use Act as A;
    match role {
        Role::Administrator => matches!(
            act,
            A::SeeFloor
                | A::SeeFigures
                | A::SetUpHall
                | A::SetUpNetwork
                | A::ManageStaff
                | A::ManageDevices
                | A::ManageTokens
                | A::ManageWebhooks
                | A::SeeAudit
                | A::Export
        ),
        Role::NetworkManager => !matches!(act, A::ManageTokens | A::ManageWebhooks),
        Role::RegionManager => {
            !matches!(act, A::ManageTokens | A::ManageWebhooks | A::SetUpNetwork | A::SeeAudit)
        }
        Role::HallManager => !matches!(
            act,
            A::ManageTokens | A::ManageWebhooks | A::SetUpNetwork | A::ManageStaff | A::SeeAudit | A::Export
        ),
        Role::Guide => matches!(
            act,
            A::SeeFloor | A::SeeVisit | A::ShowBoard | A::TakeTicket | A::Guide | A::Book | A::Evaluate
        ),
        Role::Clerk => {
            matches!(act, A::SeeFloor | A::SeeVisit | A::TakeTicket | A::WorkCounter | A::Serve | A::Guide)
        }
        Role::Analyst => matches!(act, A::SeeFloor | A::SeeVisit | A::SeeFigures | A::Export),
        Role::Auditor => matches!(act, A::SeeFloor | A::SeeVisit | A::SeeFigures | A::SeeAudit),
        Role::Device => matches!(act, A::ShowBoard | A::TakeTicket | A::Evaluate),
    }
}

//! Every job of a server.

use super::By::{EachNode, OneNode};
use super::Job;
use crate::http::{api, live};
use crate::listen::rating;
use crate::run::{alarm, appointment, foresight, wait};
use crate::score::experience;
use crate::webhook;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Every job of a server.
pub const JOBS: &[Job] = &[
    // looks at every hall where somebody is: raises alarms and closes them
    Job {
        name: "alarms",
        every: Duration::from_secs(3),
        gather: None,
        by: OneNode,
        round: |house| Box::pin(async move { alarm::job::look(&house).await.map(|_| false) }),
    },
    // closes questions of evaluators whose time is over
    Job {
        name: "evaluators",
        every: Duration::from_secs(1),
        gather: None,
        by: OneNode,
        round: |house| Box::pin(async move { rating::job::close_late(&house).await.map(|_| false) }),
    },
    // notes who of the days before today was never asked
    Job {
        name: "never_asked",
        every: Duration::from_secs(600),
        gather: None,
        by: OneNode,
        round: |house| Box::pin(async move { rating::job::end_days(&house).await.map(|_| false) }),
    },
    // gives visits that ended or were rated their moments, and waits their accuracy
    Job {
        name: "experience",
        every: Duration::from_secs(10),
        gather: Some(Duration::from_millis(300)),
        by: OneNode,
        round: |house| Box::pin(experience::job::round(house)),
    },
    // follows the log for webhooks, and sends
    Job {
        name: "webhooks",
        every: Duration::from_secs(5),
        gather: Some(Duration::from_millis(100)),
        by: OneNode,
        round: |house| Box::pin(async move { webhook::job::round(&house).await }),
    },
    // counts as not come who did not, and forgets whom to reach
    Job {
        name: "appointments",
        every: HOUR,
        gather: None,
        by: OneNode,
        round: |house| Box::pin(async move { appointment::job::round(&house).await.map(|_| false) }),
    },
    // makes the plans of the day to come while it is night in a hall
    Job {
        name: "plans",
        every: Duration::from_secs(600),
        gather: None,
        by: EachNode,
        round: |house| Box::pin(async move { foresight::job::round(&house).await.map(|()| false) }),
    },
    // asks simulated halls how long one who joins now would wait, so that a ticket need not
    Job {
        name: "simulated_waits",
        every: Duration::from_secs(5),
        gather: None,
        by: EachNode,
        round: |house| Box::pin(async move { wait::simulated::round(&house).await.map(|()| false) }),
    },
    // forgets answers that were kept for an `Idempotency-Key`
    Job {
        name: "idempotency",
        every: HOUR,
        gather: None,
        by: OneNode,
        round: |house| {
            Box::pin(async move {
                let now = house.clock.now();
                house.db.write(move |tx| api::forget(tx, now)).await.map(|_| false)
            })
        },
    },
    // finds what another node wrote and did not get to tell
    Job {
        name: "other_nodes",
        every: Duration::from_secs(1),
        gather: None,
        by: EachNode,
        round: |house| Box::pin(async move { live::nodes::look(&house).await.map(|()| false) }),
    },
];

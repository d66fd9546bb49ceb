//! What a server does beside answering.
//!
//! Every job stands in the `table`, with how often it is done and what wakes it. All go one way:
//!
//! - **One node works.** A [`Node`] holds one lease for all jobs, renewed every few seconds; who holds none waits for it. A
//!   node that stops gives it back, one that dies loses it. That two nodes would not harm each other when a lease runs out
//!   in the middle of a round does not depend on the lease: every job's acts can be done twice.
//! - **A round** does what there is to do now and ends. One that fails is counted, told in the log, and done again after a
//!   while that doubles from failure to failure, so that nothing spins; a fault in the code is a failure like others.
//! - **Stopping.** No round begins once the server ends; those under way are waited for.

mod count;
mod node;
mod store;
mod table;

pub use count::{Count, Counts};
pub use node::{Node, Then};
pub use table::JOBS;

use crate::Error;
use crate::house::House;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// What a round comes to: whether there is more to do at once.
pub type Round = Pin<Box<dyn Future<Output = Result<bool, Error>> + Send>>;

/// A job.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Its name in figures and log.
    pub name: &'static str,
    /// The longest between two rounds.
    pub every: Duration,
    /// Whether a change in any hall begins a round as well, and how long changes are gathered before.
    pub gather: Option<Duration>,
    /// Who does it.
    pub by: By,
    /// One round.
    pub round: fn(House) -> Round,
}

/// Who does a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The node that holds the lease.
    OneNode,
    /// Every node, for itself.
    EachNode,
}

/// The jobs of a server, under way.
pub struct Jobs {
    node: Arc<Node>,
    tasks: JoinSet<()>,
}

impl Jobs {
    /// Begins every job of the table.
    pub fn begin(house: &House) -> Self {
        let node = Arc::new(Node::of(house));
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&node).keep());
        for job in JOBS {
            tasks.spawn(Arc::clone(&node).go_on(job));
        }
        Self { node, tasks }
    }

    /// Waits for the rounds that are under way, once the server ends, and gives the lease back.
    pub async fn ended(mut self) {
        while self.tasks.join_next().await.is_some() {}
        if let Err(error) = self.node.release().await {
            tracing::warn!(%error, "the lease of the jobs is not given back; it runs out");
        }
    }
}

/// Waits so long, or until the server ends; says whether it goes on.
pub async fn rest(house: &House, time: Duration) -> bool {
    let mut ending = house.bus.ending();
    tokio::select! {
        () = tokio::time::sleep(time) => true,
        _ = ending.wait_for(|ends| *ends) => false,
    }
}

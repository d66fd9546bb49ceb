//! One server among those over one database, as the jobs see it.

use super::{By, Job, rest, store};
use crate::Error;
use crate::house::House;
use crate::kernel::Instant;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The name of the lease.
const LEASE: &str = "jobs";
/// For how long a node that died leaves the jobs undone, in seconds.
const LEASE_S: i64 = 15;
/// For how long a node trusts in a lease that it could not renew, in seconds: less, because clocks differ.
const TRUST_S: i64 = 10;
/// How often the lease is renewed, or asked for.
const RENEW: Duration = Duration::from_secs(4);

/// The first wait after a failure; each further one doubles it.
const AGAIN: Duration = Duration::from_secs(1);
/// The longest.
const AGAIN_AT_MOST: Duration = Duration::from_secs(300);

/// One server among those over one database.
pub struct Node {
    house: House,
    name: String,
    /// Until when it holds the lease.
    until: watch::Sender<Option<Instant>>,
}

/// What comes after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The next turn, so long after, or when something has changed.
    After(Duration),
    /// The next turn, at once.
    AtOnce,
    /// The round failed: the next turn, so long after and not before.
    Again(Duration),
    /// Nothing was done: another node holds the lease.
    NotOurs,
}

impl Node {
    /// One with a name of its own, which holds nothing yet.
    pub fn of(house: &House) -> Self {
        Self { house: house.clone(), name: house.chance.code(12), until: watch::Sender::new(None) }
    }

    /// Asks for the lease, or renews it; says whether it is ours.
    ///
    /// # Errors
    /// Those of the database; until its time is over the lease is still ours.
    pub async fn hold(&self) -> Result<bool, Error> {
        let (name, now) = (self.name.clone(), self.house.clock.now());
        let ours = self.house.db.write(move |tx| store::hold(tx, LEASE, &name, now, LEASE_S)).await?;
        self.until.send_replace(ours.then(|| now.plus_seconds(TRUST_S)));
        self.house.figures.jobs.held(ours);
        Ok(ours)
    }

    /// Gives the lease back, so that another node need not wait for its end.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn release(&self) -> Result<(), Error> {
        let name = self.name.clone();
        self.until.send_replace(None);
        self.house.figures.jobs.held(false);
        self.house.db.write(move |tx| store::release(tx, LEASE, &name)).await
    }

    fn holds(&self) -> bool {
        self.until.borrow().is_some_and(|until| self.house.clock.now() < until)
    }

    /// One round of a job, if it is ours to do, and what comes of it.
    pub async fn turn(&self, job: &Job) -> Then {
        if job.by == By::OneNode && !self.holds() {
            return Then::NotOurs;
        }
        // in a task of its own, so that a fault ends the round and not the job
        let round = tokio::spawn((job.round)(self.house.clone())).await;
        let round = round.unwrap_or_else(|fault| Err(Error::Internal(fault.to_string())));
        let counts = &self.house.figures.jobs;
        match round {
            Ok(more) => {
                let failed = counts.done(job.name, self.house.clock.now());
                if failed > 0 {
                    tracing::info!(job = job.name, failed, "a job is done again");
                }
                if more { Then::AtOnce } else { Then::After(job.every) }
            }
            Err(error) => {
                let failed = counts.failed(job.name);
                let again = AGAIN.saturating_mul(1 << (failed - 1).min(16)).min(AGAIN_AT_MOST);
                tracing::warn!(job = job.name, failed, again_s = again.as_secs(), %error, "a job failed and is tried again");
                Then::Again(again)
            }
        }
    }

    /// Renews the lease, until the server ends.
    pub(super) async fn keep(self: Arc<Self>) {
        loop {
            if let Err(error) = self.hold().await {
                tracing::warn!(%error, "the lease of the jobs cannot be renewed");
            }
            if !rest(&self.house, RENEW).await {
                return;
            }
        }
    }

    /// Turn after turn of a job, until the server ends.
    pub(super) async fn go_on(self: Arc<Self>, job: &'static Job) {
        let mut changes = self.house.bus.listen_to_all();
        let mut ending = self.house.bus.ending();
        let mut until = self.until.subscribe();
        while !*ending.borrow() {
            changes.mark_unchanged();
            until.mark_unchanged();
            let then = self.turn(job).await;
            let goes_on = match (then, job.gather) {
                (Then::AtOnce, _) => true,
                (Then::Again(wait), _) | (Then::After(wait), None) => rest(&self.house, wait).await,
                (Then::After(wait), Some(gather)) => {
                    tokio::select! {
                        _ = tokio::time::timeout(wait, changes.changed()) => rest(&self.house, gather).await,
                        _ = ending.changed() => false,
                    }
                }
                (Then::NotOurs, _) => {
                    tokio::select! {
                        asked = until.changed() => asked.is_ok(),
                        _ = ending.changed() => false,
                    }
                }
            };
            if !goes_on {
                return;
            }
        }
    }
}

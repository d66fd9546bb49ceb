//! Looking ahead: what a hall has taught, kept in memory, and the line in which long computations stand.
//!
//! What is learnt of a hall and what is foretold from it takes from tens of milliseconds to a second to make. It is made when
//! somebody asks, on a thread of its own, a few at a time, and kept for the next who asks; a transaction that writes
//! never waits for it.

pub(crate) mod job;
mod kept;

pub(crate) use kept::Kept;

use crate::house::House;
use crate::kernel::kinds::PlaceId;
use crate::run::hall::Plan;
use crate::run::history::{Lessons, Past};
use crate::run::planning::Target;
use crate::run::tomorrow::{DayPlan, Takes};
use crate::run::twin::trust;
use crate::run::{next_hour, what_if};
use crate::{Error, RefusalKind};
use jiff::civil::Date;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Computations under way at a time: each may use several threads.
const AT_ONCE: usize = 2;
/// The most that wait for their turn; who comes then is told to come again.
const IN_LINE: usize = 32;

/// Halls whose past is kept as what it taught.
const HALLS: usize = 256;
/// Days whose plans are kept, of all halls.
const DAYS: usize = 2048;

/// What is known of the time ahead. Belongs to the house.
pub(crate) struct Foresight {
    /// The line in which computations stand.
    pub line: Line,
    /// What halls have taught.
    lessons: Kept<PlaceId, Lessons>,
    /// The plans of days.
    pub days: Kept<(PlaceId, Date), DayPlan>,
    /// What days take to keep a target.
    pub takes: Kept<(PlaceId, Date, Target), Takes>,
    /// Whether a hall's twin is like the hall: the version and the day that it is of, and the verdict.
    trust: Kept<PlaceId, (i64, Date, Option<bool>)>,
    /// Days as they can be simulated.
    pub bases: Kept<(PlaceId, Date), what_if::Base>,
    /// Sheets of what would be if, by what was wished.
    pub sheets: Kept<(PlaceId, Date, String), what_if::Sheet>,
    /// The hour ahead of each hall.
    pub hours: Kept<PlaceId, next_hour::Kept>,
}

impl Default for Foresight {
    fn default() -> Self {
        let (lessons, hours) = (Kept::at_most(HALLS), Kept::at_most(HALLS));
        let (bases, sheets) = (Kept::at_most(HALLS), Kept::at_most(HALLS));
        Self {
            line: Line::default(),
            lessons,
            days: Kept::at_most(DAYS),
            takes: Kept::at_most(DAYS),
            trust: Kept::at_most(DAYS),
            bases,
            sheets,
            hours,
        }
    }
}

impl Foresight {
    /// What a hall has taught up to yesterday: learnt once a day, and anew when its set-up changes.
    ///
    /// # Errors
    /// Those of the database; too much is being computed.
    pub async fn lessons(&self, house: &House, plan: &Arc<Plan>) -> Result<Arc<Lessons>, Error> {
        let today = house.clock.now().local(&plan.zone).date();
        let holds = |kept: &Lessons| kept.version == plan.version && kept.today == today;
        let learn = async {
            let turn = self.line.turn().await?;
            let there = Arc::clone(plan);
            let past = house.db.read(move |tx| Past::read_for(tx, &there, today, today)).await?;
            let there = Arc::clone(plan);
            turn.compute(move || Ok(Lessons::of(&there, &past, today))).await
        };
        self.lessons.get(plan.hall, holds, learn).await
    }

    /// Whether what a hall has taught can be kept without that of another hall having to go.
    pub fn has_room_for(&self, hall: PlaceId) -> bool {
        self.lessons.has_room_for(&hall)
    }

    /// Whether a hall's twin is like the hall, if that was looked at today.
    pub fn trust(&self, plan: &Plan, today: Date) -> Trust {
        let kept = self.trust.at_hand(&plan.hall);
        let of_today = kept.filter(|kept| kept.0 == plan.version && kept.1 == today);
        of_today.map_or(Trust::NotYet, |kept| match kept.2 {
            Some(true) => Trust::Yes,
            Some(false) => Trust::No,
            None => Trust::TooFewDays,
        })
    }

    /// Looks whether a hall's twin is like the hall: once a day, in a task of its own, because it takes some seconds.
    pub fn look_at_trust(house: &House, plan: &Arc<Plan>, today: Date) {
        let (house, plan) = (house.clone(), Arc::clone(plan));
        tokio::spawn(async move {
            let it = &house.foresight;
            let holds = |kept: &(i64, Date, Option<bool>)| kept.0 == plan.version && kept.1 == today;
            let look = async {
                let turn = it.line.turn().await?;
                let there = Arc::clone(&plan);
                let past = house.db.read(move |tx| Past::read(tx, &there, today)).await?;
                let there = Arc::clone(&plan);
                turn.compute(move || Ok((there.version, today, trust::trust(&there, &past)))).await
            };
            if let Err(error) = it.trust.get(plan.hall, holds, look).await {
                tracing::warn!(%error, "a hall's twin is not held against the hall; it is tried again");
            }
        });
    }
}

/// Whether a hall's twin is like the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// On days that it had not seen it was.
    Yes,
    /// On days that it had not seen it was not.
    No,
    /// There are too few days to say.
    TooFewDays,
    /// It is being looked at.
    NotYet,
}

impl Trust {
    /// Whether it was; none where that cannot be said yet.
    pub const fn known(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::TooFewDays | Self::NotYet => None,
        }
    }

    /// The id of the text that says it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Yes => "foresee-trust",
            Self::No => "foresee-do-not-trust",
            Self::TooFewDays => "foresee-trust-unknown",
            Self::NotYet => "foresee-trust-not-yet",
        }
    }
}

/// The line of long computations.
pub(crate) struct Line {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for Line {
    fn default() -> Self {
        let of = |most| Arc::new(Semaphore::new(most));
        Self { turns: of(AT_ONCE), places: of(AT_ONCE + IN_LINE) }
    }
}

/// A turn in the line. Who goes away before computing gives it back.
pub(crate) struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Line {
    /// A turn, when it has come. It is taken before anything is read for a computation, so that a crowd reads nothing that
    /// it is then refused to compute with, and readers of the database are left for everybody else.
    ///
    /// # Errors
    /// Too many wait already, which is said at once.
    pub async fn turn(&self) -> Result<Turn, Error> {
        let busy = || Error::refused(RefusalKind::Busy, "foresee-error-busy");
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| busy())?;
        Ok(Turn { _turn: turn, _place: place })
    }

    /// Computes something for which nothing more has to be read, when its turn has come: see [`Turn::compute`].
    ///
    /// # Errors
    /// Too many wait already; those of the computation.
    pub async fn compute<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Error> + Send + 'static,
    {
        self.turn().await?.compute(work).await
    }

    /// Whether who comes now has to wait: nothing that nobody asked for begins then.
    pub fn is_full(&self) -> bool {
        self.turns.available_permits() == 0
    }
}

impl Turn {
    /// Computes something that takes long, on a thread where that is allowed. Whoever asked may go away: what was begun goes
    /// on, and holds its turn until it ends.
    ///
    /// # Errors
    /// Those of the computation.
    pub async fn compute<T, F>(self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Error> + Send + 'static,
    {
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(self);
            done
        })
        .await;
        done.unwrap_or_else(|fault| Err(Error::Internal(fault.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn block<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    /// A future that is asked once, and not again.
    async fn begun<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
        tokio::select! {
            biased;
            done = future => Some(done),
            () = std::future::ready(()) => None,
        }
    }

    #[test]
    fn who_comes_when_the_line_is_full_is_refused_at_once_and_who_goes_away_leaves_their_place() {
        block(async {
            let line = Line::default();
            let mut inside = Vec::new();
            for _ in 0..AT_ONCE {
                inside.push(line.turn().await.unwrap());
            }
            let mut waiting: Vec<_> = (0..IN_LINE).map(|_| Box::pin(line.turn())).collect();
            for one in &mut waiting {
                assert!(begun(one).await.is_none(), "they wait for their turn");
            }
            assert!(line.turn().await.is_err(), "the line is full");
            waiting.pop();
            let mut next = Box::pin(line.turn());
            assert!(begun(&mut next).await.is_none(), "there is a place again, and no turn yet");
            drop((inside.pop(), waiting));
            assert!(next.await.is_ok());
        });
    }

    #[test]
    fn what_was_begun_goes_on_when_whoever_asked_goes_away_and_holds_its_turn_until_it_ends() {
        block(async {
            let line = Line::default();
            let (ended, ends) = mpsc::channel();
            let (go, wait) = mpsc::channel::<()>();
            let mut asked = Box::pin(line.compute(move || {
                let _ = wait.recv();
                ended.send(()).map_err(|error| Error::Internal(error.to_string()))
            }));
            assert!(begun(&mut asked).await.is_none());
            drop(asked);
            assert_eq!(line.turns.available_permits(), AT_ONCE - 1, "it goes on");
            go.send(()).unwrap();
            ends.recv().unwrap();
            // its turn is given back when its thread has ended
            let all = line.turns.acquire_many(u32::try_from(AT_ONCE).unwrap()).await.unwrap();
            drop(all);
        });
    }
}

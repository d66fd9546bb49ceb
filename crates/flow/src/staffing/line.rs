//! A line with a number of counters, whichever formula fits it.

use crate::theory::{
    Approximation, Balance, Demand, Fault, Share, Variation, curve,
    erlang_a::{self, ErlangA},
    erlang_c::{self, ErlangC},
    general::{self, General},
};

/// Who comes: how many, how long they take, how long they wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crowd {
    /// Arrivals and mean service.
    pub demand: Demand,
    /// Mean seconds of patience; `None` = everybody waits.
    pub patience_s: Option<f64>,
    /// Coefficient of variation of services; 1 = exponential.
    pub variation: f64,
}

impl Crowd {
    /// People who wait as long as it takes, with exponential services.
    pub fn patient(demand: Demand) -> Self {
        Self { demand, patience_s: None, variation: 1.0 }
    }

    /// The same crowd with another number of arrivals a second.
    ///
    /// # Errors
    /// When that is no number of arrivals.
    pub fn at(self, arrivals_per_s: f64) -> Result<Self, Fault> {
        Ok(Self { demand: Demand::new(arrivals_per_s, self.demand.service_s())?, ..self })
    }
}

/// A line in balance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Line {
    /// Everybody waits, services are exponential: exact.
    Patient(ErlangC),
    /// People leave: exact for exponential services and patience, and near for others (Whitt 2005).
    Impatient(ErlangA),
    /// Everybody waits, services vary otherwise: Whitt's approximation of 1993.
    Varied(General),
}

impl Line {
    /// The line of this crowd at so many counters (above zero, whole or fractional).
    ///
    /// With patience the variation of services is left out of account: leavers, not services, then rule the tail of the
    /// waits (W. Whitt, *Engineering solution of a basic call-center model*, Management Science 51 (2005) 221–235).
    ///
    /// # Errors
    /// When a number is outside its range.
    pub fn of(crowd: &Crowd, counters: f64) -> Result<Balance<Self>, Fault> {
        let demand = crowd.demand;
        if let Some(patience_s) = crowd.patience_s {
            return erlang_a::line(demand, counters, patience_s)
                .map(|line| Balance::Steady(Self::Impatient(line)));
        }
        // Whitt's formula begins at one counter
        if crowd.variation != 1.0 && counters >= 1.0 {
            let variation = Variation { arrivals: 1.0, services: crowd.variation };
            return Ok(general::line(demand, counters, variation, Approximation::Whitt)?.map(Self::Varied));
        }
        Ok(erlang_c::line(demand, counters)?.map(Self::Patient))
    }

    /// Share of arrivals that have to wait.
    pub fn wait_share(&self) -> f64 {
        match self {
            Self::Patient(line) => line.wait_share,
            Self::Impatient(line) => line.wait_share,
            Self::Varied(line) => line.wait_share,
        }
    }

    /// Mean seconds of wait of all arrivals.
    pub fn wait_s(&self) -> f64 {
        match self {
            Self::Patient(line) => line.wait_s,
            Self::Impatient(line) => line.wait_s,
            Self::Varied(line) => line.wait_s,
        }
    }

    /// Mean number of people waiting.
    pub fn waiting(&self) -> f64 {
        match self {
            Self::Patient(line) => line.waiting,
            Self::Impatient(line) => line.waiting,
            Self::Varied(line) => line.waiting,
        }
    }

    /// Share of arrivals that leave without service.
    pub fn abandon_share(&self) -> f64 {
        match self {
            Self::Impatient(line) => line.abandon_share,
            Self::Patient(_) | Self::Varied(_) => 0.0,
        }
    }

    /// Share of its time that a counter is busy.
    pub fn occupancy(&self) -> f64 {
        match self {
            Self::Patient(line) => line.occupancy,
            Self::Impatient(line) => line.occupancy,
            Self::Varied(line) => line.occupancy,
        }
    }

    /// Share of arrivals that are still in the queue after `wait_s` seconds.
    pub fn longer_than(&self, wait_s: f64) -> f64 {
        match self {
            Self::Patient(line) => line.longer_than(wait_s),
            Self::Impatient(line) => line.longer_than(wait_s),
            Self::Varied(line) => line.longer_than(wait_s),
        }
    }

    /// Share served within `wait_s` seconds, of whom `of` says.
    pub fn within(&self, wait_s: f64, of: Share) -> f64 {
        match self {
            Self::Impatient(line) => line.within(wait_s, of),
            Self::Patient(_) | Self::Varied(_) => 1.0 - self.longer_than(wait_s),
        }
    }

    /// The seconds in the queue that this share (0 to below 1) of the arrivals do not exceed.
    pub fn quantile_s(&self, share: f64) -> f64 {
        match self {
            Self::Patient(line) => line.quantile_s(share),
            Self::Impatient(line) => line.quantile_s(share),
            Self::Varied(line) => line.quantile_s(share),
        }
    }

    /// The mean of a piecewise-linear function of the time in the queue, (seconds, value).
    pub fn mean_of(&self, points: &[(f64, f64)]) -> f64 {
        match self {
            Self::Patient(line) => line.mean_of(points),
            Self::Impatient(line) => line.mean_of(points),
            Self::Varied(line) => curve::mean(points, |from_s, to_s| line.longer_between(from_s, to_s)),
        }
    }
}

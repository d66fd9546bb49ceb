//! Our own server under load: started on either engine with halls to work in, and what a clerk says to it.

use std::path::Path;

use super::Side;
use super::http::{Answer, request};
use super::load::Script;
use crate::Outcome;
use crate::house::House;
use crate::postgres::{self, Cluster, Disk};
use crate::product::{self, Product};

/// The network that a bench works in.
pub(super) struct Halls {
    /// Number of halls.
    pub halls: usize,
    /// Counters in each.
    pub counters: usize,
}

/// A place to work: a hall, and a counter in it.
#[derive(Clone)]
pub(super) struct Place {
    /// The hall's id.
    pub hall: String,
    /// The counter's id.
    pub counter: String,
}

/// A running server of ours.
pub(super) struct Ours {
    name: &'static str,
    /// Every counter, halls in turn.
    pub places: Vec<Place>,
    release: Option<String>,
    product: Product,
    // Dropped after the product that uses it.
    cluster: Option<Cluster>,
}

impl Ours {
    /// On a fresh SQLite file, as it runs without any setting.
    pub fn on_sqlite(house: &House, folder: &Path, halls: &Halls) -> Outcome<Self> {
        let database = product::fresh_sqlite(folder, "acts.sqlite")?;
        Self::start(house, folder, "Peakend on SQLite", &database, None, halls)
    }

    /// On a PostgreSQL of its own that waits for the disk.
    pub fn on_postgres(house: &House, folder: &Path, halls: &Halls) -> Outcome<Self> {
        let programs = postgres::ready()?;
        let cluster = Cluster::start(house, &programs, Disk::Durable)?;
        let url = cluster.url();
        let mut ours = Self::start(house, folder, "Peakend on PostgreSQL", &url, Some(cluster), halls)?;
        ours.release = Some(programs.release()?);
        Ok(ours)
    }

    fn start(
        house: &House,
        folder: &Path,
        name: &'static str,
        url: &str,
        cluster: Option<Cluster>,
        halls: &Halls,
    ) -> Outcome<Self> {
        let log = name.replace(' ', "-").to_lowercase();
        let product = Product::start(&house.program(), url, folder, &log)?;
        let mut ours = Self { name, places: Vec::new(), release: None, product, cluster };
        ours.places = ours.furnish(halls)?;
        Ok(ours)
    }

    /// Sets up halls with counters, open and staffed.
    fn furnish(&self, halls: &Halls) -> Outcome<Vec<Place>> {
        let Halls { halls, counters } = halls;
        Err(format!(
            "this Peakend cannot be told from outside to set up {halls} halls of {counters} counters"
        ))
    }

    /// The release of the database's server, where there is one.
    pub fn release(&self) -> Option<String> {
        self.release.clone()
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.product.address
    }

    /// An API token that may do everything.
    pub fn token(&self) -> &str {
        &self.product.token
    }

    /// The comparison's sides, one for each number of clients.
    pub fn sides(&self, clients: &[usize]) -> Vec<Side> {
        let cluster = self.cluster.as_ref().and_then(|cluster| cluster.process().ok());
        let processes: Vec<u32> = std::iter::once(self.product.process()).chain(cluster).collect();
        let side = |&clients: &usize| {
            let (token, places) = (self.product.token.clone(), self.places.clone());
            let desks = move |round| {
                let key = format!("{clients}-{round}");
                let places = places.iter().cycle().take(clients).cloned().enumerate();
                places.map(|(desk, place)| Desk::new(&token, place, &format!("{key}-{desk}"))).collect()
            };
            Side::new(self.name, clients, self.product.address, processes.clone(), desks)
        };
        clients.iter().map(side).collect()
    }
}

/// A network of many halls with a long past, and a server on it. Its past is made once and kept.
pub(super) fn big(house: &House, folder: &Path, halls: usize, days: usize) -> Outcome<Product> {
    let name = format!("big-{halls}-{days}");
    let file = folder.join(format!("{name}.sqlite"));
    if !file.is_file() {
        let unfinished = format!("{name}.part");
        let database = product::fresh_sqlite(folder, &unfinished)?;
        product::seed(&house.program(), &database, halls, days)?;
        std::fs::rename(folder.join(unfinished), &file)
            .map_err(|fault| format!("{}: {fault}", file.display()))?;
    }
    Product::start(&house.program(), &format!("sqlite:{}", file.display()), folder, &name)
}

/// A clerk who also hands out the tickets: take → call → finish, over and over, at a counter of their own.
///
/// In each hall as many have been taken as there are desks that are about to call, so somebody always waits.
pub(super) struct Desk {
    token: String,
    place: Place,
    key: String,
    said: usize,
    visit: String,
    step: Step,
}

#[derive(Clone, Copy)]
enum Step {
    Take,
    Call,
    Finish,
}

impl Desk {
    /// A clerk whose requests are told from all others by `key`.
    pub fn new(token: &str, place: Place, key: &str) -> Self {
        let (token, key) = (format!("Bearer {token}"), key.to_owned());
        Self { token, place, key, said: 0, visit: String::new(), step: Step::Take }
    }

    /// Learns from the answer to the last step, and turns to the next.
    fn learn(&mut self, answer: &Answer) -> Outcome<()> {
        let expected = if matches!(self.step, Step::Take) { 201 } else { 200 };
        if answer.status != expected {
            return Err(format!("expected {expected}, got {}", answer.told()));
        }
        self.step = match self.step {
            Step::Take => Step::Call,
            Step::Call => {
                self.visit = answer.text_at("/visit/id")?;
                Step::Finish
            }
            Step::Finish => Step::Take,
        };
        Ok(())
    }
}

impl Script for Desk {
    fn next(&mut self, answer: Option<&Answer>) -> Outcome<Vec<u8>> {
        if let Some(answer) = answer {
            self.learn(answer)?;
        }
        let Place { hall, counter } = &self.place;
        let (path, body) = match self.step {
            Step::Take => (format!("/api/v1/halls/{hall}/visits"), "{\"purpose\":\"pay_bill\"}"),
            Step::Call => (format!("/api/v1/counters/{counter}/call"), "{}"),
            Step::Finish => (format!("/api/v1/visits/{}/finish", self.visit), "{\"result\":\"done\"}"),
        };
        self.said += 1;
        let key = format!("bench-{}-{}", self.key, self.said);
        Ok(request("POST", &path, &[("Authorization", &self.token), ("Idempotency-Key", &key)], Some(body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_takes_calls_and_finishes_the_visit_that_it_called() {
        let place = Place { hall: "hal_1".into(), counter: "ctr_2".into() };
        let mut desk = Desk::new("secret", place, "64-1-0");
        let answer =
            |status, body: &str| Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() };
        let said = |desk: &mut Desk, answer: Option<Answer>| {
            String::from_utf8(desk.next(answer.as_ref()).unwrap()).unwrap()
        };
        let take = said(&mut desk, None);
        assert!(take.starts_with("POST /api/v1/halls/hal_1/visits HTTP/1.1\r\n"), "{take}");
        assert!(
            take.contains("Authorization: Bearer secret\r\nIdempotency-Key: bench-64-1-0-1\r\n"),
            "{take}"
        );
        let call = said(&mut desk, Some(answer(201, "{\"id\":\"vis_9\"}")));
        assert!(call.starts_with("POST /api/v1/counters/ctr_2/call "), "{call}");
        let finish = said(&mut desk, Some(answer(200, "{\"visit\":{\"id\":\"vis_8\"}}")));
        assert!(finish.starts_with("POST /api/v1/visits/vis_8/finish "), "{finish}");
        let again = said(&mut desk, Some(answer(200, "{}")));
        assert!(again.contains("/visits HTTP/1.1"), "{again}");
        assert!(desk.next(Some(&answer(503, "busy"))).unwrap_err().contains("503 busy"));
    }
}

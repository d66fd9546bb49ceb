//! Our own server under load: started on either engine with halls to work in, and what a clerk says to it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::Side;
use super::http::{Answer, request};
use super::load::Script;
use crate::Outcome;
use crate::house::House;
use crate::postgres::{self, Cluster, Disk};
use crate::product::{self, Counter, Keys, Product, Town};

/// The network that a bench works in.
pub(super) struct Halls {
    /// Number of halls.
    pub halls: usize,
    /// Counters in each that are worked at, at most four.
    pub counters: usize,
}

/// A place to work: a hall, and a counter in it. Its clones are the same place.
#[derive(Clone)]
pub(super) struct Place {
    /// The hall's code.
    pub hall: String,
    counter: String,
    key: String,
    stand: Arc<Mutex<Stand>>,
}

/// What is to be done next at a counter, and for whom. It outlives the client, who may be cut off at any step.
struct Stand {
    visit: String,
    step: Step,
}

impl Place {
    /// A place where nobody is served.
    pub fn new(hall: &str, counter: &str, key: &str) -> Self {
        let stand = Arc::new(Mutex::new(Stand { visit: String::new(), step: Step::Take }));
        Self { hall: hall.into(), counter: counter.into(), key: key.into(), stand }
    }

    /// One counter of every hall, then the next of every hall, and so on.
    fn all(keys: &Keys, counters: usize) -> Vec<Self> {
        let turn = |n: usize| keys.halls.iter().filter_map(move |hall| hall.get(n));
        let place = |at: &Counter| Self::new(&at.hall, &at.id, &at.key);
        (0..counters).flat_map(turn).map(place).collect()
    }
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
        let town = Town { halls: halls.halls, days: 1, visits_per_day: 20 };
        let file = folder.join(format!("{log}.keys.json"));
        let keys = product::seed(&house.program(), url, town, &file)?;
        let token = product::token_of_all_roles(&house.program(), url)?;
        let product = Product::start(&house.program(), url, &token, folder, &log)?;
        let places = Place::all(&keys, halls.counters);
        if places.len() < halls.halls * halls.counters {
            return Err(format!("the network has only {} counters open", places.len()));
        }
        Ok(Self { name, places, release: None, product, cluster })
    }

    /// The release of the database's server, where there is one.
    pub fn release(&self) -> Option<String> {
        self.release.clone()
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.product.address
    }

    /// A key that opens every page of every hall.
    pub fn token(&self) -> &str {
        &self.product.token
    }

    /// The comparison's sides, one for each number of clients.
    pub fn sides(&self, clients: &[usize]) -> Vec<Side> {
        let cluster = self.cluster.as_ref().and_then(|cluster| cluster.process().ok());
        let processes: Vec<u32> = std::iter::once(self.product.process()).chain(cluster).collect();
        let side = |&clients: &usize| {
            let places = self.places.clone();
            let desks = move |round| {
                let key = format!("{clients}-{round}");
                let places = places.iter().cycle().take(clients).cloned().enumerate();
                places.map(|(desk, place)| Desk::new(place, &format!("{key}-{desk}"))).collect()
            };
            Side::new(self.name, clients, self.product.address, processes.clone(), desks)
        };
        clients.iter().map(side).collect()
    }
}

/// What the files of a big network are called.
pub(super) fn name(town: Town) -> String {
    format!("big-{}-{}-{}", town.halls, town.days, town.visits_per_day)
}

/// A network of many halls with a long past, and a server on it, with a key that opens every page. Its past is made once and
/// kept.
pub(super) fn big(house: &House, folder: &Path, town: Town) -> Outcome<Product> {
    let name = name(town);
    let (file, key) = (folder.join(format!("{name}.sqlite")), folder.join(format!("{name}.key")));
    let lost = |path: &Path, fault: std::io::Error| format!("{}: {fault}", path.display());
    let program = house.program();
    if !file.is_file() || !key.is_file() {
        let unfinished = format!("{name}.part");
        let database = product::fresh_sqlite(folder, &unfinished)?;
        product::seed(&program, &database, town, &folder.join(format!("{name}.keys.json")))?;
        let token = product::token_of_all_roles(&program, &database)?;
        std::fs::write(&key, token).map_err(|fault| lost(&key, fault))?;
        std::fs::rename(folder.join(unfinished), &file).map_err(|fault| lost(&file, fault))?;
    }
    let token = std::fs::read_to_string(&key).map_err(|fault| lost(&key, fault))?;
    Product::start(&program, &format!("sqlite:{}", file.display()), &token, folder, &name)
}

/// A clerk who also hands out the tickets: take → call → finish, over and over, at a counter of their own.
///
/// In each hall as many have been taken as there are desks that are about to call, so somebody always waits.
pub(super) struct Desk {
    token: String,
    place: Place,
    key: String,
    said: usize,
}

#[derive(Clone, Copy)]
enum Step {
    Take,
    Call,
    Finish,
}

impl Desk {
    /// A clerk whose requests are told from all others by `key`.
    pub fn new(place: Place, key: &str) -> Self {
        Self { token: format!("Bearer {}", place.key), place, key: key.to_owned(), said: 0 }
    }

    /// Learns from the answer to the last step, and turns to the next.
    fn learn(&self, answer: &Answer) -> Outcome<()> {
        let mut stand = self.place.stand.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = if matches!(stand.step, Step::Take) { 201 } else { 200 };
        if answer.status != expected {
            return Err(format!("expected {expected}, got {}", answer.told()));
        }
        stand.step = match stand.step {
            Step::Take => Step::Call,
            Step::Call => {
                stand.visit = answer.text_at("/id")?;
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
        let Place { hall, counter, stand, .. } = &self.place;
        let stand = stand.lock().unwrap_or_else(PoisonError::into_inner);
        let (path, body) = match stand.step {
            Step::Take => (format!("/api/v1/halls/{hall}/visits"), "{\"purpose\":\"pay_bill\"}"),
            Step::Call => (format!("/api/v1/counters/{counter}/call"), "{}"),
            Step::Finish => (format!("/api/v1/visits/{}/finish", stand.visit), "{\"result\":\"done\"}"),
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
        let place = Place::new("hal_1", "ctr_2", "secret");
        let mut desk = Desk::new(place.clone(), "64-1-0");
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
        // cut off, and gone on with by another
        let mut desk = Desk::new(place, "64-2-0");
        let finish = said(&mut desk, Some(answer(200, "{\"id\":\"vis_8\"}")));
        assert!(finish.starts_with("POST /api/v1/visits/vis_8/finish "), "{finish}");
        let again = said(&mut desk, Some(answer(200, "{}")));
        assert!(again.contains("/visits HTTP/1.1"), "{again}");
        assert!(desk.next(Some(&answer(503, "busy"))).unwrap_err().contains("503 busy"));
    }
}

//! Ids: a UUID of version 7 with a type of its own, shown as `vis_01hxyz…` (TypeID 0.3).
//!
//! People see numbers and names; ids are for addresses and the API.

use crate::kernel::{Clock, Instant};
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// What an id names.
pub trait Kind: Copy + 'static {
    /// The letters before the underscore.
    const PREFIX: &'static str;
}

/// An id of a thing of kind `K`.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// A text that is no id of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no id; one begins with `{prefix}_` and 26 letters and digits follow")]
pub struct BadId {
    /// What was given.
    pub text: String,
    /// What it should begin with.
    pub prefix: &'static str,
}

/// Crockford's base 32, in lower case.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl<K: Kind> Id<K> {
    /// The id of a UUID.
    pub const fn of(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// Its UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K: Kind> std::fmt::Display for Id<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.0.as_u128();
        write!(f, "{}_", K::PREFIX)?;
        for place in (0..26).rev() {
            let digit = usize::try_from((value >> (place * 5)) & 31).unwrap_or_default();
            write!(f, "{}", char::from(DIGITS[digit]))?;
        }
        Ok(())
    }
}

impl<K: Kind> std::fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId { text: text.chars().take(60).collect(), prefix: K::PREFIX };
        let digits = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or_else(bad)?;
        let mut value: u128 = 0;
        if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
            return Err(bad());
        }
        for byte in digits.bytes() {
            let digit = DIGITS.iter().position(|d| *d == byte).ok_or_else(bad)?;
            value = value << 5 | digit as u128;
        }
        Ok(Self::of(Uuid::from_u128(value)))
    }
}

impl<K: Kind> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> serde::Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<K: Kind> utoipa::PartialSchema for Id<K> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let shape = utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .pattern(Some(format!("^{}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$", K::PREFIX)));
        utoipa::openapi::RefOr::T(utoipa::openapi::Schema::Object(shape.build()))
    }
}

impl<K: Kind> utoipa::ToSchema for Id<K> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Id_{}", K::PREFIX).into()
    }
}

impl<K: Kind> From<Id<K>> for db::Value<'_> {
    fn from(id: Id<K>) -> Self {
        db::Value::Uuid(id.0)
    }
}

impl<K: Kind> db::Column for Id<K> {
    fn from_sqlite(value: db::Raw<'_>) -> Result<Self, db::Error> {
        Uuid::from_sqlite(value).map(Self::of)
    }

    fn from_postgres(row: &db::RawRow, at: usize) -> Result<Self, db::Error> {
        Uuid::from_postgres(row, at).map(Self::of)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $alias:ident, $prefix:literal;)*) => {$(
        #[doc = concat!("The kind of ids that begin with `", $prefix, "_`.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $kind;
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        $(#[$doc])*
        pub type $alias = Id<$kind>;
    )*};
}

/// The kinds of things that have ids.
pub mod kinds {
    use super::{Id, Kind};

    kinds! {
        /// A network, province, city or hall.
        Place, PlaceId, "plc";
        /// A counter of a hall.
        Counter, CounterId, "ctr";
        /// One customer's visit.
        Visit, VisitId, "vis";
        /// A line of the event log.
        Event, EventId, "evt";
        /// A member of staff.
        Person, PersonId, "prs";
        /// A sign-in that lasts.
        Session, SessionId, "ses";
        /// A key for the API.
        Token, TokenId, "tok";
        /// A kiosk, evaluator or board.
        Device, DeviceId, "dev";
        /// A line of the audit.
        Audit, AuditId, "aud";
        /// A booked time.
        Appointment, AppointmentId, "apt";
        /// A diversion offered.
        Diversion, DiversionId, "dvn";
        /// Where events are sent.
        Webhook, WebhookId, "whk";
        /// One event to be sent to one webhook.
        Delivery, DeliveryId, "dlv";
        /// What must be seen to now.
        Alarm, AlarmId, "alm";
    }
}

/// Where chance comes from: ids, codes and secrets.
///
/// It draws from the system, or, for tests and simulations, from a seeded generator, so that a run can be repeated.
#[derive(Clone, Default)]
pub enum Chance {
    /// The operating system's generator.
    #[default]
    System,
    /// A seeded generator; never for secrets that protect something.
    Seeded(Arc<Mutex<rand_pcg::Pcg64>>),
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::System => "Chance::System",
            Self::Seeded(_) => "Chance::Seeded",
        })
    }
}

impl Chance {
    /// A generator that gives the same draws for the same seed.
    pub fn seeded(seed: u64) -> Self {
        use rand::SeedableRng as _;
        Self::Seeded(Arc::new(Mutex::new(rand_pcg::Pcg64::seed_from_u64(seed))))
    }

    /// Fills with random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give, which leaves no safe way to go on.
    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => getrandom::fill(bytes).expect("the operating system gives randomness"),
            Self::Seeded(generator) => {
                use rand::Rng as _;
                generator.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
            }
        }
    }

    /// A new id, in the order of `now`.
    pub fn id<K: Kind>(&self, now: Instant) -> Id<K> {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = u64::try_from(now.0.div_euclid(1000)).unwrap_or_default();
        Id::of(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }

    /// A secret of 24 letters and digits, 120 bits, that nobody guesses.
    pub fn secret(&self) -> String {
        self.letters(24)
    }

    /// A short code of `length` digits and letters that are not mistaken for each other.
    pub fn code(&self, length: usize) -> String {
        self.letters(length).to_uppercase()
    }

    fn letters(&self, length: usize) -> String {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes);
        bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
    }

    /// A generator for a draw from a distribution.
    pub fn seed(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// The present id generator together with a clock: what an act needs.
    pub fn with(&self, clock: &Clock) -> (Self, Instant) {
        (self.clone(), clock.now())
    }
}

#[cfg(test)]
mod tests {
    use super::kinds::{PersonId, Visit, VisitId};
    use super::*;

    #[test]
    fn an_id_is_shown_as_typeid_says() {
        // the example of the specification, TypeID 0.3
        let uuid: Uuid = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let id = Id::<Visit>::of(uuid);
        assert_eq!(id.to_string(), "vis_01h455vb4pex5vsknk084sn02q");
        assert_eq!("vis_01h455vb4pex5vsknk084sn02q".parse(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_or_out_of_range_is_refused() {
        assert!("vis_01h455vb4pex5vsknk084sn02q".parse::<PersonId>().is_err());
        assert!("vis_81h455vb4pex5vsknk084sn02q".parse::<VisitId>().is_err());
        assert!("vis_01h455vb4pex5vsknk084sn02".parse::<VisitId>().is_err());
        assert!("vis_01h455vb4pex5vsknk084sn0l!".parse::<VisitId>().is_err());
    }

    #[test]
    fn ids_come_in_the_order_of_time() {
        let chance = Chance::seeded(1);
        let early: VisitId = chance.id(Instant(1_000_000));
        let late: VisitId = chance.id(Instant(2_000_000));
        assert!(early < late);
    }
}

//! The tablet at the counter: it sleeps until a service there ends, asks once, and sleeps again.

pub(crate) mod page;

//! Webhooks: what happens in the halls, sent to other systems as Standard Webhooks (standardwebhooks.com, version 1.0.0).
//!
//! A follower of the event log makes a delivery of each event that a webhook wants; deliveries are tried until they are
//! taken, ever more seldom, and wait for a person after the last try. Nothing is sent twice in order to be sent once: whoever
//! receives tells repeats by `webhook-id`. Secrets and personal answers are in no payload.

pub mod act;
pub mod api;
pub mod job;
pub mod page;
mod send;
pub(crate) mod store;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Seconds from one failed try to the next. After the last, the delivery is dead.
pub const AGAIN_AFTER_S: [i64; 6] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600];

/// For how long every try may fail before the webhook is switched off, in seconds.
pub const PATIENCE_S: i64 = 5 * 24 * 3600;

crate::kernel::words! {
    /// Where a delivery stands.
    pub enum DeliveryState {
        /// To be tried, now or later.
        Waiting = "waiting",
        /// Taken.
        Done = "done",
        /// Tried as often as it is tried.
        Dead = "dead",
    }
}

/// The secret of a webhook from 24 random bytes.
pub fn secret(bytes: &[u8; 24]) -> String {
    format!("whsec_{}", STANDARD.encode(bytes))
}

/// The header `webhook-signature`: HMAC-SHA256 over the id, the timestamp and the body (Standard Webhooks, "Signature
/// scheme"). None if the secret is none.
pub fn signature(secret: &str, id: &str, timestamp_s: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp_s}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_published_example() {
        // the example of the reference libraries of Standard Webhooks and Svix
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed =
            signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}

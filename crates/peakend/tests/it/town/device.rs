//! Devices of the town: a kiosk, an evaluator, a board.

use super::{Town, http::Browser};
use peakend::kernel::kinds::CounterId;
use sha2::{Digest as _, Sha256};

impl Town {
    /// A browser on a paired device of the hall: `kiosk`, `board`, or the `evaluator` of a counter.
    pub fn device(&self, kind: &str, counter: Option<CounterId>) -> Browser {
        let secret = self.house.chance.secret();
        let hash: String =
            Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let id = self.house.chance.id::<peakend::kernel::kinds::Device>(self.clock.now());
        let (hall, kind) = (self.hall, kind.to_owned());
        self.house
            .db
            .write_now(move |tx| {
                tx.run(
                    "insert into device (id, kind, hall, counter, name, secret_hash, created_at)
                     values (?1, ?2, ?3, ?4, ?2, ?5, 0)",
                    &[id.into(), (&kind).into(), hall.into(), counter.into(), (&hash).into()],
                )
            })
            .unwrap();
        let mut browser = self.browser();
        browser.cookies.insert("peakend_device".to_owned(), secret);
        browser
    }
}

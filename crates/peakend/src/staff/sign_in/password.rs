//! Passwords: argon2id, with the parameters of the OWASP Password Storage Cheat Sheet (m = 19456 KiB, t = 2, p = 1).
//!
//! Hashing takes tens of milliseconds and 19 MiB on purpose. It runs on threads of its own, at most `AT_ONCE` at a time
//! so that many sign-ins at once do not take all memory, and never within a transaction.

use crate::Error;
use crate::kernel::Chance;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// Fewest characters of a password.
pub const SHORTEST: usize = 10;
/// Most characters of a password.
pub const LONGEST: usize = 200;
/// Fewest characters that are left of a password without the login.
const LEFT: usize = 8;
/// How many are hashed at a time.
const AT_ONCE: usize = 4;

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A password that may be set: at least [`SHORTEST`] characters, and not made from the login. No rule asks for
/// digits or signs, which make passwords hard for people and not for machines (NIST SP 800-63B, 3.1.1.2).
///
/// # Errors
/// It is too short, too long, or made from the login.
pub fn parse(field: &'static str, password: &str, login: &str) -> Result<String, Error> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Error::invalid(field, "staff-error-password-short").with("least", SHORTEST));
    }
    if length > LONGEST {
        return Err(Error::invalid(field, "frame-error-text-long").with("most", LONGEST));
    }
    // what is left of it without the login says how much there is to guess
    let rest = password.to_lowercase().replace(login, "");
    let first = password.chars().next();
    if rest.chars().count() < LEFT || password.chars().all(|c| Some(c) == first) {
        return Err(Error::invalid(field, "staff-error-password-easy"));
    }
    Ok(password.to_owned())
}

/// The hash of a password, in its own text form.
///
/// # Errors
/// None that is expected.
pub fn hash_now(chance: &Chance, password: &str) -> Result<String, Error> {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    let hash: Result<PasswordHash, _> = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Error::Internal(error.to_string()))
}

/// The same, off the threads of requests.
///
/// # Errors
/// None that is expected.
pub async fn hash(chance: &Chance, password: &str) -> Result<String, Error> {
    let (chance, password) = (chance.clone(), password.to_owned());
    aside(move || hash_now(&chance, &password)).await?
}

/// Whether the password is the one of this hash. Without a hash it is not, which takes as long to find out.
///
/// # Errors
/// None that is expected.
pub async fn is(password: &str, hash: Option<String>) -> Result<bool, Error> {
    let password = password.to_owned();
    aside(move || {
        let known = hash.is_some() && password.chars().count() <= LONGEST;
        let hash = match (known, hash) {
            (true, Some(hash)) => hash,
            _ => stand_in()?,
        };
        let password = if known { password.as_bytes() } else { b"nobody's" };
        Ok(argon2()?.verify_password(password, hash.as_str()).is_ok() && known)
    })
    .await?
}

/// The hash that a password is held against where there is nobody.
fn stand_in() -> Result<String, Error> {
    static STAND_IN: OnceLock<String> = OnceLock::new();
    match STAND_IN.get() {
        Some(hash) => Ok(hash.clone()),
        None => {
            let hash = hash_now(&Chance::System, "somebody's")?;
            Ok(STAND_IN.get_or_init(|| hash).clone())
        }
    }
}

/// Work for a thread of its own, a few at a time.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    static SEATS: Semaphore = Semaphore::const_new(AT_ONCE);
    let _seat = SEATS.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(password: &str) -> Option<&'static str> {
        Some(parse("password", password, "linxiao").err()?.refusal()?.id)
    }

    #[test]
    fn a_password_is_long_and_not_the_login() {
        assert_eq!(id("correct horse"), None);
        assert_eq!(id("一二三四五六七八九十"), None);
        assert_eq!(id("short"), Some("staff-error-password-short"));
        assert_eq!(id("LinXiao1234"), Some("staff-error-password-easy"));
        assert_eq!(id("linxiaolinxiao"), Some("staff-error-password-easy"));
        assert_eq!(id("aaaaaaaaaaaa"), Some("staff-error-password-easy"));
        assert_eq!(id(&"long".repeat(100)), Some("frame-error-text-long"));
    }

    #[test]
    fn a_hash_names_its_parameters_and_no_two_are_the_same() {
        let chance = Chance::seeded(1);
        let hashes =
            [hash_now(&chance, "correct horse").unwrap(), hash_now(&chance, "correct horse").unwrap()];
        assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hashes[0]);
        assert_ne!(hashes[0], hashes[1]);
    }
}

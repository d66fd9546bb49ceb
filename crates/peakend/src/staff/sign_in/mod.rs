//! Signing in by login and password.
//!
//! Nobody learns here who exists: a login that nobody has is refused in the same words, after the same work, and with the
//! same growing delay as a wrong password.

pub mod act;
pub mod page;
pub mod password;
pub(crate) mod store;

use crate::Error;

/// Wrong passwords that cost no time.
const FREE: i64 = 3;
/// The longest delay, in seconds.
const LONGEST_DELAY_S: i64 = 15 * 60;

/// How long nobody may try after this many wrong passwords, in seconds: nothing for three, then doubling from one second to
/// a quarter of an hour. So a thousand guesses take ten days, and who mistypes hardly notices.
pub const fn delay_s(failures: i64) -> i64 {
    if failures <= FREE {
        return 0;
    }
    let doublings = failures - FREE - 1;
    if doublings >= 10 { LONGEST_DELAY_S } else { 1 << doublings }
}

/// A login: 2 to 40 small letters, digits, dots, hyphens, underscores or at signs.
///
/// # Errors
/// It is none.
pub fn login(field: &'static str, text: &str) -> Result<String, Error> {
    let login = text.trim().to_ascii_lowercase();
    let fits = login
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-@".contains(&byte));
    if !fits || !(2..=40).contains(&login.len()) {
        return Err(Error::invalid(field, "staff-error-login"));
    }
    Ok(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_from_nothing_to_a_quarter_of_an_hour() {
        let delays: Vec<i64> = (1..=15).map(delay_s).collect();
        assert_eq!(delays, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn a_login_is_small_letters() {
        assert_eq!(login("login", " LinXiao@hz ").unwrap(), "linxiao@hz");
        assert!(login("login", "a").is_err());
        assert!(login("login", "林晓").is_err());
        assert!(login("login", "a/b").is_err());
        assert!(login("login", &"a".repeat(41)).is_err());
    }
}

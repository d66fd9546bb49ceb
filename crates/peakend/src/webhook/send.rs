//! Sending one delivery: over the network, to nowhere inside unless that is allowed.

use std::net::IpAddr;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is sent.
pub(super) struct Letter {
    pub url: String,
    pub id: String,
    pub timestamp_s: i64,
    pub signature: String,
    pub body: String,
}

/// Finds addresses, and refuses those inside: a webhook must not reach what only this machine can reach. It is the address
/// that is connected to which is looked at, so that a name cannot mean one thing when asked and another when used.
#[derive(Debug)]
struct Outside {
    found: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Outside {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.found.resolve(uri, config, timeout)?;
        if !self.allow_private && found.iter().any(|address| is_inside(address.ip())) {
            return Err(ureq::Error::Io(std::io::Error::other("a private address")));
        }
        Ok(found)
    }
}

/// Whether an address is one of this machine, of a private network, or of none.
fn is_inside(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_multicast()
                || ip.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (18..20).contains(&b))
                || (a == 192 && b == 0)
        }
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || (first & 0xfe00) == 0xfc00
                || (first & 0xffc0) == 0xfe80
                || (first == 0x64 && ip.segments()[1] == 0xff9b)
                || first == 0x2002
        }
    }
}

/// Sends it; the status of the answer, or why there is none.
pub(super) fn send(letter: &Letter, allow_private: bool) -> Result<u16, String> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .build();
    let resolver = Outside { found: DefaultResolver::default(), allow_private };
    let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
    let sent = agent
        .post(&letter.url)
        .header("content-type", "application/json")
        .header("user-agent", "Peakend")
        .header("webhook-id", &letter.id)
        .header("webhook-timestamp", letter.timestamp_s.to_string())
        .header("webhook-signature", &letter.signature)
        .send(letter.body.as_str());
    sent.map(|answer| answer.status().as_u16()).map_err(|error| error.to_string().chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn what_lies_inside_is_told_from_what_lies_outside() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
        ];
        let mapped = ["::1", "::ffff:127.0.0.1", "fd00::1", "fe80::1", "64:ff9b::7f00:1"];
        for ip in inside.iter().chain(&mapped) {
            assert!(is_inside(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["8.8.8.8", "114.114.114.114", "2400:3200::1"] {
            assert!(!is_inside(ip.parse().expect("an address")), "{ip}");
        }
    }
}

//! Networks as addresses with the length of their prefix (RFC 4632, RFC 4291).

use std::net::IpAddr;

/// Some networks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Networks(Vec<(IpAddr, u8)>);

impl Networks {
    /// From `10.0.0.0/8`, `::1`, …; the first text that is none is the error.
    ///
    /// # Errors
    /// A text that is no address and no network.
    pub fn parse(texts: &[String]) -> Result<Self, String> {
        texts
            .iter()
            .map(|text| network(text.trim()).ok_or_else(|| text.clone()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether an address is in one of them. IPv4 written as IPv6 is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(network, length)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32_u32.saturating_sub(u32::from(*length));
                let cut = |ip: std::net::Ipv4Addr| u32::from(ip).checked_shr(shift).unwrap_or_default();
                cut(*network) == cut(address)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128_u32.saturating_sub(u32::from(*length));
                let cut = |ip: std::net::Ipv6Addr| u128::from(ip).checked_shr(shift).unwrap_or_default();
                cut(*network) == cut(address)
            }
            _ => false,
        })
    }

    /// As they are written.
    pub fn texts(&self) -> Vec<String> {
        let whole = |address: &IpAddr| if address.is_ipv4() { 32 } else { 128 };
        let text = |(address, length): &(IpAddr, u8)| match *length == whole(address) {
            true => address.to_string(),
            false => format!("{address}/{length}"),
        };
        self.0.iter().map(text).collect()
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = length.map_or(Some(most), |length| length.parse().ok()).filter(|length| *length <= most)?;
    Some((address, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(texts: &[&str]) -> Result<Networks, String> {
        Networks::parse(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_is_in_a_network_by_its_prefix() {
        let some = networks(&["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]).unwrap();
        for (address, inside) in [
            ("10.255.1.2", true),
            ("11.0.0.1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("::ffff:10.1.1.1", true),
            ("2001:db8:1::5", true),
            ("2001:db9::5", false),
        ] {
            assert_eq!(some.contains(address.parse().unwrap()), inside, "{address}");
        }
        assert!(networks(&["0.0.0.0/0"]).unwrap().contains("8.8.8.8".parse().unwrap()));
        assert_eq!(some.texts(), ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);
    }

    #[test]
    fn what_is_no_network_is_named() {
        assert_eq!(networks(&["10.0.0.0/33"]), Err("10.0.0.0/33".to_owned()));
        assert_eq!(networks(&["::1", "proxy.local"]), Err("proxy.local".to_owned()));
    }
}

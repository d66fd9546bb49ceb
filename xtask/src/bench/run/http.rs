//! As much of HTTP/1.1 as the load needs, without reading or writing anything itself: requests are made, answers
//! are cut from bytes.

use std::fmt::Write as _;

use crate::Outcome;

/// An answer, cut from the bytes that a connection has brought.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Answer {
    /// The status code.
    pub status: u16,
    /// The body, whole and without the marks of chunks.
    pub body: Vec<u8>,
    /// Whether the server closes the connection after it.
    pub last: bool,
    /// What stood above the body.
    pub head: Vec<u8>,
}

impl Answer {
    /// The value of the first header of this name, written in small letters.
    pub fn header(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.head);
        let mut lines = text.split("\r\n").filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    }

    /// Whether its content is of this kind, such as `text/html`.
    pub fn is(&self, kind: &str) -> bool {
        self.header("content-type").is_some_and(|value| value.starts_with(kind))
    }

    /// The value at a JSON pointer such as `/visit/id`; a fault that quotes the answer where it is absent.
    pub fn text_at(&self, pointer: &str) -> Outcome<String> {
        let value: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        match value.pointer(pointer) {
            Some(serde_json::Value::String(text)) => Ok(text.clone()),
            Some(other) if other.is_number() => Ok(other.to_string()),
            _ => Err(format!("no `{pointer}` in {}", self.told())),
        }
    }

    /// The status and the beginning of the body, for a fault.
    pub fn told(&self) -> String {
        let body: String = String::from_utf8_lossy(&self.body).chars().take(300).collect();
        format!("the answer {} {body}", self.status)
    }
}

/// A request that keeps the connection open.
pub(super) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (name, value) in headers {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "{name}: {value}\r\n");
    }
    let body = body.map(|body| (body, body.len()));
    if let Some((_, length)) = body {
        let _infallible = write!(text, "Content-Type: application/json\r\nContent-Length: {length}\r\n");
    } else if method != "GET" {
        text.push_str("Content-Length: 0\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body.map_or("", |(body, _)| body));
    text.into_bytes()
}

/// Takes the first answer out of the buffer; none while it is not whole.
pub(super) fn take(buffer: &mut Vec<u8>) -> Outcome<Option<Answer>> {
    let Some((head, start)) = head(buffer)? else { return Ok(None) };
    let (body, end) = match head.length {
        Length::Known(length) if buffer.len() < start + length => return Ok(None),
        Length::Known(length) => (buffer[start..start + length].to_vec(), start + length),
        Length::Chunked => match unchunked(&buffer[start..])? {
            Some((body, length)) => (body, start + length),
            None => return Ok(None),
        },
    };
    let above = buffer[..start].to_vec();
    buffer.drain(..end);
    Ok(Some(Answer { status: head.status, body, last: head.last, head: above }))
}

/// What stands above a body.
pub(super) struct Head {
    /// The status code.
    pub status: u16,
    /// How the end of the body is found.
    pub length: Length,
    /// Whether the server closes the connection afterwards.
    pub last: bool,
}

/// How the end of a body is found.
pub(super) enum Length {
    /// After so many bytes.
    Known(usize),
    /// After an empty chunk.
    Chunked,
}

/// The head, and where the body begins; none while it is not whole.
pub(super) fn head(buffer: &[u8]) -> Outcome<Option<(Head, usize)>> {
    let Some(end) = find(buffer, b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(&buffer[..end]);
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.get(2..5)?.parse().ok())
        .ok_or_else(|| format!("not an answer of HTTP: {first}"))?;
    let mut length = Length::Known(0);
    let mut last = false;
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            length = Length::Known(value.trim().parse().map_err(|_| format!("a length of `{value}`"))?);
        } else if name.eq_ignore_ascii_case("transfer-encoding")
            && value.trim().eq_ignore_ascii_case("chunked")
        {
            length = Length::Chunked;
        } else if name.eq_ignore_ascii_case("connection") {
            last = value.trim().eq_ignore_ascii_case("close");
        }
    }
    Ok(Some((Head { status, length, last }, end + 4)))
}

/// A chunked body and the bytes that it took; none while it is not whole.
fn unchunked(buffer: &[u8]) -> Outcome<Option<(Vec<u8>, usize)>> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let Some(line) = find(&buffer[at..], b"\r\n") else { return Ok(None) };
        let digits = String::from_utf8_lossy(&buffer[at..at + line]);
        let size = usize::from_str_radix(digits.split(';').next().unwrap_or_default().trim(), 16)
            .map_err(|_| format!("a chunk of `{digits}` bytes"))?;
        at += line + 2;
        if buffer.len() < at + size + 2 {
            return Ok(None);
        }
        body.extend_from_slice(&buffer[at..at + size]);
        at += size + 2;
        if size == 0 {
            return Ok(Some((body, at)));
        }
    }
}

fn find(buffer: &[u8], what: &[u8]) -> Option<usize> {
    buffer.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_out_one_by_one_and_only_when_they_are_whole() {
        let both = b"HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}HTTP/1.1 204 No Content\r\n\r\n";
        let mut buffer = both[..50].to_vec();
        assert_eq!(take(&mut buffer).unwrap(), None);
        buffer.extend_from_slice(&both[50..]);
        let first = take(&mut buffer).unwrap().unwrap();
        assert_eq!((first.status, first.text_at("/id").unwrap()), (201, "a".to_owned()));
        let second = take(&mut buffer).unwrap().unwrap();
        assert_eq!((second.status, second.body.len()), (204, 0));
        assert!(buffer.is_empty());
    }

    #[test]
    fn chunks_are_put_together() {
        let mut buffer =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".to_vec();
        let answer = take(&mut buffer).unwrap().unwrap();
        assert_eq!((answer.status, &*answer.body), (200, &b"abcde"[..]));
        assert_eq!(answer.header("transfer-encoding").as_deref(), Some("Chunked"));
        assert!(buffer.is_empty());
    }

    #[test]
    fn an_answer_without_the_value_is_quoted() {
        let answer = Answer { status: 409, body: b"{\"title\":\"busy\"}".to_vec(), ..Answer::default() };
        assert!(answer.text_at("/visit/id").unwrap_err().contains("409 {\"title\""));
    }
}

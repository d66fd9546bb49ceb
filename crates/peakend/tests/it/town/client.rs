//! A program with a key of the API. Every answer that it gets is held against the description of the API.

use super::Town;
use super::http::{Answer, Browser};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use peakend::http::api::doc;
use serde_json::{Map, Value};

/// A program that calls the API.
pub struct Client {
    pub browser: Browser,
    document: Value,
}

impl Client {
    /// With a key.
    pub fn with(town: &Town, key: &str) -> Self {
        let mut browser = town.browser();
        browser.cookies.clear();
        browser.headers.push(("authorization", format!("Bearer {key}")));
        browser.headers.push(("accept-language", "en".to_owned()));
        Self::of(browser)
    }

    /// On a page of ours, with the cookies of the browser: on a paired device.
    pub fn on(mut browser: Browser) -> Self {
        browser.headers.push(("sec-fetch-site", "same-origin".to_owned()));
        Self::of(browser)
    }

    fn of(browser: Browser) -> Self {
        Self { browser, document: serde_json::to_value(doc::document()).unwrap() }
    }

    #[track_caller]
    pub fn get(&mut self, path: &str) -> Answer {
        self.bare(Method::GET, path, None, "")
    }

    #[track_caller]
    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.keyed(path, body, None)
    }

    #[track_caller]
    pub fn keyed(&mut self, path: &str, body: &Value, key: Option<&str>) -> Answer {
        let mut request = Request::post(format!("/api/v1{path}")).header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap())
    }

    #[track_caller]
    pub fn bare(&mut self, method: Method, path: &str, kind: Option<&str>, body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        self.send(request.body(body.into()).unwrap())
    }

    #[track_caller]
    fn send(&mut self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().as_str().to_lowercase(), request.uri().path().to_owned());
        let answer = self.browser.send(request);
        let fault = match self.operation(&method, &path) {
            Some(operation) => self.fault(operation, &answer),
            None => None,
        };
        assert_eq!(fault, None, "{method} {path} answers {} {}", answer.status, answer.text);
        answer
    }

    /// The operation that an address asks for, if it is described.
    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == asked.len()
                && parts.iter().zip(&asked).all(|(part, asked)| part.starts_with('{') || part == asked)
        };
        let paths = self.document["paths"].as_object().unwrap();
        // a fixed word goes before a name: `/appointments/cancel`
        let mut found: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        found.first().and_then(|(_, item)| item.get(method))
    }

    /// What an answer has that is not described, or lacks that is.
    fn fault(&self, operation: &Value, answer: &Answer) -> Option<String> {
        let Some(described) = operation["responses"].get(answer.status.as_str()) else {
            return Some(format!("no {} is described", answer.status));
        };
        let Some(kinds) = described["content"].as_object() else {
            return (!answer.text.is_empty()).then(|| "no body is described".to_owned());
        };
        let kind = answer.headers["content-type"].to_str().unwrap();
        let Some(content) = kinds.get(kind) else { return Some(format!("no {kind} is described")) };
        match serde_json::from_str(&answer.text) {
            Ok(body) => misfit(&self.document, &content["schema"], &body, "body"),
            Err(error) => Some(error.to_string()),
        }
    }
}

/// An answer that must be this status, as JSON.
#[track_caller]
pub fn made(answer: &Answer, status: StatusCode) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/json");
    serde_json::from_str(&answer.text).unwrap()
}

/// An answer that must be this problem, said in words.
#[track_caller]
pub fn problem(answer: &Answer, status: StatusCode, id: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let told: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(told["type"], format!("/problems/{id}"));
    assert_eq!(told["status"], status.as_u16());
    assert_eq!(told["instance"], answer.headers["x-request-id"].to_str().unwrap());
    for words in ["title", "detail"] {
        let words = told[words].as_str().unwrap();
        assert!(words.contains(' ') && !words.starts_with("api-"), "a problem without words: {told}");
    }
}

/// Where a value is not as its schema says; only what our own schemas use is known.
fn misfit(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let resolved = document.pointer(name.strip_prefix('#').unwrap()).unwrap_or(&Value::Null);
        return if resolved.is_null() {
            Some(format!("{name} is nowhere"))
        } else {
            misfit(document, resolved, value, at)
        };
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        let faults: Option<Vec<String>> = ways.iter().map(|way| misfit(document, way, value, at)).collect();
        return faults.map(|faults| faults.join(", and "));
    }
    if ["type", "allOf", "enum", "properties"].iter().all(|word| schema.get(word).is_none()) {
        // anything may stand here
        return None;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
        return Some(format!("{at} is no {}", kinds.join(" or ")));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Some(format!("{at} is none of {words:?}"));
    }
    if let (Some(number), Some(least)) = (value.as_f64(), schema["minimum"].as_f64())
        && number < least
    {
        return Some(format!("{at} is less than {least}"));
    }
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(n, item)| misfit(document, &schema["items"], item, &format!("{at}[{n}]"))),
        Value::Object(fields) => fields_misfit(document, schema, fields, at),
        _ => None,
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn fields_misfit(document: &Value, schema: &Value, fields: &Map<String, Value>, at: &str) -> Option<String> {
    let (mut known, mut needed) = (Map::new(), Vec::new());
    gather(document, schema, &mut known, &mut needed);
    if let Some(lacking) = needed.iter().find(|name| !fields.contains_key(*name)) {
        return Some(format!("{at}.{lacking} is absent"));
    }
    fields.iter().find_map(|(name, value)| match known.get(name) {
        Some(schema) => misfit(document, schema, value, &format!("{at}.{name}")),
        None if schema.get("additionalProperties").is_some() || schema.get("propertyNames").is_some() => None,
        None => Some(format!("{at}.{name} is not described")),
    })
}

/// The fields of an object, and those of all that it is made of.
fn gather(document: &Value, schema: &Value, known: &mut Map<String, Value>, needed: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        return gather(document, document.pointer(&name[1..]).unwrap(), known, needed);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        gather(document, part, known, needed);
    }
    known.extend(schema["properties"].as_object().cloned().unwrap_or_default());
    let names = schema["required"].as_array().into_iter().flatten();
    needed.extend(names.filter_map(Value::as_str).map(str::to_owned));
}

//! The description of the API: OpenAPI 3.1, and a page to read it.
//!
//! What all operations share is added here once: the key, the problems that any of them can answer, `Idempotency-Key`.

use crate::house::House;
use crate::http::page::Page;
use crate::http::who::Asker;
use crate::ui::frame::Frame;
use crate::ui::text::{Language, Texts};
use crate::{audit, listen, run, score, staff, webhook};
use askama::Template;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

/// What went wrong (RFC 9457).
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Which problem it is: an address that stays the same.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of problem it is, in the language of the request.
    pub title: String,
    /// What to say to a person, in the language of the request.
    pub detail: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// The field of the request that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The id of the request, as in the log of the server.
    pub instance: String,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Peakend",
        version = "1",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        description = "The service experience of a network of walk-in halls: tickets, counters, visits and what happens to \
            them.\n\nEvery request carries a key: `Authorization: Bearer …`; it may do what its person may, where they \
            may. A POST may carry an `Idempotency-Key`: sent again within 24 hours with the same key, it is answered the \
            same (with `Idempotency-Replayed: true`) and done once; with the same key and something else in it, 422. Only \
            what was done is remembered: a refusal has changed nothing and may be tried again under its key. Long lists \
            come in pages: `next` of one is the `cursor` of the next. What goes wrong is a problem (RFC 9457), in the \
            language of `Accept-Language`."
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "halls", description = "Halls, and what happens in them"),
        (name = "counters", description = "Counters, and calling to them"),
        (name = "visits", description = "Visits, from the ticket to the finish"),
        (name = "appointments", description = "Appointments, from the slot to the check-in"),
        (name = "alarms", description = "What must be seen to now"),
        (name = "waits", description = "Waits: what is told now, and how good it has been"),
        (name = "foresight", description = "What is to come: the next hour, and the days after"),
        (name = "ratings", description = "Ratings, and how often they were asked for"),
        (name = "moments", description = "Moments: how visits felt, touchpoint by touchpoint"),
        (name = "places", description = "The tree of the network"),
        (name = "staff", description = "People, devices, and who changed what"),
        (name = "webhooks", description = "Events sent to other systems, as Standard Webhooks"),
    ),
    paths(
        run::hall::api::list,
        run::hall::api::one,
        run::log::api::list,
        run::counter::api::list,
        run::counter::api::call,
        run::counter::api::open,
        run::counter::api::pause,
        run::counter::api::close,
        run::visit::api::take,
        run::visit::api::list,
        run::visit::api::one,
        run::visit::api::events,
        run::visit::api::call,
        run::visit::api::recall,
        run::visit::api::miss,
        run::visit::api::put_back,
        run::visit::api::start,
        run::visit::api::park,
        run::visit::api::resume,
        run::visit::api::transfer,
        run::visit::api::another,
        run::visit::api::finish,
        run::visit::api::leave,
        run::visit::api::hold,
        run::visit::api::check,
        run::visit::api::greet,
        run::appointment::api::slots,
        run::appointment::api::list,
        run::appointment::api::book,
        run::appointment::api::check_in,
        run::appointment::api::cancel,
        run::appointment::api::reschedule,
        run::alarm::api::list,
        run::alarm::api::see,
        run::alarm::api::close,
        run::wait::api::now,
        run::wait::api::accuracy,
        run::next_hour::api::next_hour,
        run::tomorrow::api::forecast,
        run::what_if::api::what_if,
        listen::rating::api::one,
        listen::rating::api::rate,
        listen::rating::api::counted,
        score::experience::api::of_visit,
        score::experience::api::of_day,
        run::network::api::list,
        run::planning::api::look,
        run::planning::api::set,
        run::planning::api::name,
        run::planning::api::unname,
        staff::person::api::list,
        staff::person::api::one,
        staff::device::api::list,
        audit::api::list,
        webhook::api::make,
        webhook::api::list,
        webhook::api::remove,
        webhook::api::deliveries,
        webhook::api::resend,
    ),
    components(schemas(Problem)),
    modifiers(&Shared),
)]
struct Api;

/// Adds what all operations share.
struct Shared;

impl Modify for Shared {
    fn modify(&self, api: &mut OpenApi) {
        let components = api.components.get_or_insert_with(Default::default);
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("key", bearer);
        for (path, item) in &mut api.paths.paths {
            let named = path.contains('{');
            for (operation, is_post) in operations(item) {
                share(operation, named, is_post);
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let reading = item.get.iter_mut().map(|operation| (operation, false));
    let acting = [&mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
    reading.chain(acting.into_iter().flatten().map(|operation| (operation, true)))
}

fn share(operation: &mut Operation, named: bool, is_post: bool) {
    operation.security = Some(vec![SecurityRequirement::new("key", Vec::<String>::new())]);
    let mut problems = vec![401, 403, 405, 422, 500, 503];
    // a body may name a thing as well as an address may
    if named || is_post {
        problems.push(404);
    }
    if is_post {
        operation.parameters.get_or_insert_default().push(RefOr::T(key_parameter()));
        problems.extend([400, 409, 413, 415]);
    }
    for status in problems {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let text = what_went_wrong(Texts::shared(Language::En), status);
        let response = ResponseBuilder::new().description(text).content("application/problem+json", content);
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| RefOr::T(response.build()));
    }
}

/// The title of every problem of a status.
pub(crate) fn what_went_wrong(texts: &Texts, status: u16) -> String {
    texts.say(&format!("api-problem-{status}"))
}

fn key_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("Makes it safe to send this again: whatever comes with the same key is done once"))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(100))
                .pattern(Some("^[!-~]{1,100}$"))
                .build(),
        ))
        .build()
}

/// The document.
pub fn document() -> OpenApi {
    Api::openapi()
}

static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());

/// The document, as JSON.
pub async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], TEXT.as_str()).into_response()
}

/// The document, to be read. What each operation says of itself is in the code, and English; all else is the reader's.
#[derive(Template)]
#[template(path = "http/api/doc.html")]
struct DocPage {
    frame: Frame,
    about: Vec<Vec<Piece>>,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    about: String,
    operations: Vec<Line>,
}

struct Line {
    method: &'static str,
    path: String,
    id: String,
    summary: String,
    about: Vec<Piece>,
    parameters: Vec<Field>,
    body: Vec<Field>,
    answers: Vec<Said>,
}

/// What an answer of a status is.
struct Said {
    status: String,
    about: Vec<Piece>,
    /// Whether it is said in the reader's language.
    is_own: bool,
}

/// A parameter, or a field of a body.
struct Field {
    name: String,
    kind: String,
    needed: bool,
    about: Vec<Piece>,
}

/// A piece of a text.
struct Piece {
    text: String,
    is_code: bool,
}

/// A text, in which what stands between backticks is code.
fn pieces(text: &str) -> Vec<Piece> {
    let pieces =
        text.split('`').enumerate().map(|(n, text)| Piece { text: text.to_owned(), is_code: n % 2 == 1 });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// The page of the API.
pub async fn page(State(house): State<House>, asker: Asker) -> Result<Page<impl Template>, crate::Error> {
    let texts = asker.texts();
    let document: serde_json::Value =
        serde_json::from_str(&TEXT).map_err(|error| crate::Error::Internal(error.to_string()))?;
    let about =
        ["api-docs-about-key", "api-docs-about-once", "api-docs-about-pages", "api-docs-about-problems"];
    let about = about.map(|id| pieces(&texts.say(id))).into();
    let frame = Frame::of(&asker, "", texts.say("api-docs-title"), house.clock.now());
    Ok(Page(DocPage { frame, about, groups: groups(&document, texts) }))
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn groups(document: &serde_json::Value, texts: &Texts) -> Vec<Group> {
    let group = |tag: &serde_json::Value| {
        let name = text(&tag["name"]);
        Group { about: texts.say(&format!("api-docs-tag-{name}")), name, operations: Vec::new() }
    };
    let mut groups: Vec<Group> = list(&document["tags"]).map(group).collect();
    for (path, item) in pairs(&document["paths"]) {
        for method in ["get", "post", "put", "patch", "delete"] {
            let Some(operation) = item.get(method) else { continue };
            let tag = text(&operation["tags"][0]);
            if let Some(group) = groups.iter_mut().find(|group| group.name == tag) {
                group.operations.push(line(document, texts, (method, path), operation));
            }
        }
    }
    groups
}

fn line(
    document: &serde_json::Value,
    texts: &Texts,
    (method, path): (&'static str, &str),
    operation: &serde_json::Value,
) -> Line {
    let parameters = list(&operation["parameters"]).map(|parameter| Field {
        name: text(&parameter["name"]),
        kind: format!("{}, {}", text(&parameter["in"]), kind_of(document, &parameter["schema"])),
        needed: parameter["required"] == true,
        about: pieces(&text(&parameter["description"])),
    });
    let answers = pairs(&operation["responses"]).map(|(status, answer)| {
        let problem = status.parse().ok().filter(|status: &u16| *status >= 400);
        let about =
            problem.map_or_else(|| text(&answer["description"]), |status| what_went_wrong(texts, status));
        Said { status: status.clone(), about: pieces(&about), is_own: problem.is_some() }
    });
    Line {
        method,
        path: path.to_owned(),
        id: format!("{method}{}", path.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
        summary: text(&operation["summary"]),
        about: pieces(&text(&operation["description"])),
        parameters: parameters.collect(),
        body: fields(document, &operation["requestBody"]["content"]["application/json"]["schema"]),
        answers: answers.collect(),
    }
}

/// The fields of a body, whichever way its schema is written.
fn fields(document: &serde_json::Value, schema: &serde_json::Value) -> Vec<Field> {
    let schema = list(&schema["oneOf"]).find(|one| one["type"] != "null").unwrap_or(schema);
    let schema = resolved(document, schema);
    let needed: Vec<String> = list(&schema["required"]).map(text).collect();
    pairs(&schema["properties"])
        .map(|(name, field)| Field {
            name: name.clone(),
            kind: kind_of(document, field),
            needed: needed.contains(name),
            about: pieces(&text(&field["description"])),
        })
        .collect()
}

fn resolved<'a>(document: &'a serde_json::Value, schema: &'a serde_json::Value) -> &'a serde_json::Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}

/// What a value is, in a word or in the words it may be.
fn kind_of(document: &serde_json::Value, schema: &serde_json::Value) -> String {
    let schema = list(&schema["oneOf"]).find(|one| one["type"] != "null").unwrap_or(schema);
    let schema = resolved(document, schema);
    let words: Vec<String> = list(&schema["enum"]).map(text).collect();
    if !words.is_empty() {
        return words.join(" | ");
    }
    match &schema["type"] {
        serde_json::Value::String(kind) => kind.clone(),
        serde_json::Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" | "),
        _ => "object".to_owned(),
    }
}

fn list(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    value.as_array().into_iter().flatten()
}

fn pairs(value: &serde_json::Value) -> impl Iterator<Item = (&String, &serde_json::Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    /// The types below a folder whose shape is derived, each with the files in which it is.
    fn shapes(folder: &Path, found: &mut BTreeMap<String, Vec<String>>) {
        for entry in std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path())
        {
            if entry.is_dir() {
                shapes(&entry, found);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap_or_default();
            for after in text.split("ToSchema)]").skip(1) {
                let Some((_, rest)) = after.split_once("pub struct ") else { continue };
                let name = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                found.entry(name).or_default().push(entry.display().to_string());
            }
        }
    }

    /// In the description shapes are known by their bare names: of two of one name, one would stand for both.
    #[test]
    fn no_two_shapes_of_the_api_have_one_name() {
        let mut found = BTreeMap::new();
        shapes(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
        assert!(found.len() > 40, "{found:?}");
        let twice: Vec<_> = found.iter().filter(|(_, files)| files.len() > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}

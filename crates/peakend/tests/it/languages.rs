//! Each kind of error in both languages, as it is read.

use super::{Folder, network};
use crate::parquet_tables::{Shape, Time};

/// One of each kind.
const ERRORS: [&str; 23] = [
    "score absent.csv",
    "score empty.csv",
    "score column.csv",
    "score broken.csv",
    "score cut.parquet",
    "score quote.csv",
    "score local.csv",
    "score local.parquet",
    "score nothing.csv",
    "score some.csv",
    "score some.csv --strict",
    "score some.csv --zone Nowhere",
    "score some.csv --blueprint service-hall --out nowhere/r.csv",
    "score some.csv --by hall --max-groups 1",
    "score some.csv --by day,week",
    "score some.csv --format parquet",
    "drivers few.csv",
    "sample --out s.xlsx",
    "import some.csv --map bad.toml --out o.csv",
    "import some.csv --map unknown.toml --out o.csv --blueprint service-hall",
    "blueprint check .",
    "blueprint check empty",
    "blueprint show queu",
];

fn folder() -> Folder {
    let parquet = std::fs::read(network().path("s.parquet")).unwrap();
    let time = Time::Stamp(parquet::basic::TimeUnit::MICROS, false);
    let local = Shape { time, ..Shape::default() }.bytes(&crate::rows::network(3));
    let gzip = super::gzipped("visit,touchpoint,affect\n1,a,0\n".repeat(500).as_bytes());
    let some =
        "visit,hall,purpose,touchpoint,affect\n1,h,p,queue,0.5\n2,g,p,leave,x\n3,g,p,leave,-0.5\n4,g,p\n";
    let judged = "visit,touchpoint,affect,remembered\n1,queue,0.5,0.5\n2,queue,0.5,0.1\n";
    let folder = Folder::new()
        .with("empty.csv", "")
        .with("column.csv", "visit,touchpiont,affect\n1,a,0\n")
        .with("local.parquet", local)
        .with("broken.csv", &gzip[..gzip.len() - 12])
        .with("cut.parquet", &parquet[..parquet.len() / 2])
        .with("quote.csv", format!("visit,touchpoint,affect\n1,\"a,0\n{}", "2,b,0\n".repeat(1100)))
        .with("local.csv", "visit,touchpoint,affect,at\n1,a,0,2026-03-02 09:00\n")
        .with("nothing.csv", "visit,touchpoint,affect\n1,a,2\n1,a,\"0,5\"\n")
        .with("some.csv", some)
        .with("few.csv", judged)
        .with("bad.toml", "visit = { colunm = \"visit\" }\n")
        .with("unknown.toml", "visit = { column = \"visit\" }\ntouchpoint = { constant = \"queu\" }\naffect = { column = \"affect\", scale = [-1, 1] }\n");
    std::fs::create_dir(folder.path("empty")).unwrap();
    folder
}

fn told(language: &str) -> String {
    let folder = folder();
    let mut text = String::new();
    for error in ERRORS {
        let ran = folder.run(&format!("{error} --lang {language}"));
        text += &format!("$ peakend {error}   [{}]\n{}\n", ran.code, ran.err);
    }
    text
}

#[test]
fn errors_in_english() {
    insta::assert_snapshot!(told("en"));
}

#[test]
fn errors_in_chinese() {
    insta::assert_snapshot!(told("zh-CN"));
}

//! The report in both languages, in plain and in awkward cases.

use super::fixture;
use super::{render, sentences};
use crate::ui::text::Language;

const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];

/// Elements without an end tag.
const VOID: &[&str] = &["meta", "br", "img", "link", "input", "hr"];

/// The page without what is inside `<script>` and `<style>`.
fn markup(page: &str) -> String {
    let mut rest = page;
    let mut kept = String::new();
    while let Some(start) = ["<script", "<style"].iter().filter_map(|tag| rest.find(tag)).min() {
        let open_end = start + rest[start..].find('>').expect("the tag ends") + 1;
        let close = if rest[start..].starts_with("<script") { "</script" } else { "</style" };
        kept.push_str(&rest[..open_end]);
        rest = &rest[open_end + rest[open_end..].find(close).expect("the element ends")..];
    }
    kept + rest
}

/// Panics unless every element is closed in the order it was opened.
fn assert_well_formed(page: &str) {
    let markup = markup(page);
    let mut open: Vec<&str> = Vec::new();
    for piece in markup.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a tag ends");
        if tag.starts_with('!') || tag.ends_with('/') {
            continue;
        }
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed.trim()), "near <{piece}");
        } else {
            let name = tag.split_whitespace().next().expect("a tag has a name");
            if !VOID.contains(&name) {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
}

#[test]
fn every_report_is_well_formed_and_whole() {
    for (name, findings) in fixture::all() {
        for language in LANGUAGES {
            let page = render(&findings, language).expect("renders");
            assert_well_formed(&page);
            let markup = markup(&page);
            for wrong in ["NaN", "undefined", "inf", "{$", "{ $", "report-"] {
                let text = markup.replace("information", "");
                let found = text
                    .split('<')
                    .filter_map(|piece| piece.split_once('>'))
                    .find(|(_, text)| text.contains(wrong));
                assert!(found.is_none(), "{name} {language:?}: {wrong} in {found:?}");
            }
        }
    }
}

#[test]
fn a_report_asks_the_network_for_nothing() {
    for (name, findings) in fixture::all() {
        let page = render(&findings, Language::En).expect("renders");
        let markup = markup(&page);
        for tag in markup.split('<').filter_map(|piece| Some(piece.split_once('>')?.0)) {
            for loads in [" src=", " href=\"http", " href=\"//", " style=\"", " srcset="] {
                assert!(!tag.contains(loads), "{name}: {tag}");
            }
        }
        assert!(!crate::ui::report::CSS.contains("url(") && !crate::ui::report::CSS.contains("@import"));
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn hostile_names_stay_text() {
    for language in LANGUAGES {
        let page = render(&fixture::hostile(), language).expect("renders");
        assert!(!page.contains("<img"), "an element was smuggled in");
        assert!(!page.contains("><b>"));
        assert!(page.contains("&lt;") || page.contains("&#60;"));
        assert_eq!(page.matches("</script>").count(), 2, "only our own scripts end");
    }
}

#[test]
fn every_section_has_its_table() {
    for (name, findings) in fixture::all() {
        let page = render(&findings, Language::ZhCn).expect("renders");
        let page = markup(&page);
        let sections: Vec<&str> = page.split("<section ").skip(1).collect();
        assert_eq!(sections.len(), 6, "{name}");
        for section in sections {
            assert!(section.contains("<table") && section.contains("<caption>"), "{name}: {section}");
        }
    }
}

#[test]
fn the_sentences_say_what_the_data_say() {
    let [remembered, peaks, differs] = sentences(&fixture::month(), Language::ZhCn);
    insta::assert_snapshot!(format!("{remembered}\n{peaks}\n{differs}"));
    let [remembered, peaks, differs] = sentences(&fixture::month(), Language::En);
    insta::assert_snapshot!(format!("{remembered}\n{peaks}\n{differs}"));
}

#[test]
fn the_sentences_are_honest_when_there_is_nothing_to_say() {
    let cases = [fixture::one_visit(), fixture::nothing(), fixture::no_difference()];
    let said: Vec<String> = cases
        .iter()
        .flat_map(|case| LANGUAGES.map(|language| sentences(case, language).join("\n")))
        .collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn no_sentence_is_left_half_said() {
    for (name, findings) in fixture::all() {
        for language in LANGUAGES {
            for sentence in sentences(&findings, language) {
                assert!(sentence.ends_with(['.', '。']), "{name}: {sentence}");
                assert!(!sentence.contains("NaN") && !sentence.contains("  "), "{name}: {sentence}");
            }
        }
    }
}

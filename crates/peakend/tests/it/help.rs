//! Every command explains itself, in both languages.

use super::Folder;
use peakend::ui::text::{Language, Texts};

const LANGUAGES: [(Language, &str); 2] = [(Language::En, "en"), (Language::ZhCn, "zh-CN")];

/// Every command by its words, the program itself among them.
fn every_command(command: &clap::Command, words: &str, found: &mut Vec<(String, clap::Command)>) {
    found.push((words.to_owned(), command.clone()));
    for child in command.get_subcommands() {
        every_command(child, format!("{words} {}", child.get_name()).trim(), found);
    }
}

fn commands(language: Language) -> Vec<(String, clap::Command)> {
    let mut found = Vec::new();
    every_command(&peakend::cli::command(&Texts::of(language)), "", &mut found);
    found
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

#[test]
fn every_command_and_option_has_its_text() {
    for (language, tag) in LANGUAGES {
        for (words, command) in commands(language) {
            let about = command.get_about().expect("an about").to_string();
            let options = command.get_arguments().map(|argument| {
                (argument.get_id().to_string(), argument.get_help().expect("a help").to_string())
            });
            for (what, text) in options.chain([("about".to_owned(), about)]) {
                assert!(!text.is_empty() && !text.starts_with("help"), "{tag} {words} {what}: {text}");
                assert_eq!(is_chinese(&text), language == Language::ZhCn, "{tag} {words} {what}: {text}");
            }
        }
    }
}

#[test]
fn help_shows_every_option_and_no_id_of_a_text() {
    let folder = Folder::new();
    for (language, tag) in LANGUAGES {
        for (words, command) in commands(language) {
            let shown = folder.run(&format!("{words} --help --lang {tag}")).quietly();
            for argument in command.get_arguments() {
                let name = match argument.get_long() {
                    Some(long) => format!("--{long}"),
                    None => format!("<{}>", argument.get_id().to_string().to_uppercase()),
                };
                let optional = name.replace('<', "[").replace('>', "]");
                assert!(shown.contains(&name) || shown.contains(&optional), "{words} {name}:\n{shown}");
            }
            assert!(!shown.contains("help-"), "{shown}");
            assert_eq!(is_chinese(&shown), language == Language::ZhCn, "{shown}");
        }
    }
}

#[test]
fn the_language_comes_from_the_option_or_else_from_the_environment() {
    let folder = Folder::new();
    for (variable, value) in [("LANG", "zh_CN.UTF-8"), ("LC_ALL", "zh_CN"), ("LC_MESSAGES", "zh")] {
        let mut command = folder.command("--help");
        assert!(is_chinese(&super::ran(command.env(variable, value)).quietly()));
        let mut command = folder.command("--help --lang=en");
        assert!(!is_chinese(&super::ran(command.env(variable, value)).quietly()));
    }
    for value in ["", "C", "fr_FR.UTF-8"] {
        assert!(!is_chinese(&super::ran(folder.command("--help").env("LANG", value)).quietly()));
    }
    folder.run("--lang fr --help").fails(2);
}

#[test]
fn the_exit_codes_are_listed() {
    for tag in ["en", "zh-CN"] {
        let shown = Folder::new().run(&format!("--help --lang {tag}")).quietly();
        for code in ["0", "1", "2", "3", "4", "70", "130"] {
            assert!(shown.split(|it: char| !it.is_ascii_digit()).any(|word| word == code), "{code}: {shown}");
        }
    }
}

#[test]
fn a_wrong_command_line_is_exit_code_2_and_names_what_is_wrong() {
    let folder = Folder::new();
    for (args, named) in [
        ("", "Usage"),
        ("scor t.csv", "scor"),
        ("score", "<TABLE>"),
        ("score t.csv --by galaxy", "galaxy"),
        ("score t.csv --frmat csv", "--format"),
        ("score t.csv --threads 0", "--threads"),
        ("score t.csv --by day,month", "--by"),
        ("import t.csv", "--map"),
        ("completions tcl", "tcl"),
    ] {
        let said = folder.run(args).fails(2);
        assert!(said.contains(named), "{args}: {said}");
    }
    assert!(folder.run("blueprint show queu").fails(2).contains("(did you mean “queue”?)"));
}

#[test]
fn completions_know_every_command_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Folder::new().run(&format!("completions {shell}")).quietly();
        for word in
            ["import", "score", "evidence", "drivers", "blueprint", "sample", "max-groups", "reject-to"]
        {
            assert!(script.contains(word), "{shell} {word}");
        }
        assert!(!script.contains("help-"), "{shell}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    for flag in ["--version", "-V"] {
        assert_eq!(Folder::new().run(flag).quietly(), format!("peakend {}\n", env!("CARGO_PKG_VERSION")));
    }
}
